"""The remote control of a local Stripe, for tests: of one in this process or in another."""

from dataclasses import asdict, dataclass
from typing import Any, Literal, TypedDict, Unpack

import httpx

from tests.local_stripe.account.cards import Card
from tests.local_stripe.delivery import Delivered, Flush
from tests.local_stripe.faults import Fault

_TIMEOUT = 30.0
API_KEY = "sk_test_local"


class Changes(TypedDict, total=False):
    """Settings to change."""

    paused: bool
    retry_after: list[float]
    final: Literal["canceled", "unpaid", "past_due"]
    dunning_days: list[int]
    api_version: str
    livemode: bool


@dataclass(frozen=True)
class Log:
    """What was asked of Stripe, what it delivered, and the types of what it holds back."""

    requests: list[dict[str, Any]]
    deliveries: list[Delivered]
    held: list[str]

    def asked(self, method: str, path: str) -> int:
        """How many requests of a method had exactly this path."""
        return sum((each["method"], each["path"]) == (method, path) for each in self.requests)


class LocalStripe:
    """A local Stripe at a URL; give the SDK ``base_addresses={"api": stripe.url}``."""

    def __init__(self, url: str) -> None:
        self.url = url
        # Nothing is encrypted on the way; loading certificates would only take time.
        self._http = httpx.Client(base_url=url, timeout=_TIMEOUT, trust_env=False, verify=False)

    def close(self) -> None:
        """Closes the connection of the remote control."""
        self._http.close()

    def reset(self) -> None:
        """Forgets every object, endpoint, setting and fault; time is the real one again."""
        self._do("reset")

    def endpoint(self, url: str, secret: str, events: tuple[str, ...] = ("*",)) -> str:
        """Delivers events to a URL from now on, signed with a secret; returns the endpoint's id."""
        body = {"url": url, "secret": secret, "events": list(events)}
        return str(self._do("endpoint", **body)["id"])

    def settings(self, **changes: Unpack[Changes]) -> None:
        """Changes settings; what they mean says ``world.Settings``."""
        self._do("settings", **changes)

    def flush(self, flush: Flush | None = None) -> int:
        """Sends held events and waits for their answers; returns how many events there were."""
        return int(self._do("flush", **asdict(flush or Flush()))["count"])

    def drop(self) -> int:
        """Loses the held events for good; returns how many there were."""
        return int(self._do("drop")["count"])

    def send(
        self,
        event: str,
        *,
        secret: str | None = None,
        skew: int = 0,
        override: dict[str, Any] | None = None,
    ) -> list[int | str]:
        """Sends an event once more; returns what each endpoint answered.

        ``skew`` is added to the time of the signature, ``override`` replaces fields of the event.
        """
        body = {"event": event, "secret": secret, "skew": skew, "override": override}
        results: list[int | str] = self._do("send", **body)["results"]
        return results

    def fault(self, fault: Fault) -> None:
        """Lets the next requests that it concerns go wrong."""
        self._do("fault", **asdict(fault))

    def advance(self, days: float) -> None:
        """Moves time on: renewals, retries, ends of trials and expiries happen on the way."""
        self._do("advance", days=days)

    def dispute(
        self,
        charge: str,
        *,
        event: Literal["created", "closed"] = "created",
        status: str = "needs_response",
    ) -> str:
        """Opens a dispute of a charge or closes it (``won``, ``lost``); returns its id."""
        return str(self._do("dispute", charge=charge, event=event, status=status)["id"])

    def settle(self) -> None:
        """Waits until no delivery is in flight, later attempts included."""
        self._do("settle")

    def log(self) -> Log:
        """What happened so far."""
        found = self._do("log")
        deliveries = [Delivered(**each) for each in found["deliveries"]]
        return Log(found["requests"], deliveries, found["held"])

    def now(self) -> int:
        """What time it is there."""
        return int(self._do("state")["now"])

    def objects(self, kind: str) -> list[dict[str, Any]]:
        """Every object of a kind that exists, oldest first."""
        return [each for each in self._do("state")["objects"] if each["object"] == kind]

    def make_price(self, amount: int = 999, currency: str = "usd", interval: str = "month") -> str:
        """Makes a price, of a product of its own, through the API; returns its id."""
        form = {
            "currency": currency,
            "product_data[name]": "Listening",
            "recurring[interval]": interval,
            "unit_amount": str(amount),
        }
        headers = {"Authorization": f"Bearer {API_KEY}"}
        response = self._http.post("/v1/prices", data=form, headers=headers)
        return str(response.raise_for_status().json()["id"])

    def pay(self, url: str, card: Card = Card.OK, email: str = "listener@example.org") -> str:
        """Fills in and sends a Checkout page; returns where it leads on.

        Raises:
            AssertionError: The page does not lead on; the message is what it says instead.
        """
        form = {"email": email, "card": card.value, "terms": "on"}
        response = self._http.post(url, data=form)
        assert response.status_code == 303, response.text
        return response.headers["location"]

    def manage(self, url: str, do: Literal["cancel", "renew", "card"], **fields: str) -> None:
        """Presses a button of the portal.

        ``subscription`` is the id of what to cancel or renew, ``card`` the value of a card.

        Raises:
            AssertionError: The portal refused it; the message is what it says instead.
        """
        response = self._http.post(url, data={"do": do, **fields})
        assert response.status_code == 303, response.text

    def _do(self, command: str, **body: Any) -> dict[str, Any]:
        response = self._http.post(f"/_test/{command}", json=body)
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found
