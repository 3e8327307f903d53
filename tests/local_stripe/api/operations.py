"""Every operation of the API that there is here: what it takes and what it does."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.local_stripe.account import (
    catalogue,
    checkout,
    customers,
    managing,
    payments,
    portal,
    webhook_endpoints,
)
from tests.local_stripe.api import listings
from tests.local_stripe.shapes.parts import Resource

Act = Callable[..., Resource | list[Resource]]


def _stored(kind: str) -> tuple[Act, str]:
    return lambda world, identity, _: world.get(kind, identity), ""


_PERSON = "address description email metadata name phone preferred_locales invoice_settings"
_CHECKOUT = (
    "mode customer client_reference_id line_items success_url cancel_url metadata "
    "subscription_data automatic_tax allow_promotion_codes consent_collection customer_update "
    "payment_method_collection expires_at locale billing_address_collection"
)
_SUBSCRIPTION = (
    "customer items metadata trial_period_days trial_settings default_payment_method "
    "payment_behavior"
)
_CHANGES = (
    "metadata items cancel_at cancel_at_period_end cancellation_details default_payment_method "
    "pause_collection trial_end"
)
_PRICE = "currency unit_amount recurring product product_data lookup_key nickname metadata active"

# Of each kind of object, by its path and the SDK's name of it: what can be done with it, who does
# it, and which of the parameters that Stripe knows mean something here.
_KINDS: dict[tuple[str, str], dict[str, tuple[Act, str]]] = {
    ("/v1/customers", "Customer"): {
        "create": (customers.create, f"{_PERSON} payment_method"),
        "list": (listings.customers, "email"),
        "retrieve": (customers.retrieve, ""),
        "update": (customers.update, _PERSON),
        "delete": (customers.delete, ""),
    },
    ("/v1/products", "Product"): {
        "create": (catalogue.create_product, "name description active metadata"),
        "list": (listings.products, "active"),
        "retrieve": _stored("product"),
    },
    ("/v1/prices", "Price"): {
        "create": (catalogue.create_price, _PRICE),
        "list": (listings.prices, "active lookup_keys product"),
        "retrieve": _stored("price"),
    },
    ("/v1/payment_methods", "PaymentMethod"): {
        "create": (payments.create_method, "type card"),
        "retrieve": _stored("payment_method"),
        "attach": (payments.attach, "customer"),
    },
    ("/v1/checkout/sessions", "checkout.Session"): {
        "create": (checkout.create, _CHECKOUT),
        "list": (listings.checkout_sessions, "customer status subscription"),
        "retrieve": _stored("checkout.session"),
        "expire": (checkout.expire_now, ""),
    },
    ("/v1/billing_portal/sessions", "billing_portal.Session"): {
        "create": (portal.create, "customer return_url locale")
    },
    ("/v1/billing_portal/configurations", "billing_portal.Configuration"): {
        "list": (listings.portal_configurations, "active is_default")
    },
    ("/v1/subscriptions", "Subscription"): {
        "create": (managing.create, _SUBSCRIPTION),
        "list": (listings.subscriptions, "customer price status"),
        "retrieve": _stored("subscription"),
        "update": (managing.update, _CHANGES),
        "cancel": (managing.cancel, "cancellation_details"),
        "resume": (managing.resume, ""),
    },
    ("/v1/invoices", "Invoice"): {
        "list": (listings.invoices, "customer status subscription"),
        "retrieve": _stored("invoice"),
        "pay": (managing.pay, "payment_method"),
    },
    ("/v1/invoice_payments", "InvoicePayment"): {
        "list": (listings.invoice_payments, "invoice payment status")
    },
    ("/v1/payment_intents", "PaymentIntent"): {"retrieve": _stored("payment_intent")},
    ("/v1/charges", "Charge"): {
        "list": (listings.charges, "created customer payment_intent"),
        "retrieve": _stored("charge"),
    },
    ("/v1/refunds", "Refund"): {
        "create": (payments.refund, "charge payment_intent amount reason metadata"),
        "list": (listings.refunds, "charge created payment_intent"),
        "retrieve": _stored("refund"),
    },
    ("/v1/disputes", "Dispute"): {
        "list": (listings.disputes, "charge created payment_intent"),
        "retrieve": _stored("dispute"),
    },
    ("/v1/events", "Event"): {
        "list": (listings.events, "created delivery_success type types"),
        "retrieve": _stored("event"),
    },
    ("/v1/webhook_endpoints", "WebhookEndpoint"): {
        "create": (
            webhook_endpoints.create,
            "api_version description enabled_events metadata url",
        ),
        "list": (listings.webhook_endpoints, ""),
        "retrieve": _stored("webhook_endpoint"),
        "delete": (webhook_endpoints.delete, ""),
    },
}

_ID = "([^/]+)"
_REQUESTS = {
    "create": "POST {path}",
    "list": "GET {path}",
    "retrieve": f"GET {{path}}/{_ID}",
    "update": f"POST {{path}}/{_ID}",
    "delete": f"DELETE {{path}}/{_ID}",
    "cancel": f"DELETE {{path}}/{_ID}",
}
_OTHER_REQUEST = f"POST {{path}}/{_ID}/{{verb}}"


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked.

    ``request`` matches a method and a path, and gives the id in it to ``act``; what gives a list
    is shown in pages. ``types`` is the SDK's class of the parameters, ``takes`` are those of them
    that mean something here.
    """

    request: re.Pattern[str]
    types: str
    takes: frozenset[str]
    act: Act


def _operation(path: str, name: str, verb: str, act: Act, takes: str) -> Operation:
    request = _REQUESTS.get(verb, _OTHER_REQUEST).format(path=path, verb=verb)
    types = f"{name}{verb.capitalize()}Params"
    return Operation(re.compile(request), types, frozenset(takes.split()), act)


OPERATIONS = [
    _operation(path, name, verb, act, takes)
    for (path, name), verbs in _KINDS.items()
    for verb, (act, takes) in verbs.items()
]
