"""Whether what was said entails a claim, by a cross-encoder, where the operator sets one.

It adds to the rules and replaces none: a claim that they confirm and the model does not is shown in
the words that were said. The model is exported once (``entailment_export``) and run without torch:

    entailment/<slug>-<fingerprint>/   model.onnx   tokenizer.json   entailment.json
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from pydantic import TypeAdapter, ValidationError

from indexer import ExplainedError
from indexer.onnx_model import ModelUnreadable, OnnxModel

ENTAILMENT_FILE = "entailment.json"


@dataclass(frozen=True, slots=True)
class EntailmentDescription:
    """What an exported cross-encoder is.

    ``label`` is the place of "entailment" among the ``labels`` scores it gives; with a single one
    that is the score itself.
    """

    name: str
    fingerprint: str
    labels: int
    label: int
    max_tokens: int
    quantized: bool
    source_state: str


class Entailment(Protocol):
    """Judges whether a text entails another one."""

    @property
    def fingerprint(self) -> str:
        """What names this judge; another one may judge otherwise."""

    def probability(self, said: str, claim: str) -> float:
        """How likely it is that ``said`` entails ``claim``, 0 to 1; 0 for texts it cannot read."""


class EntailmentDamaged(ExplainedError):
    """An exported cross-encoder that cannot be read; the message says how to make it anew."""


class OnnxEntailment:
    """An exported cross-encoder; one pair at a time."""

    def __init__(self, folder: Path) -> None:
        """Opens an exported cross-encoder.

        Raises:
            EntailmentDamaged: Files are missing or unreadable.
        """
        self.description = read_description(folder)
        try:
            self._model = OnnxModel(folder)
        except ModelUnreadable as error:
            raise _damaged(folder) from error

    @property
    def fingerprint(self) -> str:
        """That of the exported model."""
        return self.description.fingerprint

    def probability(self, said: str, claim: str) -> float:
        """How likely it is that ``said`` entails ``claim``, 0 to 1; 0 for texts it cannot read.

        Texts that are too long together would have to be cut; what is cut confirms nothing.
        """
        pair = self._model.tokenizer.encode(said, claim)
        if len(pair.ids) > self.description.max_tokens:
            return 0.0
        scores = self._model.run(pair.ids, pair.type_ids).astype(np.float64)
        if self.description.labels == 1:
            return float(1.0 / (1.0 + np.exp(-scores[0])))
        shares = np.exp(scores - scores.max())
        return float(shares[self.description.label] / shares.sum())


_DESCRIPTION = TypeAdapter(EntailmentDescription)


def read_description(folder: Path) -> EntailmentDescription:
    """What an exported cross-encoder is.

    Raises:
        EntailmentDamaged: The description is missing or unreadable.
    """
    try:
        return _DESCRIPTION.validate_json((folder / ENTAILMENT_FILE).read_bytes())
    except (OSError, ValidationError) as error:
        raise _damaged(folder) from error


def write_description(folder: Path, description: EntailmentDescription) -> None:
    """Writes an exported cross-encoder's description into its folder."""
    (folder / ENTAILMENT_FILE).write_bytes(_DESCRIPTION.dump_json(description, indent=2))


def _damaged(folder: Path) -> EntailmentDamaged:
    return EntailmentDamaged(
        f"The exported entailment model in {folder} is missing or damaged. Remove that folder and "
        "start again: it is exported anew."
    )
