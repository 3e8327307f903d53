"""Somebody who listens, asks and pays: what a frontend does for them, over plain HTTP."""

import itertools
from collections.abc import Sequence
from typing import Any, Literal, Protocol
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.local_stripe import Card, LocalStripe
from tests.premium.mailbox import Mailbox

EPISODE = "winter"
HOW_MANY = "How many hives did Ana lose?"
"""A question that the episode answers."""

_askings = itertools.count(1)


def never_asked() -> str:
    """The same in a form in which nobody asked it before: answered anew, it costs one question."""
    return f"{HOW_MANY} {'!' * next(_askings)}"


_TIMEOUT = 30.0
_BEFORE_IT_EXPIRES = 5


class Surroundings(Protocol):
    """What a listener has beside the service: a mailbox, a bank and a watch."""

    @property
    def mailbox(self) -> Mailbox:
        """Where the mails to all listeners are."""

    @property
    def stripe(self) -> LocalStripe:
        """Where listeners pay."""

    def now(self) -> int:
        """What time it is, in seconds since 1970."""


class Listener:
    """Somebody at a browser of their own; a second one with the same address is a second device.

    Requests go to the services in turn, as a load balancer would send them. A visitor is a
    listener who has not signed in.
    """

    def __init__(self, surroundings: Surroundings, email: str, services: Sequence[str]) -> None:
        self.email = email
        self._around = surroundings
        self._services = itertools.cycle(services)
        self._http = httpx.Client(timeout=_TIMEOUT, trust_env=False, verify=False)
        self._access_token: str | None = None
        self._refresh_token: str | None = None
        self._expires_at = 0

    def close(self) -> None:
        """Closes the browser."""
        self._http.close()

    @property
    def tokens(self) -> tuple[str | None, str | None]:
        """The access token and the refresh token that the browser holds."""
        return self._access_token, self._refresh_token

    def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        """Sends a request, signed in if the listener is, with a token that is not too old."""
        if self._refresh_token and self._around.now() > self._expires_at - _BEFORE_IT_EXPIRES:
            refreshed = self.refresh()
            if refreshed.is_error:
                return refreshed
        return self._request(method, path, body, self._access_token)

    def refresh(self) -> httpx.Response:
        """Asks for the next tokens of the session; keeps them if there are any."""
        body = {"refresh_token": self._refresh_token}
        refreshed = self._request("POST", "/v1/token/refresh", body)
        if refreshed.is_success:
            self._keep(refreshed.json())
        return refreshed

    def sign_in(self) -> None:
        """Signs in with a code that is mailed; once more gives a session that is fresh."""
        accepted = self._request("POST", "/v1/sign-in", {"email": self.email})
        assert accepted.status_code == httpx.codes.ACCEPTED, accepted.text
        proof = {"email": self.email, "code": self._around.mailbox.code_for(self.email)}
        self._keep(_found(self._request("POST", "/v1/sign-in/verify", proof)))

    def sign_out(self) -> None:
        """Forgets the tokens: a visitor from now on."""
        self._access_token = self._refresh_token = None

    def keep_tokens_of(self, other: "Listener") -> None:
        """Goes on in the session of another browser, as its next tab does."""
        self._access_token, self._refresh_token = other.tokens
        self._expires_at = other._expires_at

    def me(self) -> dict[str, Any]:
        """What the service says of the listener."""
        return _found(self.send("GET", "/v1/me"))

    @property
    def state(self) -> str:
        """How the listener's subscription stands."""
        return str(self.me()["entitlement"]["state"])

    def ask(self, question: str, episode: str = EPISODE) -> httpx.Response:
        """Asks an episode; the answer, or why there is none."""
        return self.send("POST", f"/v1/episodes/{episode}/answers", {"question": question})

    def check_out(self) -> str:
        """The address of a page at Stripe on which Premium is bought."""
        page = _found(self.send("POST", "/v1/checkout", {}))
        assert page["kind"] == "checkout", page
        return str(page["url"])

    def come_back(self, address: str) -> dict[str, Any]:
        """Comes back from Stripe's page to the address that it leads to; what became of it."""
        [session] = parse_qs(urlsplit(address).query)["checkout"]
        return _found(self.send("POST", "/v1/checkout/return", {"session_id": session}))

    def subscribe(self, card: Card = Card.OK) -> dict[str, Any]:
        """Buys Premium and comes back."""
        page = self.check_out()
        return self.come_back(self._around.stripe.pay(page, card, self.email))

    def open_portal(self) -> httpx.Response:
        """Asks for the page at Stripe on which the subscription is managed."""
        return self.send("POST", "/v1/portal", {})

    def subscription(self) -> dict[str, Any]:
        """The listener's newest subscription, as Stripe has it."""
        account = self.me()["account"]["id"]
        [customer] = [
            one
            for one in self._around.stripe.objects("customer")
            if not one.get("deleted") and account in one["metadata"].values()
        ]
        of_mine = [
            one
            for one in self._around.stripe.objects("subscription")
            if one["customer"] == customer["id"]
        ]
        return of_mine[-1]

    def manage(self, do: Literal["cancel", "renew", "card"], **fields: str) -> None:
        """Presses a button of the portal (``cancel``, ``renew``, ``card``); signs in before."""
        self.sign_in()
        portal = _found(self.open_portal())
        fields = fields or {"subscription": self.subscription()["id"]}
        self._around.stripe.manage(portal["url"], do, **fields)

    def _request(
        self, method: str, path: str, body: dict[str, Any] | None = None, token: str | None = None
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = next(self._services) + path
        return self._http.request(method, url, json=body, headers=headers)

    def _keep(self, pair: dict[str, Any]) -> None:
        self._access_token, self._refresh_token = pair["access_token"], pair["refresh_token"]
        self._expires_at = self._around.now() + int(pair["expires_in"])


def _found(response: httpx.Response) -> dict[str, Any]:
    assert response.status_code == httpx.codes.OK, response.text
    found: dict[str, Any] = response.json()
    return found
