"""Getting in by guessing codes, and finding out who has an account."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.service.conftest import roomy_settings, serving
from tests.service.premium_client import (
    SITE,
    STRANGER,
    Premium,
    new_address,
    premium_service,
    problem_type,
)

AT_ONCE = 50


def guess(premium: Premium, email: str, code: str) -> httpx.Response:
    """Types a code for an address."""
    given = {"email": email, "code": code}
    return premium.client().post("/v1/sign-in/verify", json=given)


def wrong(code: str) -> str:
    """Another code of six digits."""
    return f"{(int(code) + 1) % 10**6:06}"


def told(response: httpx.Response) -> tuple[int, str, dict[str, str]]:
    """All that a client sees of an answer, but the moment of it."""
    fields = {name: value for name, value in response.headers.items() if name != "date"}
    return response.status_code, response.text, fields


def test_nobody_learns_whether_an_address_has_an_account(premium: Premium) -> None:
    """Asking for a code and typing a wrong one look alike for known and unknown addresses."""
    known, unknown = premium.sign_in().email, new_address()
    sent = [premium.client().post("/v1/sign-in", json={"email": e}) for e in (known, unknown)]
    assert told(sent[0]) == told(sent[1])
    typed = [guess(premium, e, wrong(premium.mailbox.code_for(e))) for e in (known, unknown)]
    assert told(typed[0]) == told(typed[1])
    without = [guess(premium, e, "000000") for e in (premium.sign_in().email, new_address())]
    assert told(without[0]) == told(without[1])
    assert typed[0].status_code == without[0].status_code == 401


def test_a_code_has_five_tries(premium: Premium) -> None:
    """The sixth is refused although it is right."""
    email = new_address()
    code = premium.code_for(email)
    guesses = [guess(premium, email, wrong(code)) for _ in range(5)]
    assert [problem_type(one) for one in guesses] == [(401, "code-refused")] * 5
    assert problem_type(guess(premium, email, code)) == (401, "code-refused")


def test_an_address_has_ten_wrong_codes_a_day(premium: Premium) -> None:
    """New codes give no new tries: then neither a code is sent nor one taken until midnight."""
    email = new_address()
    for _ in range(2):
        code = premium.code_for(email)
        assert {guess(premium, email, wrong(code)).status_code for _ in range(5)} == {401}
    refused = premium.client().post("/v1/sign-in", json={"email": email})
    assert problem_type(refused) == (429, "too-many-codes")
    assert 0 < int(refused.headers["retry-after"]) <= 86_400
    assert problem_type(guess(premium, email, code)) == (429, "too-many-codes")


def test_an_address_has_five_mails_a_day(premium: Premium) -> None:
    """Nobody's mailbox is filled by a stranger."""
    email = new_address()
    for _ in range(5):
        premium.code_for(email)
    refused = premium.client().post("/v1/sign-in", json={"email": email})
    assert problem_type(refused) == (429, "too-many-codes")


def test_asking_at_once_sends_no_extra_mails(premium: Premium) -> None:
    """Of twenty requests side by side five send a mail."""
    body = {"email": new_address()}
    with ThreadPoolExecutor(20) as threads:
        sent = list(
            threads.map(
                lambda http: http.post("/v1/sign-in", json=body),
                [premium.client() for _ in range(20)],
            )
        )
    assert Counter(one.status_code for one in sent) == {202: 5, 429: 15}


def test_guessing_at_once_gives_no_extra_tries(data: Path, migrated_url: str) -> None:
    """Of fifty guesses side by side five are looked at; the right code is then used up."""
    with premium_service(data, migrated_url) as premium:
        email = new_address()
        code = premium.code_for(email)
        guesses = [f"{(int(code) + n) % 10**6:06}" for n in range(1, AT_ONCE + 1)]
        with ThreadPoolExecutor(AT_ONCE) as threads:
            answers = list(threads.map(lambda one: guess(premium, email, one), guesses))
        assert {one.status_code for one in answers} == {401}
        assert premium.value("SELECT tries FROM sign_in_codes") == 5
        assert premium.value("SELECT wrong FROM sign_in_days") == 5
        assert problem_type(guess(premium, email, code)) == (401, "code-refused")


def test_a_code_signs_in_once_however_often_it_is_typed_at_once(
    data: Path, migrated_url: str
) -> None:
    """Whoever looked over a shoulder comes too late, even by a millisecond."""
    with premium_service(data, migrated_url) as premium:
        email = new_address()
        code = premium.code_for(email)
        with ThreadPoolExecutor(AT_ONCE) as threads:
            answers = list(threads.map(lambda _: guess(premium, email, code), range(AT_ONCE)))
        assert Counter(one.status_code for one in answers) == {200: 1, 401: AT_ONCE - 1}
        assert premium.value("SELECT count(*) FROM sessions") == 1


def test_a_code_of_one_address_is_no_code_of_another(premium: Premium) -> None:
    """A code is mailed to whoever is to type it."""
    mine, theirs = new_address(), new_address()
    code = premium.code_for(mine)
    premium.code_for(theirs)
    assert problem_type(guess(premium, theirs, code)) == (401, "code-refused")


@pytest.mark.parametrize("origin", [STRANGER, "null", SITE.replace("https", "http"), f"{SITE}."])
def test_a_page_that_nobody_registered_signs_nobody_in(premium: Premium, origin: str) -> None:
    """It sends no mail, and takes no code and no refresh token."""
    email, code = new_address(), "123456"
    http = premium.client(Origin=origin)
    refused = [
        http.post("/v1/sign-in", json={"email": email}),
        http.post("/v1/sign-in/verify", json={"email": email, "code": code}),
        http.post("/v1/token/refresh", json={"refresh_token": "x"}),
    ]
    assert [problem_type(one) for one in refused] == [(403, "site-not-registered")] * 3
    with pytest.raises(KeyError):
        premium.mailbox.code_for(email)


def test_a_client_has_so_many_sign_ins_an_hour(data: Path) -> None:
    """Whatever addresses it tries: mails and guesses count together."""
    with serving(roomy_settings(data_dir=data, sign_in_rate="2/hour")) as url:
        tries = [
            httpx.post(f"{url}/v1/sign-in", json={"email": new_address()}),
            httpx.post(f"{url}/v1/sign-in/verify", json={"email": new_address(), "code": "1"}),
            httpx.post(f"{url}/v1/sign-in", json={"email": new_address()}),
        ]
    assert [one.status_code for one in tries] == [202, 401, 429]
    assert problem_type(tries[2]) == (429, "rate-exceeded")
    assert int(tries[2].headers["retry-after"]) > 0
