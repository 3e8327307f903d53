"""References as files for programs, field by field."""

import json
from dataclasses import replace

from tests.indexer.citation_samples import PAGE, by, cited, in_file


def test_bibtex() -> None:
    """An entry that keeps its key and its capitals, and leads to the moment."""
    assert in_file("bibtex", 91.6) == (
        "@misc{weir-1,\n"
        "  author = {Oakes, Maren},\n"
        "  title = {{After the Weir}},\n"
        "  howpublished = {Audio podcast episode, Wet Boots, season 1, episode 4,"
        " Wet Boots Radio},\n"
        f"  url = {{{PAGE}#t=91}},\n"
        "  year = {2025},\n"
        "  month = jun,\n"
        "  day = {12},\n"
        "}\n"
    )


def test_bibtex_escapes_what_means_something_to_latex() -> None:
    """Braces too, so that they stay balanced."""
    entry = in_file("bibtex", title="50% of $9 & #1_{a}\\~^ <|>", people=by("Smith and Sons"))
    assert (
        "title = {{50\\% of \\$9 \\& \\#1\\_{\\textbraceleft}a{\\textbraceright}{\\textbackslash}"
        "{\\textasciitilde}{\\textasciicircum} {\\textless}{\\textbar}{\\textgreater}}}" in entry
    )
    assert "author = {{Smith and Sons}}" in entry


def test_bibtex_names() -> None:
    """Particles, suffixes, and what stays whole."""
    people = by("Jan van der Berg", "Martin Luther King Jr.", "Björk")
    entry = in_file("bibtex", people=people)
    assert "author = {van der Berg, Jan and King, Jr., Martin Luther and {Björk}}" in entry


def test_ris() -> None:
    """A record with its lines ended as the format wants them."""
    assert in_file("ris", 91.6).split("\r\n") == [
        "TY  - SOUND",
        "AU  - Oakes, Maren",
        "TI  - After the Weir",
        "T3  - Wet Boots",
        "PY  - 2025",
        "DA  - 2025/06/12",
        "PB  - Wet Boots Radio",
        "LA  - en",
        "N1  - Audio podcast episode, season 1, episode 4",
        f"UR  - {PAGE}#t=91",
        "ER  - ",
        "",
    ]
    assert "AU  - Fell Oakes & Sons\r\n" in in_file("ris", people=by("Fell, Oakes & Sons"))


def test_csl_json() -> None:
    """An item with the parts of names, of the date, and a number that styles can word."""
    people = by("Jan van der Berg", "Martin Luther King Jr.", "Björk")
    [item] = json.loads(in_file("csl-json", 91.6, people=people, season=None))
    assert item == {
        "id": "weir-1",
        "type": "broadcast",
        "title": "After the Weir",
        "author": [
            {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"},
            {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
            {"literal": "Björk"},
        ],
        "container-title": "Wet Boots",
        "issued": {"date-parts": [[2025, 6, 12]]},
        "number": "4",
        "publisher": "Wet Boots Radio",
        "medium": "Audio podcast episode",
        "dimensions": "8:49",
        "language": "en",
        "URL": f"{PAGE}#t=91",
    }
    assert json.loads(in_file("csl-json"))[0]["number"] == "season 1, episode 4"


def test_an_address_cannot_end_what_stands_around_it() -> None:
    """Spaces, quotation marks and braces are written as addresses write them."""
    episode = replace(cited(), url=cited(page_url='https://x.example/a b"{c}\\é#part').url)
    assert episode.url == "https://x.example/a%20b%22%7Bc%7D%5Cé#part"
    assert replace(episode, second=7.0).link == "https://x.example/a%20b%22%7Bc%7D%5Cé#t=7"
