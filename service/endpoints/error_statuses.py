"""The one table from errors to HTTP statuses, and what a caller reads instead of the operator."""

from http import HTTPStatus

from sqlalchemy.exc import TimeoutError as DatabaseBusy

from billing import (
    CheckoutNotFound,
    InboxUnavailable,
    NoCustomer,
    NothingForSale,
    PurchaseRefused,
    SignatureRefused,
    StripeRefused,
    StripeUnavailable,
    WebhookClosed,
)
from indexer import (
    BuildRefused,
    EncoderDamaged,
    EpisodeNotFound,
    ExplainedError,
    StorageFault,
)
from service.access.accounts import AccountNotFound, AddressRefused
from service.access.api_key import ScopeRefused
from service.access.api_keys import KeyRefused, OriginRefused
from service.access.caller import (
    CodeNeeded,
    CredentialsRefused,
    OperatorNeeded,
    SignInNeeded,
)
from service.access.leases import TooManyAnswersAtOnce
from service.access.mail import MailNotSent
from service.access.payment_required import PaymentRequired
from service.access.published_keys import PublishedKeysMissing
from service.access.rate_limits import RateExceeded
from service.access.sessions import TokenRefused
from service.access.sign_in import CodeRefused, TooManyCodes
from service.access.sites import ReturnUrlRefused
from service.answering.exactness import ClaimUnsupported
from service.answering.question import QuestionRefused
from service.database import DatabaseUnreachable
from service.endpoints.callers import SiteNotRegistered
from service.endpoints.public_transcript import SearchNotPublic, TranscriptNotPublic
from service.feedback import ClaimNotInAnswer
from service.kept_answers import AnswerNotFound
from service.shared_answers import ShareNotFound
from service.streams.answer_logs import LogsAway
from service.streams.idempotency import IdempotencyKeyRefused
from service.streams.runs import AnswerInterrupted, AnswerTooSlow
from service.suggested_questions import ExampleNotFound


class AudioNotFound(ExplainedError):
    """The service has no audio file of the episode."""


class MomentNotInEpisode(ExplainedError):
    """A second that comes after an episode's end."""


class NotAcceptable(ExplainedError):
    """No form of the answer that the client accepts can be given."""


class AnswerStopped(ExplainedError):
    """An answer that its caller stopped while somebody waited for it."""


class BadPage(ExplainedError):
    """A place in a list that is none."""


STATUS_OF: dict[type[Exception], HTTPStatus] = {
    SignatureRefused: HTTPStatus.BAD_REQUEST,
    CodeRefused: HTTPStatus.UNAUTHORIZED,
    CredentialsRefused: HTTPStatus.UNAUTHORIZED,
    KeyRefused: HTTPStatus.UNAUTHORIZED,
    OperatorNeeded: HTTPStatus.UNAUTHORIZED,
    SignInNeeded: HTTPStatus.UNAUTHORIZED,
    TokenRefused: HTTPStatus.UNAUTHORIZED,
    PaymentRequired: HTTPStatus.PAYMENT_REQUIRED,
    CodeNeeded: HTTPStatus.FORBIDDEN,
    OriginRefused: HTTPStatus.FORBIDDEN,
    PurchaseRefused: HTTPStatus.FORBIDDEN,
    ScopeRefused: HTTPStatus.FORBIDDEN,
    SearchNotPublic: HTTPStatus.FORBIDDEN,
    SiteNotRegistered: HTTPStatus.FORBIDDEN,
    TranscriptNotPublic: HTTPStatus.FORBIDDEN,
    AccountNotFound: HTTPStatus.NOT_FOUND,
    AnswerNotFound: HTTPStatus.NOT_FOUND,
    AudioNotFound: HTTPStatus.NOT_FOUND,
    CheckoutNotFound: HTTPStatus.NOT_FOUND,
    EpisodeNotFound: HTTPStatus.NOT_FOUND,
    ExampleNotFound: HTTPStatus.NOT_FOUND,
    NoCustomer: HTTPStatus.NOT_FOUND,
    NothingForSale: HTTPStatus.NOT_FOUND,
    ShareNotFound: HTTPStatus.NOT_FOUND,
    NotAcceptable: HTTPStatus.NOT_ACCEPTABLE,
    AnswerStopped: HTTPStatus.CONFLICT,
    AddressRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    BadPage: HTTPStatus.UNPROCESSABLE_ENTITY,
    ClaimNotInAnswer: HTTPStatus.UNPROCESSABLE_ENTITY,
    IdempotencyKeyRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    MomentNotInEpisode: HTTPStatus.UNPROCESSABLE_ENTITY,
    QuestionRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    ReturnUrlRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    RateExceeded: HTTPStatus.TOO_MANY_REQUESTS,
    TooManyAnswersAtOnce: HTTPStatus.TOO_MANY_REQUESTS,
    TooManyCodes: HTTPStatus.TOO_MANY_REQUESTS,
    ClaimUnsupported: HTTPStatus.INTERNAL_SERVER_ERROR,
    AnswerInterrupted: HTTPStatus.SERVICE_UNAVAILABLE,
    BuildRefused: HTTPStatus.SERVICE_UNAVAILABLE,
    DatabaseUnreachable: HTTPStatus.SERVICE_UNAVAILABLE,
    DatabaseBusy: HTTPStatus.SERVICE_UNAVAILABLE,
    EncoderDamaged: HTTPStatus.SERVICE_UNAVAILABLE,
    InboxUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    LogsAway: HTTPStatus.SERVICE_UNAVAILABLE,
    MailNotSent: HTTPStatus.SERVICE_UNAVAILABLE,
    PublishedKeysMissing: HTTPStatus.SERVICE_UNAVAILABLE,
    StorageFault: HTTPStatus.SERVICE_UNAVAILABLE,
    StripeRefused: HTTPStatus.SERVICE_UNAVAILABLE,
    StripeUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    WebhookClosed: HTTPStatus.SERVICE_UNAVAILABLE,
    AnswerTooSlow: HTTPStatus.GATEWAY_TIMEOUT,
}

_NO_RECORDS = "The service cannot reach its records right now. Try again in a moment."
_NOT_NOW = "This episode cannot be asked right now. The operator has been told why."

FOR_CALLERS: dict[type[Exception], str] = {
    BuildRefused: _NOT_NOW,
    EncoderDamaged: _NOT_NOW,
    StorageFault: "The list of episodes cannot be read right now. The operator has been told why.",
    ClaimUnsupported: "An answer was stopped because the transcript did not hold it up. Ask again.",
    DatabaseUnreachable: _NO_RECORDS,
    DatabaseBusy: _NO_RECORDS,
    PublishedKeysMissing: "Your site's login cannot be checked right now. Try again in a moment.",
    MailNotSent: "The mail could not be sent right now. Try again in a moment.",
    StripeRefused: "Payments are not set up right. The operator has been told why.",
    WebhookClosed: "Webhooks are not set up. The operator has been told what to set.",
}
"""What is told instead of a sentence that is meant for the operator, who finds it in the log."""
