"""A shop in a local Stripe without HTTP, whose clock a test moves."""

from typing import Any

from tests.local_stripe import Card, Payment, World, advance, answer, complete

DAY = 86_400
BEGINNING = 1_769_860_800  # noon of the 31st of January 2026


class Shop:
    """An account that sells one monthly subscription, and a clock that tests move."""

    def __init__(self) -> None:
        self.moment = BEGINNING
        self.world = World(clock=lambda: self.moment)
        self.price = self.post(
            "prices",
            currency="usd",
            unit_amount=999,
            recurring={"interval": "month"},
            product_data={"name": "Listening"},
        )["id"]

    def get(self, path: str, **params: Any) -> dict[str, Any]:
        return answer(self.world, "GET", f"/v1/{path}", params)

    def post(self, path: str, **params: Any) -> dict[str, Any]:
        return answer(self.world, "POST", f"/v1/{path}", params)

    def session(self, **params: Any) -> dict[str, Any]:
        line = {"price": self.price, "quantity": 1}
        url = "https://example.org/back?session={CHECKOUT_SESSION_ID}"
        given = {"mode": "subscription", "line_items": [line], "success_url": url}
        return self.post("checkout/sessions", **given, **params)

    def subscribe(self, card: Card | None = Card.OK, **params: Any) -> str:
        """Somebody new pays at Checkout; gives the subscription's id."""
        identity = self.session(**params)["id"]
        complete(self.world, identity, Payment(card))
        return str(self.get(f"checkout/sessions/{identity}")["subscription"])

    def subscription(self, identity: str) -> dict[str, Any]:
        return self.get(f"subscriptions/{identity}")

    def status(self, identity: str) -> str:
        return str(self.subscription(identity)["status"])

    def events(self) -> list[tuple[str, str | None]]:
        """What happened, oldest first: the type, and the status of the object then."""
        return [
            (event["type"], event["data"]["object"].get("status"))
            for event in reversed(self.world.all("event"))
        ]

    def days(self, days: float) -> None:
        advance(self.world, days * DAY)
