"""What an object of each kind looks like before anything is known of it.

Every field that Stripe always sends is there, as the official SDK's types and Stripe's reference
describe it; what may be null is null. ``World.new`` fills in ``id``, ``created`` and ``livemode``.
"""

from tests.local_stripe.shapes.customers import CUSTOMER, PAYMENT_METHOD, PRICE, PRODUCT
from tests.local_stripe.shapes.hosted import (
    CHECKOUT_SESSION,
    EVENT,
    PORTAL_CONFIGURATION,
    PORTAL_SESSION,
    WEBHOOK_ENDPOINT,
)
from tests.local_stripe.shapes.invoices import INVOICE, INVOICE_PAYMENT, LINE_ITEM
from tests.local_stripe.shapes.parts import Resource
from tests.local_stripe.shapes.payments import CHARGE, DISPUTE, PAYMENT_INTENT, REFUND
from tests.local_stripe.shapes.subscriptions import SUBSCRIPTION, SUBSCRIPTION_ITEM

# Each kind, the prefix of its ids, and its shape.
SHAPES: dict[str, tuple[str, Resource]] = {
    "billing_portal.configuration": ("bpc_", PORTAL_CONFIGURATION),
    "billing_portal.session": ("bps_", PORTAL_SESSION),
    "charge": ("ch_", CHARGE),
    "checkout.session": ("cs_test_", CHECKOUT_SESSION),
    "customer": ("cus_", CUSTOMER),
    "dispute": ("du_", DISPUTE),
    "event": ("evt_", EVENT),
    "invoice": ("in_", INVOICE),
    "invoice_payment": ("inpay_", INVOICE_PAYMENT),
    "line_item": ("il_", LINE_ITEM),
    "payment_intent": ("pi_", PAYMENT_INTENT),
    "payment_method": ("pm_", PAYMENT_METHOD),
    "price": ("price_", PRICE),
    "product": ("prod_", PRODUCT),
    "refund": ("re_", REFUND),
    "subscription": ("sub_", SUBSCRIPTION),
    "subscription_item": ("si_", SUBSCRIPTION_ITEM),
    "webhook_endpoint": ("we_", WEBHOOK_ENDPOINT),
}


def listed(resources: list[Resource], url: str, *, has_more: bool = False) -> Resource:
    """A list as the API shows it."""
    return {"object": "list", "data": resources, "has_more": has_more, "url": url}
