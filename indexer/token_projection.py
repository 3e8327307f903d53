"""The directions of a model's token vectors that are kept of them.

Found when the model is exported; numpy alone, the model is passed in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

TOKEN_DIMENSION = 64
"""Of a token's vector. Of 32, 64, 96 and 128 it ranked and told best; see docs/decisions.md."""

_RANDOM_TEXTS, _RANDOM_TOKENS = 300, 30


def token_projection(model: SentenceTransformer) -> NDArray[np.float32]:
    """What takes a model's token vectors to TOKEN_DIMENSION at most, of shape (dimension, _).

    The directions in which they vary most (their second moment, not centred), seen on sequences of
    random tokens, so that it depends on the model alone. A direction's sign is fixed, since two
    machines that export one model have to agree.
    """
    seen = np.concatenate([_unit_rows(rows) for rows in _random_token_vectors(model)])
    _, directions = np.linalg.eigh(seen.T @ seen)
    strongest = directions[:, ::-1][:, :TOKEN_DIMENSION]
    largest = np.abs(strongest).argmax(axis=0)
    signs = np.sign(strongest[largest, np.arange(strongest.shape[1])])
    return np.ascontiguousarray(strongest * signs, np.float32)


def _random_token_vectors(model: SentenceTransformer) -> Iterator[NDArray[np.float64]]:
    tokenizer = model.tokenizer
    plain = np.setdiff1d(np.arange(len(tokenizer)), tokenizer.all_special_ids)
    random = np.random.default_rng(0)
    texts = [
        tokenizer.decode(random.choice(plain, _RANDOM_TOKENS).tolist())
        for _ in range(_RANDOM_TEXTS)
    ]
    found = model.encode(texts, output_value="token_embeddings", prompt="")
    yield from (rows.detach().cpu().numpy().astype(np.float64) for rows in found)


def _unit_rows(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths: NDArray[np.float64] = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / lengths
