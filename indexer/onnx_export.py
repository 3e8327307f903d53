"""A sentence-transformers model as one ONNX file, with int8 weights where it stands them.

Weights are quantized per channel to seven bits: eight would overflow in the integer arithmetic of
processors without VNNI, and one index would then not serve on another machine (measured, see
docs/decisions.md). torch, onnx and the quantizer are imported when a model is exported.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

OPSET = 17


def write_onnx(path: Path, model: SentenceTransformer, *, quantized: bool) -> None:
    """Writes a model to ``path``: tokens in, vectors of length one out."""
    exact = path.with_suffix(".fp32.onnx")
    with _quiet():
        _export_exact(exact, model)
        if quantized:
            _quantize(exact, path)
            exact.unlink()
        else:
            exact.replace(path)


def _export_exact(path: Path, model: SentenceTransformer) -> None:
    import torch

    names = [
        name
        for name in ("input_ids", "attention_mask", "token_type_ids")
        if name in model.tokenizer.model_input_names
    ]

    class Pipeline(torch.nn.Module):  # type: ignore[misc]
        """Every module of the sentence transformer, then a vector of length one."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
            features = self.model(dict(zip(names, inputs, strict=True)))
            return torch.nn.functional.normalize(features["sentence_embedding"], dim=1)

    example = torch.ones((1, 8), dtype=torch.long)
    axes = {name: {0: "texts", 1: "tokens"} for name in names}
    torch.onnx.export(
        Pipeline().eval(),
        tuple(example.clone() for _ in names),
        str(path),
        input_names=names,
        output_names=["vectors"],
        dynamic_axes=axes,
        opset_version=OPSET,
        dynamo=False,
    )


def _quantize(exact: Path, path: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(exact, path, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)


@contextmanager
def _quiet() -> Iterator[None]:
    """The exporter and the quantizer warn of what is meant: tracing, no pre-processing."""
    disabled = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(disabled)
