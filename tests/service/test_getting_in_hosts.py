"""Getting in by header fields: hosts, proxies, origins, and addresses that lead elsewhere."""

import socket
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from service.access import sites
from tests.servers import PostgresServer, stopped
from tests.service.conftest import roomy_settings, serving
from tests.service.premium_client import (
    OTHER_SITE,
    SITE,
    STRANGER,
    Premium,
    ask,
    premium_service,
    problem_type,
)
from tests.waiting import clear_of_a_new_hour

TOLD_TO_PAGES = "access-control-"


def raw_request(url: str, target: str, *fields: str) -> str:
    """The answer to a request that is sent letter by letter."""
    parts = urlsplit(url)
    request = "\r\n".join([f"GET {target} HTTP/1.1", *fields, "Connection: close", "", ""])
    answer = b""
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(request.encode())
        while piece := connection.recv(65_536):
            answer += piece
    return answer.decode()


@pytest.mark.parametrize(
    "target",
    [
        "/v1/episodes/",
        "/v1/plans/",
        "/web",
        "/web/",
        "//evil.example/v1/plans",
        "/v1/plans",
        "/openapi.json",
        "http://evil.example/v1/plans",
        "http://evil.example/v1/episodes/",
    ],
)
def test_no_address_of_ours_is_made_of_what_a_client_wrote(premium: Premium, target: str) -> None:
    """Neither a redirect nor anything else names the host of a request."""
    hosts = ("Host: evil.example", "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: gopher")
    answer = raw_request(premium.url, target, *hosts, "Forwarded: for=1.2.3.4;host=evil.example")
    status = int(answer.split()[1])
    assert status in {200, 404}
    head, _, body = answer.partition("\r\n\r\n")
    assert "location:" not in head.lower()
    # A path that is not there is repeated, as the path that it is.
    assert ("evil.example" in body) is (status == 404 and "evil.example" in target)


@pytest.mark.parametrize("host", ["[", "evil.example:x", "a b", "evil.example/..", "@", ""])
def test_a_host_that_is_none_breaks_nothing(premium: Premium, host: str) -> None:
    """It is not read where something is missing, either."""
    for target, status in (("/nowhere", {404}), ("/v1/plans", {200})):
        answer = raw_request(premium.url, target, f"Host: {host}")
        assert int(answer.split()[1]) in status | {400}


def test_a_buyer_comes_back_to_us_whatever_the_host_was(premium: Premium) -> None:
    """Without a return address it is the service's own page, as the operator set it."""
    listener = premium.sign_in()
    evil = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Referer": STRANGER}
    begun = listener.http.post("/v1/checkout", json={}, headers=evil)
    back = premium.stripe.pay(begun.json()["url"])
    assert back.startswith(f"{premium.settings.own_url}?checkout=cs_")


@pytest.mark.parametrize(
    "address",
    [
        STRANGER,
        f"{SITE}.evil.example/",
        f"{SITE}@evil.example/",
        f"{SITE}:443@evil.example/",
        "https://evil.example/?https://podcast.example/",
        "https://evil.example#@podcast.example/",
        "https://evil.example\\@podcast.example/",
        "https:\\\\evil.example",
        "//evil.example/",
        "/\\evil.example",
        "https:evil.example",
        "https:///evil.example",
        f" {SITE}/",
        f"{SITE}/\n",
        "https://podcast.example\t.evil.example/",
        SITE.replace("https", "http"),
        f"{SITE}:8443/",
        "javascript:alert(1)",
        "javascript://podcast.example/%0aalert(1)",
        "data:text/html,x",
        "",
        "podcast.example",
        "https://podcast.example.",
        "https://ｐodcast.example.evil/",
        "null",
    ],
)
def test_a_return_address_leads_to_no_other_site(premium: Premium, address: str) -> None:
    """Neither for a checkout nor for the portal, and nothing is begun at Stripe."""
    listener = premium.sign_in()
    begun = premium.pages_begun()
    for path in ("/v1/checkout", "/v1/portal"):
        refused = listener.http.post(path, json={"return_url": address})
        assert problem_type(refused) == (422, "return-url-refused")
    assert premium.pages_begun() == begun


def test_who_is_no_proxy_cannot_say_where_a_request_came_from(data: Path) -> None:
    """Another X-Forwarded-For, or any field like it, is no new address."""
    with serving(roomy_settings(data_dir=data, address_rate="2/hour")) as url:
        clear_of_a_new_hour()
        answers = []
        for number, field in enumerate(("X-Forwarded-For", "Forwarded", "X-Real-IP", "Client-IP")):
            value = f"for=10.0.0.{number}" if field == "Forwarded" else f"10.0.0.{number}"
            with httpx.Client(base_url=url, headers={field: value}) as http:
                answers.append(ask(http).status_code)
    assert answers == [201, 201, 429, 429]


