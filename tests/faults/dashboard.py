"""What the operator, or anybody with the secret key, sees and does at Stripe itself."""

from typing import Any

import httpx

from tests.local_stripe import API_KEY


class Dashboard:
    """Stripe's API as forms; names of parameters are written as in a form: ``items[0][price]``."""

    def __init__(self, url: str) -> None:
        headers = {"Authorization": f"Bearer {API_KEY}"}
        self._http = httpx.Client(
            base_url=f"{url}/v1/", headers=headers, trust_env=False, verify=False
        )

    def close(self) -> None:
        """Leaves Stripe."""
        self._http.close()

    def newest(self, path: str, **query: str) -> list[dict[str, Any]]:
        """The objects of a list, the newest first, a hundred at most."""
        found = self._http.get(path, params={"limit": 100, **query}).raise_for_status()
        listed: list[dict[str, Any]] = found.json()["data"]
        return listed

    def post(self, path: str, **form: str) -> dict[str, Any]:
        """Makes or changes something; what it is then."""
        made: dict[str, Any] = self._http.post(path, data=form).raise_for_status().json()
        return made

    def delete(self, path: str) -> None:
        """Does away with something."""
        self._http.delete(path).raise_for_status()

    def customers(self, email: str) -> list[dict[str, Any]]:
        """The customers with an address that were not deleted, the newest first."""
        return self.newest("customers", email=email)

    def customer(self, email: str) -> str:
        """The id of the one customer with an address."""
        [found] = self.customers(email)
        return str(found["id"])

    def subscriptions(self, email: str) -> list[dict[str, Any]]:
        """All subscriptions of the customer with an address, the newest first."""
        return self.newest("subscriptions", customer=self.customer(email), status="all")

    def subscription(self, email: str) -> str:
        """The id of the newest subscription of the customer with an address."""
        return str(self.subscriptions(email)[0]["id"])

    def charges(self, email: str) -> list[dict[str, Any]]:
        """All payments of the customer with an address, the newest first."""
        return self.newest("charges", customer=self.customer(email))

    def event(self, kind: str) -> str:
        """The id of the newest event of a type."""
        return str(self.newest("events", type=kind)[0]["id"])

    def give_card(self, customer: str, card: str = "pm_card_visa") -> None:
        """Gives a customer a card, which is paid with from now on."""
        method = self.post(f"payment_methods/{card}/attach", customer=customer)["id"]
        chosen = {"invoice_settings[default_payment_method]": method}
        self.post(f"customers/{customer}", **chosen)
