"""A Stripe of our own, on this machine, for tests: subscriptions, hosted pages, webhooks, faults.

``local_stripe()`` serves one in a thread; ``python -m tests.local_stripe PORT`` in a process. The
official SDK speaks to it with ``base_addresses={"api": stripe.url}``. Without HTTP it is a
``World``: ``answer`` is its API, ``complete`` pays a Checkout session, ``advance`` moves time on.

Prices are those of subscriptions of one item; tax and proration are not computed, discounts,
several currencies and Connect are not there.
"""

from tests.local_stripe.account.agenda import advance
from tests.local_stripe.account.cards import Card
from tests.local_stripe.account.paying import Payment, complete
from tests.local_stripe.account.refusals import Refused
from tests.local_stripe.account.world import World
from tests.local_stripe.api.answering import answer
from tests.local_stripe.client import API_KEY, LocalStripe, Log
from tests.local_stripe.delivery import Delivered, Flush
from tests.local_stripe.faults import Fault
from tests.local_stripe.server import local_stripe

__all__ = [
    "API_KEY",
    "Card",
    "Delivered",
    "Fault",
    "Flush",
    "LocalStripe",
    "Log",
    "Payment",
    "Refused",
    "World",
    "advance",
    "answer",
    "complete",
    "local_stripe",
]
