"""Which answerer the settings ask for, made with what it needs, and closed again."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from service.answering.answer import Answerer
from service.answering.entailment import OnnxEntailment
from service.answering.entailment_export import exported_entailment
from service.answering.extractive import ExtractiveAnswerer
from service.answering.language_model import OpenAIModel
from service.answering.model_answerer import ModelAnswerer
from service.model_spending import ModelSpending
from service.settings import Settings

_log = logging.getLogger(__name__)


class NamedAnswerer(Answerer, Protocol):
    """An answerer as the settings make it."""

    @property
    def identity(self) -> tuple[str, ...]:
        """What names it: with another, the same question may be answered otherwise."""


@asynccontextmanager
async def answerer_for(settings: Settings, spending: ModelSpending) -> AsyncIterator[NamedAnswerer]:
    """A language model where the settings name one, else the episode's own sentences.

    Raises:
        SettingsRefused: A language model is wanted, and what it needs is not set.
        EntailmentUnavailable: The entailment model cannot be loaded or exported.
    """
    if not settings.wants_model:
        yield ExtractiveAnswerer()
        return
    model = OpenAIModel(settings.language_model)
    try:
        entailment = await asyncio.to_thread(_entailment, settings)
        yield ModelAnswerer(model, spending, settings.model_context_tokens, entailment)
    finally:
        await model.aclose()


def _entailment(settings: Settings) -> OnnxEntailment | None:
    if settings.entailment_model is None:
        return None
    exports = settings.data_dir / "entailment"
    return exported_entailment(exports, settings.entailment_model, _log.warning)
