"""The cards that may be paid with, and what comes of it."""

from enum import Enum


class Card(Enum):
    """A card, by its name on the hosted pages.

    The first payment of ``FAILS_LATER`` passes and every later one fails; ``FAILS`` can be
    attached and never charged; ``DECLINED`` cannot be attached; ``AUTHENTICATION`` asks for a
    confirmation by its owner, which fails.
    """

    OK = "ok"
    DECLINED = "declined"
    FAILS = "fails"
    FAILS_LATER = "fails_later"
    AUTHENTICATION = "3ds"

    @property
    def last_four(self) -> str:
        """The end of the number that Stripe documents for a card of this kind."""
        return _LAST_FOUR[self]

    def pays(self, *, first: bool) -> bool:
        """Whether a payment passes; ``first`` is a subscription's first."""
        return self is Card.OK or (self is Card.FAILS_LATER and first)


_LAST_FOUR = {
    Card.OK: "4242",
    Card.DECLINED: "0002",
    Card.FAILS: "0341",
    Card.FAILS_LATER: "0341",
    Card.AUTHENTICATION: "3155",
}

# Stripe's own names of test cards, as payment methods and as tokens.
NAMED_CARDS = {
    "pm_card_visa": Card.OK,
    "pm_card_visa_chargeDeclined": Card.DECLINED,
    "pm_card_chargeCustomerFail": Card.FAILS,
    "pm_card_authenticationRequired": Card.AUTHENTICATION,
    "tok_visa": Card.OK,
    "tok_visa_chargeDeclined": Card.DECLINED,
    "tok_chargeCustomerFail": Card.FAILS,
}
