"""References to an episode over HTTP, in every style, and what is refused."""

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from indexer import BuildOptions, IndexedEpisode, Library, OnnxEncoder, index_transcript
from service.pages import Place, cited
from tests.conversations import write_winter
from tests.service.conftest import roomy_settings, serving
from tests.service.test_errors import problem_in

PAGE = "https://example.org/wet-boots/after-the-weir"


def cite(client: httpx.Client, style: str, t: float | None = None) -> httpx.Response:
    moment = {} if t is None else {"t": str(t)}
    return client.get("/v1/episodes/weir/cite", params={"style": style} | moment)


def test_a_reference_comes_as_text_and_in_html(client: httpx.Client) -> None:
    """The moment stands in the text of a paper, and in the link."""
    assert cite(client, "apa", t=91.6).raise_for_status().json() == {
        "style": "apa",
        "reference": (
            "Oakes, M. (Host). (2025, June 12). After the Weir [Audio podcast episode]. In Wet"
            f" Boots. {PAGE}"
        ),
        "reference_html": (
            "Oakes, M. (Host). (2025, June 12). After the Weir [Audio podcast episode]. In <i>Wet"
            f" Boots</i>. {PAGE}"
        ),
        "in_text": "(Oakes, 2025, 1:31)",
        "url": f"{PAGE}#t=91",
    }


@pytest.mark.parametrize(
    ("style", "reference", "in_text"),
    [
        (
            "mla",
            f"Oakes, Maren, host. “After the Weir.” Wet Boots, 12 June 2025, {PAGE}.",
            "(Oakes)",
        ),
        (
            "chicago",
            f"Oakes, Maren. 2025. “After the Weir.” Wet Boots, June 12. Podcast, 8:49. {PAGE}.",
            "(Oakes 2025)",
        ),
    ],
)
def test_without_a_moment_the_whole_episode_is_cited(
    client: httpx.Client, style: str, reference: str, in_text: str
) -> None:
    """The link leads to its page."""
    told = cite(client, style).raise_for_status().json()
    assert (told["reference"], told["in_text"], told["url"]) == (reference, in_text, PAGE)


@pytest.mark.parametrize(
    ("style", "kind", "name", "begins"),
    [
        ("bibtex", "application/x-bibtex", "weir.bib", "@misc{weir,\n"),
        ("ris", "application/x-research-info-systems", "weir.ris", "TY  - SOUND\r\n"),
        ("csl-json", "application/vnd.citationstyles.csl+json", "weir.json", "[\n"),
    ],
)
def test_files_for_programs(
    client: httpx.Client, style: str, kind: str, name: str, begins: str
) -> None:
    """Each with its own media type and a name to save it by."""
    file = cite(client, style, t=91).raise_for_status()
    assert file.headers["content-type"] == f"{kind}; charset=utf-8"
    assert file.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert file.content.decode("utf-8").startswith(begins)
    assert f"{PAGE}#t=91" in file.text


def test_a_file_keeps_every_letter(client: httpx.Client) -> None:
    """In UTF-8."""
    file = client.get("/v1/episodes/winter/cite", params={"style": "ris"})
    assert "AU  - Černá, Ana\r\n" in file.content.decode("utf-8")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "style: Field required."),
        ("style=harvard", "style: Input should be 'apa', 'mla', 'chicago', 'bibtex', 'ris' or"),
        ("style=apa&t=-1", "t: Input should be greater than or equal to 0."),
        ("style=apa&t=nan", "t: Input should be a finite number."),
        ("style=apa&t=inf", "t: Input should be a finite number."),
        ("style=apa&t=1:31", "t: Input should be a valid number"),
        ("style=ris&t=530", "t: There is no second 530, this episode is 9 min long."),
    ],
)
def test_what_cannot_be_cited_is_refused_in_a_sentence(
    client: httpx.Client, query: str, sentence: str
) -> None:
    """It says what to mend."""
    refused = client.get(f"/v1/episodes/weir/cite?{query}")
    assert refused.status_code == 422
    assert sentence in str(problem_in(refused)["detail"])


def test_an_unknown_episode_is_not_found(client: httpx.Client) -> None:
    """As everywhere."""
    assert client.get("/v1/episodes/nobody/cite?style=apa").status_code == 404


def test_the_last_second_can_be_cited(client: httpx.Client) -> None:
    """And the first."""
    for second in (0, 529.117):
        assert cite(client, "apa", t=second).status_code == 200


def test_a_moment_of_the_transcript_can_be_cited_whatever_length_is_stated(
    encoders: Path, minilm: OnnxEncoder, tmp_path: Path
) -> None:
    """A recording that is stated too short keeps no answer from being cited."""
    (tmp_path / "encoders").symlink_to(encoders)
    short = write_winter(tmp_path / "source", duration=20)
    index_transcript(short, Library(tmp_path), minilm, BuildOptions("winter"))
    with serving(roomy_settings(data_dir=tmp_path)) as url:
        address = f"{url}/v1/episodes/winter/cite?style=apa"
        assert httpx.get(f"{address}&t=30").json()["in_text"] == "(Černá, 2026, 0:30)"
        assert httpx.get(f"{address}&t=39").status_code == 422


def test_the_styles_are_described(client: httpx.Client) -> None:
    """What is given, and in which media types."""
    described = client.get("/openapi.json").json()["paths"]["/v1/episodes/{episode_id}/cite"]["get"]
    assert "application/x-bibtex" in described["responses"]["200"]["content"]
    assert described["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    assert [one["name"] for one in described["parameters"]] == ["episode_id", "style", "t"]


@pytest.fixture
def weir(data: Path) -> IndexedEpisode:
    return Library(data).episode("weir")


@pytest.mark.parametrize(
    ("page_url", "origin", "audio", "url"),
    [
        (PAGE, "https://ask.example", "https://cdn.example/a.mp3", PAGE),
        (None, "https://ask.example", None, "https://ask.example/episodes/weir"),
        (None, "", "https://cdn.example/a.mp3", "https://cdn.example/a.mp3"),
        (None, "", "/v1/episodes/weir/audio", None),
        (None, "", None, None),
    ],
)
def test_where_an_episode_is_found(
    weir: IndexedEpisode, page_url: str | None, origin: str, audio: str | None, url: str | None
) -> None:
    """At its own page, else here, else where its audio is; never at an address of this machine."""
    metadata = weir.metadata.model_copy(update={"page_url": page_url})
    assert cited(replace(weir, metadata=metadata), Place(origin, audio)).url == url
