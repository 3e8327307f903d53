"""A model as one ONNX file, with int8 weights where it stands them.

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
from typing import TYPE_CHECKING, Any

from indexer.onnx_model import ROWS

if TYPE_CHECKING:
    import torch

OPSET = 17
_AXES = {0: "texts", 1: "tokens"}


def input_names(tokenizer: Any) -> list[str]:  # noqa: ANN401 - transformers has many kinds
    """The inputs that a model takes of those that every exported one may be given."""
    known = ("input_ids", "attention_mask", "token_type_ids")
    return [name for name in known if name in tokenizer.model_input_names]


def write_onnx(
    path: Path,
    module: torch.nn.Module,
    inputs: list[str],
    outputs: list[str],
    *,
    quantized: bool,
) -> None:
    """Writes a module to ``path``: tokens in, a row a text out, or a row a token as well.

    Args:
        path: The file.
        module: What is exported; takes one tensor of shape (texts, tokens) an input.
        inputs: What the module takes.
        outputs: What it gives, in order.
        quantized: Whether its weights become int8.
    """
    exact = path.with_suffix(".fp32.onnx")
    with _quiet():
        _export_exact(exact, module, inputs, outputs)
        if quantized:
            _quantize(exact, path)
            exact.unlink()
        else:
            exact.replace(path)


def _export_exact(
    path: Path, module: torch.nn.Module, inputs: list[str], outputs: list[str]
) -> None:
    import torch

    example = torch.ones((1, 8), dtype=torch.long)
    torch.onnx.export(
        module.eval(),
        tuple(example.clone() for _ in inputs),
        str(path),
        input_names=inputs,
        output_names=outputs,
        dynamic_axes={name: _AXES for name in (*inputs, *outputs) if name != ROWS},
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
