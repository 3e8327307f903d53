"""The parts of a running service, made in the order in which they need each other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from indexer import Library, storage_explained
from service.access.accounts import Accounts
from service.access.api_keys import ApiKeys
from service.access.caller import Callers
from service.access.gate import Gate
from service.access.leases import Leases
from service.access.mail import LogMailer, Mailer, NoMailer, SmtpMailer
from service.access.question_ledger import QuestionLedger
from service.access.rate_limits import RateLimits, parse_rate
from service.access.secret_key import SecretKey, read_secret_key
from service.access.sessions import Sessions
from service.access.sign_in import SignIn
from service.access.site_login import SiteLogin
from service.access.sites import Sites
from service.answerers import answerer_for
from service.billing_setup import billing_for
from service.cached_answers import CachedAnswers
from service.database import open_database
from service.endpoints.error_responses import failed
from service.feedback import KeptFeedback
from service.gaps import Gaps
from service.kept_answers import KeptAnswers
from service.model_spending import ModelSpending
from service.next_questions import NextQuestions
from service.redis_client import RedisClient
from service.related_episodes import RelatedEpisodes
from service.settings import Settings, is_loopback
from service.settings.base import secret_of
from service.shared_answers import SharedAnswers
from service.shows import Shows
from service.state import ServiceState
from service.streams.answer_logs import MemoryLogs
from service.streams.asking import Asking
from service.streams.idempotency import IdempotencyKeys
from service.streams.runs import AnswerRuns, Records
from service.streams.shared_logs import SharedLogs
from service.suggested_questions import SuggestedQuestions


@asynccontextmanager
async def running_service(settings: Settings) -> AsyncIterator[ServiceState]:
    """The state of a service, closed at the end.

    Raises:
        ExplainedError: Something that it needs cannot be had; the sentence says what.
    """
    async with AsyncExitStack() as closing:
        engine = await open_database(settings.database)
        closing.push_async_callback(engine.dispose)
        redis = RedisClient(settings.redis_url) if settings.redis_url else None
        if redis is not None:
            closing.push_async_callback(redis.aclose)
        billing = await closing.enter_async_context(billing_for(settings, engine))
        spending = ModelSpending(engine, settings.ceilings)
        answerer = await closing.enter_async_context(answerer_for(settings, spending))
        secret_key = await asyncio.to_thread(_secret_key, settings)
        accounts, sessions = Accounts(engine), Sessions(engine, secret_key)
        limits, ledger = RateLimits(redis), QuestionLedger(engine)
        gate = Gate(billing, ledger, limits, Leases(redis), settings.gate_rules)
        kept_answers, keys = KeptAnswers(engine), IdempotencyKeys(engine)
        runs = AnswerRuns(
            SharedLogs(redis) if redis else MemoryLogs(),
            Records(kept_answers, ledger, CachedAnswers(engine, answerer.identity)),
            answerer,
            settings.answer_seconds,
            failed,
        )
        login = settings.site_login
        library = Library(settings.data_dir, open_episodes=settings.open_episodes)
        shows = Shows(engine, settings.unsaid, library.catalogue.shows)
        await shows.published(())  # from here on they are known without the database too
        suggested = SuggestedQuestions(library)
        yield ServiceState(
            settings=settings,
            library=library,
            engine=engine,
            redis=redis,
            suggested=suggested,
            related=RelatedEpisodes(library),
            next_questions=NextQuestions(library, suggested),
            kept_answers=kept_answers,
            feedback=KeptFeedback(engine),
            shared_answers=SharedAnswers(engine),
            gaps=Gaps(engine, library),
            answerer=answerer,
            billing=billing,
            accounts=accounts,
            sessions=sessions,
            sign_in=SignIn(engine, secret_key, _mailer(settings)),
            sites=Sites(engine, settings.own_origins),
            shows=shows,
            callers=Callers(
                accounts,
                sessions,
                ApiKeys(engine, secret_key),
                SiteLogin(login) if login else None,
                secret_key,
            ),
            gate=gate,
            runs=runs,
            asking=Asking(gate, runs, keys, kept_answers),
            idempotency_keys=keys,
            ledger=ledger,
            spending=spending,
            limits=limits,
            sign_in_rate=parse_rate(settings.sign_in_rate),
            proxies=settings.proxies,
        )


def _secret_key(settings: Settings) -> SecretKey:
    with storage_explained():
        return read_secret_key(secret_of(settings.secret_key), settings.data_dir)


def _mailer(settings: Settings) -> Mailer:
    """Codes are mailed; on loopback, where only the operator can be, they may be in the log."""
    url = secret_of(settings.smtp_url)
    if url is not None:
        return SmtpMailer(url, settings.mail_from or "")
    return LogMailer() if is_loopback(settings.host) else NoMailer()
