"""Events reach a service signed and late, twice, out of order or never, as a test wants it."""

import time

import pytest

from tests.local_stripe import Flush, LocalStripe
from tests.local_stripe.conftest import Api, Service

DAY = 86_400


def undelivered(api: Api) -> list[str]:
    found = api.get("/v1/events", params={"delivery_success": "false"}).json()["data"]
    return [event["type"] for event in found]


def test_an_event_is_delivered_and_verified(
    stripe: LocalStripe, api: Api, service: Service
) -> None:
    """The SDK accepts its signature; it names the request that caused it."""
    headers = {"Idempotency-Key": "one", "Stripe-Version": "2026-10-28.endive"}
    response = api.post("/v1/customers", headers=headers)
    assert response.headers["stripe-version"] == headers["Stripe-Version"]
    stripe.settle()
    [event] = service.events
    assert event.type == "customer.created"
    assert event.data.object["id"] == response.json()["id"]
    assert event.request is not None
    assert event.request.id == response.headers["request-id"]
    assert event.request.idempotency_key == "one"
    assert undelivered(api) == []


def test_a_signature_has_the_time_of_its_account(
    stripe: LocalStripe, api: Api, service: Service
) -> None:
    """As what it tells of: a service whose clock was moved along accepts it."""
    stripe.advance(days=40)
    api.created("customers")
    stripe.settle()
    [event] = service.events
    assert event.created == pytest.approx(time.time() + 40 * DAY, abs=30)
    assert service.signed_at == [pytest.approx(event.created, abs=30)]


def test_a_refused_delivery_is_tried_again(stripe: LocalStripe, api: Api, service: Service) -> None:
    """Until it is accepted or there was the last try; then it counts as undelivered."""
    stripe.settings(retry_after=[0.01, 0.01])
    service.answers = [500, 503, 200]
    api.created("customers")
    stripe.settle()
    results = [(each.attempt, each.result) for each in stripe.log().deliveries]
    assert results == [(0, 500), (1, 503), (2, 200)]
    service.answers = [500, 500, 500]
    api.created("customers")
    stripe.settle()
    assert undelivered(api) == ["customer.created"]


def test_a_service_that_is_away_is_told_of_in_the_log(stripe: LocalStripe, api: Api) -> None:
    """Nobody listens at that port."""
    stripe.settings(retry_after=[])
    stripe.endpoint("http://127.0.0.1:9/webhook", "whsec_none")
    api.created("customers")
    stripe.settle()
    assert [each.result for each in stripe.log().deliveries] == ["ConnectError"]


def test_only_the_events_asked_for_are_delivered(
    stripe: LocalStripe, api: Api, service: Service
) -> None:
    """An endpoint names their types; another endpoint has its own secret."""
    stripe.settings(retry_after=[])
    stripe.endpoint(service.url, "whsec_of_another", ("customer.deleted",))
    identity = api.created("customers")
    api.delete(f"/v1/customers/{identity}").raise_for_status()
    stripe.settle()
    assert sorted(service.types()) == ["customer.created", "customer.deleted"]
    assert service.refused == 1


@pytest.mark.parametrize(
    ("flush", "order"),
    [
        (Flush(), ["1", "2", "3"]),
        (Flush(order="reversed"), ["3", "2", "1"]),
        (Flush(order="shuffled", seed=1), ["2", "3", "1"]),
        (Flush(times=2), ["1", "1", "2", "2", "3", "3"]),
    ],
)
def test_held_events_come_in_the_order_wanted(
    stripe: LocalStripe, api: Api, service: Service, flush: Flush, order: list[str]
) -> None:
    """Each once, or as often as wanted."""
    stripe.settings(paused=True)
    for name in ("1", "2", "3"):
        api.created("customers", name=name)
    assert service.events == []
    assert stripe.log().held == ["customer.created"] * 3
    assert stripe.flush(flush) == 3
    assert [event.data.object["name"] for event in service.events] == order
    assert stripe.log().held == []


def test_held_events_of_some_types_can_go_ahead(
    stripe: LocalStripe, api: Api, service: Service
) -> None:
    """The others wait, or are lost for good."""
    stripe.settings(paused=True)
    identity = api.created("customers")
    api.delete(f"/v1/customers/{identity}").raise_for_status()
    assert stripe.flush(Flush(types=("customer.deleted",), parallel=True)) == 1
    assert service.types() == ["customer.deleted"]
    assert undelivered(api) == ["customer.created"]
    assert stripe.drop() == 1
    assert stripe.flush() == 0
    assert service.types() == ["customer.deleted"]


def test_an_event_can_be_sent_as_no_stripe_would(
    stripe: LocalStripe, api: Api, service: Service
) -> None:
    """Forged, too old, or with other fields."""
    api.created("customers")
    stripe.settle()
    [event] = service.events
    assert stripe.send(event.id) == [200]
    assert stripe.send(event.id, secret="whsec_of_somebody_else") == [400]
    assert stripe.send(event.id, skew=-301) == [400]
    assert stripe.send(event.id, skew=-295) == [200]
    assert stripe.send(event.id, override={"livemode": True}) == [200]
    assert service.events[-1].livemode
    assert len(service.events) == 4


def test_an_event_has_the_version_of_its_endpoint(
    stripe: LocalStripe, api: Api, service: Service
) -> None:
    """Or the account's, if the endpoint has none."""
    stripe.settings(api_version="2020-08-27", livemode=True)
    api.created("customers")
    stripe.settle()
    [event] = service.events
    assert (event.api_version, event.livemode) == ("2020-08-27", True)


def test_nothing_is_left_after_a_reset(stripe: LocalStripe, api: Api, service: Service) -> None:
    """Not the endpoint, not the objects, not the days advanced."""
    api.created("customers")
    stripe.settle()  # a reset breaks off what is on its way
    stripe.advance(days=400)
    before = stripe.now()
    stripe.reset()
    assert stripe.now() < before
    assert api.get("/v1/customers").json()["data"] == []
    api.created("customers")
    stripe.settle()
    assert service.types() == ["customer.created"]
