"""Who has paid, and what they may do. Knows neither transcripts nor the web.

Billing             the protocol that the service asks
UnlimitedBilling    everybody may ask: no payment is set up
StripeBilling       a subscription sold through Stripe; begin with ``with_stripe.py``
Entitlement         what somebody may do now; ``State`` says how they stand
BillingError        what can go wrong, each as the sentence that its reader sees
"""

from billing.entitlement import AccessRules, Entitlement, State, granted
from billing.errors import (
    BillingError,
    CheckoutNotFound,
    InboxUnavailable,
    NoCustomer,
    NothingForSale,
    PlanMismatch,
    PurchaseRefused,
    SignatureRefused,
    StripeRefused,
    StripeUnavailable,
    WebhookClosed,
)
from billing.inbox import Inbox, InboxCounts
from billing.interface import (
    Billing,
    BillingRecord,
    CheckoutStatus,
    PageKind,
    Payer,
    Reconciled,
    StripePage,
)
from billing.periods import calendar_month
from billing.plans import Interval, Plan, price_fault
from billing.stripe_api import API_VERSION, StripeConnection
from billing.stripe_events import EVENT_TYPES
from billing.stripe_gateway import StripeGateway
from billing.stripe_objects import Terms, WebhookEndpoint
from billing.with_stripe import Offer, StripeBilling
from billing.without_stripe import UnlimitedBilling

__all__ = [
    "API_VERSION",
    "EVENT_TYPES",
    "AccessRules",
    "Billing",
    "BillingError",
    "BillingRecord",
    "CheckoutNotFound",
    "CheckoutStatus",
    "Entitlement",
    "Inbox",
    "InboxCounts",
    "InboxUnavailable",
    "Interval",
    "NoCustomer",
    "NothingForSale",
    "Offer",
    "PageKind",
    "Payer",
    "Plan",
    "PlanMismatch",
    "PurchaseRefused",
    "Reconciled",
    "SignatureRefused",
    "State",
    "StripeBilling",
    "StripeConnection",
    "StripeGateway",
    "StripePage",
    "StripeRefused",
    "StripeUnavailable",
    "Terms",
    "UnlimitedBilling",
    "WebhookClosed",
    "WebhookEndpoint",
    "calendar_month",
    "granted",
    "price_fault",
]
