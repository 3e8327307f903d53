"""The widget lives on registered sites alone, and nobody is sent back to any other."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from service.access.origins import OriginInvalid
from service.access.sites import ReturnUrlRefused, Site, SiteNotFound, Sites
from tests.service.access.clock import NOON, Clock

GOOD = "https://good.example"


@pytest.fixture
def sites(engine: AsyncEngine, clock: Clock) -> Sites:
    return Sites(engine, own_origins=["http://localhost:8000"], clock=clock)


async def test_a_site_is_registered_until_it_is_removed(sites: Sites) -> None:
    """Its own process knows at once, however the origin was spelt."""
    assert not await sites.is_registered(GOOD)
    assert await sites.add("HTTPS://Good.Example:443") == GOOD
    assert await sites.is_registered(GOOD)
    assert await sites.listed() == [Site(GOOD, NOON)]
    assert await sites.remove("https://GOOD.example") == GOOD
    assert not await sites.is_registered(GOOD)
    assert await sites.listed() == []


async def test_registering_twice_changes_nothing(sites: Sites, clock: Clock) -> None:
    """It stays registered since the first time; all are listed by name."""
    for origin in (GOOD, "https://also.example", GOOD):
        await sites.add(origin)
        clock.now += 1
    assert await sites.listed() == [Site("https://also.example", NOON + 1), Site(GOOD, NOON)]


async def test_what_is_not_there_cannot_be_removed(sites: Sites) -> None:
    """The sentence has the origin as it would have been registered."""
    with pytest.raises(SiteNotFound, match=r"https://good\.example is not registered"):
        await sites.remove("https://GOOD.example")


async def test_what_is_no_origin_is_not_registered(sites: Sites, engine: AsyncEngine) -> None:
    """Neither as a site nor as the service's own."""
    for text in ("*", "null", f"{GOOD}/page"):
        with pytest.raises(OriginInvalid):
            await sites.add(text)
    with pytest.raises(OriginInvalid):
        Sites(engine, own_origins=["https://ask.example/api"])
    assert await sites.listed() == []


async def test_another_process_learns_of_a_change_within_ten_seconds(
    sites: Sites, engine: AsyncEngine, clock: Clock
) -> None:
    """Until then it goes by what it read, and asks the database nothing."""
    other = Sites(engine, clock=clock)
    assert not await other.is_registered(GOOD)
    await sites.add(GOOD)
    clock.now += 9
    assert not await other.is_registered(GOOD)
    clock.now += 1
    assert await other.is_registered(GOOD)
    await sites.remove(GOOD)
    clock.now += 10
    assert not await other.is_registered(GOOD)


async def test_people_are_sent_back_to_registered_sites_and_to_the_service(sites: Sites) -> None:
    """Any page of theirs."""
    await sites.add(GOOD)
    await sites.check_return_url(f"{GOOD}/episodes/12?t=61#notes")
    await sites.check_return_url("http://localhost:8000/page")
    assert not await sites.is_registered("http://localhost:8000")


async def test_an_address_that_a_browser_could_read_otherwise_is_refused(sites: Sites) -> None:
    """Even where a registered site stands in it."""
    await sites.add(GOOD)
    for url in (
        *("", "/", "//good.example", "good.example", "javascript:alert(1)//https://good.example"),
        *("data:text/html,hello", "https://good.example@evil.example", "https:/\\good.example"),
        *(
            "https://good.example\\@evil.example",
            "https://good.example/\n",
            " https://good.example",
        ),
        *("https://me:secret@good.example", "ftp://good.example", "https://good.example./"),
    ):
        with pytest.raises(ReturnUrlRefused, match=r"^The return address is refused\."):
            await sites.check_return_url(url)


async def test_nobody_is_sent_to_a_site_that_is_not_registered(sites: Sites) -> None:
    """A name within a name and another port are other sites; the sentence says what to do."""
    await sites.add(GOOD)
    for url in (
        *("https://evil.example", "https://good.example.evil.example", "https://www.good.example"),
        *("https://good.example:8443", "http://localhost:8001", "https://localhost:8000"),
    ):
        with pytest.raises(ReturnUrlRefused, match=f"`ask-episode sites add {url}`"):
            await sites.check_return_url(url)
