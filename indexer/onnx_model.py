"""An exported model: a tokenizer and an ONNX file, run by onnxruntime on one core a text."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from indexer.onnx_runtime import onnxruntime

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"

ROWS = "rows"
TOKEN_ROWS = "token_rows"  # noqa: S105 - no password
"""The outputs of an exported model; an encoder has both, a cross-encoder the first."""


class ModelUnreadable(Exception):
    """Files of an exported model that are missing or damaged."""


class OnnxModel:
    """Runs one text, or one pair of texts, at a time: int8 scales then depend on nothing else."""

    def __init__(self, folder: Path) -> None:
        """Opens the files in a folder.

        Raises:
            ModelUnreadable: Files are missing or damaged.
        """
        self.tokenizer = _tokenizer(folder)
        self._session = _session(folder)
        self._inputs = [given.name for given in self._session.get_inputs()]

    def run(self, ids: list[int], type_ids: list[int] | None = None) -> NDArray[np.float32]:
        """The row that the model gives for some tokens."""
        output: NDArray[np.float32] = self._run([ROWS], ids, type_ids)[0][0]
        return output

    def run_with_tokens(self, ids: list[int]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The same row, and one for each token, of shape (tokens, _)."""
        rows, tokens = self._run([ROWS, TOKEN_ROWS], ids, None)
        return rows[0], tokens[0]

    def _run(
        self, outputs: list[str], ids: list[int], type_ids: list[int] | None
    ) -> list[NDArray[np.float32]]:
        row = np.array([ids], np.int64)
        types = np.zeros_like(row) if type_ids is None else np.array([type_ids], np.int64)
        known = {"input_ids": row, "attention_mask": np.ones_like(row), "token_type_ids": types}
        found: list[NDArray[np.float32]] = self._session.run(
            outputs, {name: known[name] for name in self._inputs}
        )
        return found


def _tokenizer(folder: Path) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
    except Exception as error:  # tokenizers raises bare Exceptions
        raise ModelUnreadable(str(folder)) from error
    # A published tokenizer.json may pad and truncate by itself: at 128 for MiniLM, which reads 256.
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _session(folder: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    # One core a text: passages run in parallel, and a question leaves cores to other listeners.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(
            str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # onnxruntime's own error types are not public
        raise ModelUnreadable(str(folder)) from error
