"""Exports a cross-encoder that judges entailment to ONNX, once; needs the ``[export]`` extra."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from indexer import ExplainedError
from indexer.export_folder import made_once, put_in_place, scratch_folder, source_state
from indexer.onnx_export import OPSET, input_names, write_onnx
from indexer.onnx_model import MODEL_FILE, ROWS, TOKENIZER_FILE
from service.answering.entailment import (
    EntailmentDamaged,
    EntailmentDescription,
    OnnxEntailment,
    read_description,
    write_description,
)

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_RECIPE = f"onnx {OPSET}, int8 per channel reduced range, 1"
_MOST_APART = 0.1
_PROBES = (
    ("We lost thirty-one hives.", "Thirty-one hives were lost."),
    ("We lost thirty-one hives.", "No hive was lost."),
    ("The frost came in March, after the mites.", "The mites came after the frost."),
    ("I think the queen was old.", "She guesses that the queen was old."),
)


class EntailmentUnavailable(ExplainedError):
    """A cross-encoder that cannot be loaded or exported; the message says what to do."""


def exported_entailment(
    exports: Path, name: str, notify: Callable[[str], None] = lambda _: None
) -> OnnxEntailment:
    """The exported form of a cross-encoder, made now if it is not in the folder ``exports`` yet.

    Args:
        exports: The folder of exported cross-encoders.
        name: A folder with a model, or a name that a hub knows.
        notify: Is told what takes long.

    Raises:
        EntailmentUnavailable: The model cannot be loaded, does not judge entailment, or what
            exporting needs is not installed.
    """
    state = source_state(name, _RECIPE)

    def make() -> OnnxEntailment:
        notify(f"Exporting the entailment model {name} (once)")
        return OnnxEntailment(_export(exports, name, state))

    return made_once(exports, lambda: _known_export(exports, name, state), make)


def _known_export(exports: Path, name: str, state: str) -> OnnxEntailment | None:
    for folder in sorted(exports.glob("[!.]*-*")):
        with suppress(EntailmentDamaged):
            known = read_description(folder)
            if (known.name, known.source_state) == (name, state):
                return OnnxEntailment(folder)
    return None


def _export(exports: Path, name: str, state: str) -> Path:
    model = _loaded_model(name)
    description = _described(model, name, state)
    with scratch_folder(exports) as scratch:
        tokenizer = model.tokenizer.backend_tokenizer.to_str()
        (scratch / TOKENIZER_FILE).write_text(tokenizer, encoding="utf-8")
        description = _write_model(scratch, model, description)
        if not _agrees(scratch, model):
            description = _write_model(scratch, model, replace(description, quantized=False))
        return put_in_place(scratch, exports, name, description.fingerprint)


def _loaded_model(name: str) -> CrossEncoder:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        import onnx  # noqa: F401
        from sentence_transformers import CrossEncoder
        from transformers.utils.logging import disable_progress_bar
    except ImportError as error:
        raise EntailmentUnavailable(
            f"Exporting {name} needs torch and sentence-transformers, which are not installed. "
            "Install torch for the CPU first, then `pip install 'ask-episode[export]'`; or copy "
            "an exported model into the data folder's `entailment/`."
        ) from error
    disable_progress_bar()
    try:
        model = CrossEncoder(name, device="cpu")
    except Exception as error:  # whatever a model folder or a hub may raise
        raise EntailmentUnavailable(
            f"{name} cannot be loaded as a CrossEncoder: {error}"
        ) from error
    if getattr(model.tokenizer, "backend_tokenizer", None) is None:
        raise EntailmentUnavailable(f"{name} has no fast tokenizer (tokenizer.json).")
    return model


def _described(model: CrossEncoder, name: str, state: str) -> EntailmentDescription:
    return EntailmentDescription(
        name=name,
        fingerprint="",
        labels=int(model.num_labels),
        label=_label(model, name),
        max_tokens=int(model.max_seq_length or model.config.max_position_embeddings),
        quantized=True,
        source_state=state,
    )


def _label(model: CrossEncoder, name: str) -> int:
    labels: dict[int, str] = model.config.id2label
    if model.num_labels == 1:
        return 0
    for position, label in labels.items():
        if label.lower().startswith("entail"):
            return int(position)
    raise EntailmentUnavailable(
        f"{name} does not judge entailment: its labels are {', '.join(labels.values())}. "
        "ASK_ENTAILMENT_MODEL has to be a cross-encoder trained for natural language inference."
    )


def _write_model(
    folder: Path, model: CrossEncoder, description: EntailmentDescription
) -> EntailmentDescription:
    import torch

    names = input_names(model.tokenizer)

    class Scores(torch.nn.Module):  # type: ignore[misc]
        """The scores of a pair, before any activation."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model.transformers_model

        def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
            return self.model(**dict(zip(names, inputs, strict=True))).logits

    write_onnx(folder / MODEL_FILE, Scores(), names, [ROWS], quantized=description.quantized)
    digest = hashlib.sha256((folder / MODEL_FILE).read_bytes())
    digest.update((folder / TOKENIZER_FILE).read_bytes())
    description = replace(description, fingerprint=digest.hexdigest()[:12])
    write_description(folder, description)
    return description


def _agrees(folder: Path, model: CrossEncoder) -> bool:
    """Whether the exported form judges as the original does."""
    import torch

    exported = OnnxEntailment(folder)
    scores = model.predict(list(_PROBES), activation_fn=torch.nn.Identity(), convert_to_tensor=True)
    if exported.description.labels == 1:
        expected = torch.sigmoid(scores.reshape(-1))
    else:
        expected = torch.softmax(scores, dim=1)[:, exported.description.label]
    return all(
        abs(exported.probability(said, claim) - float(one)) <= _MOST_APART
        for (said, claim), one in zip(_PROBES, expected, strict=True)
    )