def test_of_what_proxies_wrote_the_part_that_they_saw_is_believed(data: Path) -> None:
    """What a client wrote before it stands to the left, and gives it no new address."""
    chain = {"address_rate": "1/hour", "trusted_proxies": "127.0.0.1, 10.0.0.0/8"}
    clear_of_a_new_hour()
    with serving(roomy_settings(data_dir=data, **chain)) as url:

        def status(*forwarded: str, field: str = "X-Forwarded-For") -> int:
            with httpx.Client(base_url=url, headers=[(field, one) for one in forwarded]) as http:
                return ask(http).status_code

        assert status("192.0.2.1, 10.1.1.1") == 201
        assert status("203.0.113.9, 192.0.2.1, 10.1.1.1") == 429
        assert status("203.0.113.9", "192.0.2.1", "10.2.2.2") == 429
        assert status("192.0.2.2, 10.1.1.1") == 201
        assert status("2001:db8::1") == 201
        assert status("2001:db8::ffff") == 429
        # Of the proxies' own address there is one; what is none, and other fields, lead there.
        assert status("unknown") == 201
        assert status("for=192.0.2.3", field="Forwarded") == 429


def told_to_pages(response: httpx.Response) -> dict[str, str]:
    """The fields of an answer that are for browsers alone."""
    return {n: v for n, v in response.headers.items() if n.startswith(TOLD_TO_PAGES)}


PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization, content-type",
}


@pytest.mark.parametrize(
    "origin", [STRANGER, "null", f"{SITE}.evil.example", SITE.upper(), f"{SITE}:443", "*", "", "x"]
)
def test_a_page_of_another_site_reads_nothing(premium: Premium, origin: str) -> None:
    """Neither an answer nor an error nor a preflight has a field that would let it."""
    http = premium.client(Origin=origin)
    answers = [
        http.get("/v1/plans"),
        http.get("/v1/me", headers={"Authorization": "Bearer x"}),
        http.get("/nowhere"),
        http.options("/v1/me", headers=PREFLIGHT),
        http.post("/v1/sign-in", json={"email": "a@example.org"}),
        http.post("/v1/sign-in", content=b"x" * 70_000),
    ]
    assert [told_to_pages(one) for one in answers] == [{}] * len(answers)


def test_a_page_of_a_registered_site_reads_its_answers(premium: Premium) -> None:
    """It is named, never a star, and cookies are never asked for; errors can be read too."""
    http = premium.client(Origin=SITE)
    preflight = http.options("/v1/me", headers=PREFLIGHT)
    assert preflight.status_code == 200
    assert "authorization" in preflight.headers["access-control-allow-headers"].lower()
    answers = [
        preflight,
        http.get("/v1/plans"),
        http.get("/v1/me", headers={"Authorization": "Bearer x"}),
        http.post("/v1/sign-in", content=b"x" * 70_000),
        ask(http),
    ]
    assert [one.status_code for one in answers[1:]] == [200, 401, 413, 402]
    for one in answers:
        told = told_to_pages(one)
        assert told["access-control-allow-origin"] == SITE
        assert "access-control-allow-credentials" not in told
        assert "Origin" in one.headers["vary"]


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_without_the_database_no_page_gets_in_and_known_ones_read_why(
    data: Path,
    migrated_url: str,
    postgres: PostgresServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A page of a registered site can read the refusal; whoever else sends an origin cannot."""
    monkeypatch.setattr(sites, "_KEPT_SECONDS", 0)
    with premium_service(data, migrated_url) as premium:
        premium.register(SITE)
        token = premium.sign_in(Origin=SITE).access_token
        with stopped(postgres):
            known = premium.client(token, Origin=SITE).get("/v1/me")
            unknown = premium.client(token, Origin=STRANGER).get("/v1/me")
            alive = premium.client(Origin=STRANGER).get("/healthz")
    assert [problem_type(one)[0] for one in (known, unknown)] == [503, 503]
    assert told_to_pages(known)["access-control-allow-origin"] == SITE
    assert told_to_pages(unknown) == {}
    assert alive.status_code == 200
    assert "Traceback" not in caplog.text


def test_a_registered_site_may_not_send_anything_else(premium: Premium) -> None:
    """Other methods and other header fields are refused before the request is made."""
    http = premium.client(Origin=OTHER_SITE)
    for wanted in (
        {"Access-Control-Request-Method": "PUT"},
        {**PREFLIGHT, "Access-Control-Request-Headers": "x-forwarded-for"},
    ):
        assert http.options("/v1/me", headers=wanted).status_code == 400


def test_no_cookie_is_ever_set_or_read(premium: Premium) -> None:
    """A token in a cookie is no token: a page of another site would send it along."""
    listener = premium.sign_in(Origin=SITE)
    cookies = f"access_token={listener.access_token}; Authorization=Bearer {listener.access_token}"
    answered = premium.client(Cookie=cookies).get("/v1/me")
    assert answered.json()["kind"] == "visitor"
    answers = [answered, listener.http.get("/v1/me"), listener.refresh(listener.http)]
    assert all("set-cookie" not in one.headers for one in answers)
