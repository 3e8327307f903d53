"""What can go wrong with money, each as the sentence that its reader sees.

BillingError
├── StripeUnavailable       Stripe does not answer, or is too busy; it will be tried again
├── StripeRefused           Stripe refused what we asked: a setting or a permission is wrong
├── SignatureRefused        a webhook that Stripe did not sign
├── WebhookClosed           no webhook secret is set: nothing can be believed
├── InboxUnavailable        a webhook that could not be stored; Stripe sends it again
├── NothingForSale          this service takes no payments
├── CheckoutNotFound        no checkout of this account has this id
├── PurchaseRefused         this account may not buy
├── NoCustomer              this account has never bought anything
└── PlanMismatch            what is offered is not what Stripe would charge
"""


class BillingError(Exception):
    """Something that is wrong with money; the message is for a person."""


class StripeUnavailable(BillingError):
    """Stripe does not answer now. ``retry_after`` is in seconds."""

    retry_after = 5


class StripeRefused(BillingError):
    """Stripe refused a request of ours; ``code`` is Stripe's, None where it gave none."""

    def __init__(self, sentence: str, code: str | None = None) -> None:
        super().__init__(sentence)
        self.code = code


class SignatureRefused(BillingError):
    """A webhook whose signature is missing, wrong or too old."""


class WebhookClosed(BillingError):
    """A webhook came and no secret is set that could tell whether Stripe sent it."""


class InboxUnavailable(BillingError):
    """A webhook could not be stored."""


class NothingForSale(BillingError):
    """There is nothing to buy here."""


class CheckoutNotFound(BillingError):
    """No checkout of this account has this id."""


class PurchaseRefused(BillingError):
    """Somebody may not buy now."""


class NoCustomer(BillingError):
    """Stripe does not know this account."""


class PlanMismatch(BillingError):
    """The plan as it is offered is not the price at Stripe."""
