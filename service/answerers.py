"""Which answerer the settings ask for, made with what it needs, and closed again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine

from service.answering.answer import Answerer
from service.answering.extractive import ExtractiveAnswerer
from service.answering.language_model import OpenAIModel
from service.answering.model_answerer import ModelAnswerer
from service.model_spending import ModelSpending
from service.settings import Settings


@asynccontextmanager
async def answerer_for(settings: Settings, engine: AsyncEngine) -> AsyncIterator[Answerer]:
    """A language model where the settings name one, else the episode's own sentences.

    Raises:
        SettingsRefused: A language model is wanted, and what it needs is not set.
    """
    if not settings.wants_model:
        yield ExtractiveAnswerer()
        return
    model = OpenAIModel(settings.language_model)
    try:
        spending = ModelSpending(engine, settings.daily_model_dollars)
        yield ModelAnswerer(model, spending, settings.model_context_tokens)
    finally:
        await model.aclose()
