"""The least that answers over HTTP with sentence-transformers: the baseline of ``start_up``.

python minimal_service.py PORT MODEL_FOLDER
"""

import sys

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from sentence_transformers import SentenceTransformer

model = SentenceTransformer(sys.argv[2], device="cpu")
sentences = [f"Sentence number {number}." for number in range(100)]
vectors = model.encode(sentences)
app = FastAPI()


class Ask(BaseModel):
    """A question."""

    question: str


@app.get("/")
def health() -> str:
    """Says that the service is up."""
    return "ok"


@app.post("/ask")
def ask(body: Ask) -> str:
    """The sentence nearest to a question."""
    return sentences[int((vectors @ model.encode(body.question)).argmax())]


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), log_level="error")
