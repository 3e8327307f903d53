"""References to be read, word by word as each style wants them, whatever is known of an episode."""

from typing import Any

import pytest

from indexer import REFERENCES
from tests.indexer.citation_samples import PAGE, WEIR, by, cited, in_style

HOSTS = [
    "Jan van der Berg", "Ursula K. Le Guin", "Ana Černá", "Bo Lind", "Femi Adeyinka",
    "Ailsa Brennan", "Otis Farrow", "Renée Lindqvist", "Callum Drysdale", "Maren Oakes",
    "Tomás Quiroga",
]  # fmt: skip


@pytest.mark.parametrize(
    ("style", "text", "in_text"),
    [
        (
            "apa",
            (
                "Oakes, M. (Host). (2025, June 12). After the Weir (Season 1, Episode 4) [Audio"
                f" podcast episode]. In Wet Boots. Wet Boots Radio. {PAGE}"
            ),
            "(Oakes, 2025, 1:31)",
        ),
        (
            "mla",
            (
                "Oakes, Maren, host. “After the Weir.” Wet Boots, season 1, episode 4, Wet Boots"
                f" Radio, 12 June 2025, {PAGE}."
            ),
            "(Oakes 1:31)",
        ),
        (
            "chicago",
            (
                "Oakes, Maren. 2025. “After the Weir.” Wet Boots, season 1, episode 4. Wet Boots"
                f" Radio, June 12. Podcast, 8:49. {PAGE}."
            ),
            "(Oakes 2025, 1:31)",
        ),
    ],
)
def test_an_episode_of_which_all_is_known(style: str, text: str, in_text: str) -> None:
    """The moment stands in the text of the paper, not in the reference; guests are no authors."""
    reference = in_style(style, 91.6)
    assert (reference.text, reference.in_text) == (text, in_text)
    assert reference.html == text.replace("Wet Boots", "<i>Wet Boots</i>", 1)
    assert cited(91.6).link == f"{PAGE}#t=91"


BARE: dict[str, Any] = dict.fromkeys(WEIR, None) | {"title": "After the Weir"}


@pytest.mark.parametrize(
    ("style", "text", "in_text"),
    [
        ("apa", "After the Weir [Audio podcast episode]. (n.d.).", "(“After the Weir,” n.d.)"),
        ("mla", "“After the Weir.”", "(“After the Weir”)"),
        ("chicago", "“After the Weir.” n.d. Podcast.", "(“After the Weir,” n.d.)"),
    ],
)
def test_an_episode_of_which_only_the_title_is_known(style: str, text: str, in_text: str) -> None:
    """It stands where the host would; nothing is made up."""
    reference = in_style(style, **BARE)
    assert (reference.text, reference.in_text) == (text, in_text)


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (
            "apa",
            f"Who Built It? (No. 4) [Audio podcast episode]. (2025, June 12). In What Now? {PAGE}",
        ),
        ("mla", f"“Who Built It?” What Now?, episode 4, 12 June 2025, {PAGE}."),
        (
            "chicago",
            f"“Who Built It?” 2025. What Now?, episode 4, June 12. Podcast, 8:49. {PAGE}.",
        ),
    ],
)
def test_a_title_that_ends_in_a_mark_has_no_full_stop(style: str, text: str) -> None:
    """Nor has a show that does; without a host the title comes first."""
    changes: dict[str, Any] = {
        "title": "Who Built It?",
        "show": "What Now?",
        "season": None,
        "publisher": None,
    }
    assert in_style(style, people=None, **changes).text == text


@pytest.mark.parametrize(
    ("title", "quoted"),
    [
        ('The "Last" Weir', "“The ‘Last’ Weir.”"),
        ("The Day of the “Weir”", "“The Day of the ‘Weir.’”"),
        ('Who Said "Never"?', "“Who Said ‘Never’?”"),
        ('Who Said "Never!"', "“Who Said ‘Never!’”"),
        ("Das „letzte“ Wehr", "“Das ‘letzte’ Wehr.”"),
        ('A 12" Record', '“A 12" Record.”'),
        ("It’s Dr. No.", "“It’s Dr. No.”"),
        ("And then…", "“And then…”"),
    ],
)
def test_quotation_marks_in_a_title_become_single(title: str, quoted: str) -> None:
    """A full stop stands before the last of them, as in American books."""
    for style in ("mla", "chicago"):
        assert quoted in in_style(style, title=title).text
    assert title in in_style("apa", title=title).text


@pytest.mark.parametrize(
    ("hosts", "apa", "mla", "chicago"),
    [
        (1, "van der Berg, J. (Host). ", "van der Berg, Jan, host. ", "van der Berg, Jan. 2025."),
        (
            2,
            "van der Berg, J., & Le Guin, U. K. (Hosts). ",
            "van der Berg, Jan, and Ursula K. Le Guin, hosts. ",
            "van der Berg, Jan, and Ursula K. Le Guin. 2025.",
        ),
        (
            3,
            "van der Berg, J., Le Guin, U. K., & Černá, A. (Hosts). ",
            "van der Berg, Jan, et al., hosts. ",
            "van der Berg, Jan, Ursula K. Le Guin, and Ana Černá. 2025.",
        ),
        (
            11,
            (
                "van der Berg, J., Le Guin, U. K., Černá, A., Lind, B., Adeyinka, F., Brennan, A., "
                "Farrow, O., Lindqvist, R., Drysdale, C., Oakes, M., & Quiroga, T. (Hosts). "
            ),
            "van der Berg, Jan, et al., hosts. ",
            (
                "van der Berg, Jan, Ursula K. Le Guin, Ana Černá, Bo Lind, Femi Adeyinka, Ailsa "
                "Brennan, Otis Farrow, et al. 2025."
            ),
        ),
    ],
)
def test_several_hosts(hosts: int, apa: str, mla: str, chicago: str) -> None:
    """Each style turns around, joins and leaves out in its own way."""
    people = by(*HOSTS[:hosts])
    for style, begins in (("apa", apa), ("mla", mla), ("chicago", chicago)):
        assert in_style(style, people=people).text.startswith(begins)


def test_of_more_than_twenty_hosts_apa_names_nineteen_and_the_last() -> None:
    """With three dots between them, and no &."""
    people = by(*(f"Ana Number{chr(97 + n)}" for n in range(21)))
    text = in_style("apa", people=people).text
    assert "Numbers, A., . . . Numberu, A. (Hosts). " in text
    assert "&" not in text
    assert text.count("Number") == 20
    assert "Numbers, A., & Numbert, A. (Hosts)" in in_style("apa", people=people[:20]).text


@pytest.mark.parametrize(
    ("hosts", "apa", "mla", "chicago"),
    [
        (1, "(van der Berg, 2025)", "(van der Berg)", "(van der Berg 2025)"),
        (
            2,
            "(van der Berg & Le Guin, 2025)",
            "(van der Berg and Le Guin)",
            "(van der Berg and Le Guin 2025)",
        ),
        (
            3,
            "(van der Berg et al., 2025)",
            "(van der Berg et al.)",
            "(van der Berg, Le Guin, and Černá 2025)",
        ),
        (4, "(van der Berg et al., 2025)", "(van der Berg et al.)", "(van der Berg et al. 2025)"),
    ],
)
def test_hosts_in_the_text_of_a_paper(hosts: int, apa: str, mla: str, chicago: str) -> None:
    """Family names alone, of many the first."""
    people = by(*HOSTS[:hosts])
    given_in = [in_style(style, people=people).in_text for style in ("apa", "mla", "chicago")]
    assert given_in == [apa, mla, chicago]


@pytest.mark.parametrize(
    ("name", "apa", "mla"),
    [
        ("Martin Luther King Jr.", "King, M. L., Jr. (Host)", "King, Martin Luther, Jr., host"),
        ("King, Martin Luther, Jr.", "King, M. L., Jr. (Host)", "King, Martin Luther, Jr., host"),
        ("J.R.R. Tolkien", "Tolkien, J. R. R. (Host)", "Tolkien, J. R. R., host"),
        ("Le Guin, Ursula K.", "Le Guin, U. K. (Host)", "Le Guin, Ursula K., host"),
        ("José Ortega y Gasset", "Ortega y Gasset, J. (Host)", "Ortega y Gasset, José, host"),
        ("Jean-Paul Sartre", "Sartre, J.-P. (Host)", "Sartre, Jean-Paul, host"),
        ("bell hooks", "hooks, b. (Host)", "hooks, bell, host"),
        ("Dr. Jane Doe, PhD", "Doe, J. (Host)", "Doe, Jane, host"),
        ("Dr. Phil", "Dr. Phil (Host)", "Dr. Phil, host"),
        ("Van Morrison", "Morrison, V. (Host)", "Morrison, Van, host"),
        ("Björk", "Björk (Host)", "Björk, host"),
        ("Alex Smith (she/her)", "Smith, A. (Host)", "Smith, Alex, host"),
        ("Alex (they/them) Smith [Wet Boots]", "Smith, A. (Host)", "Smith, Alex, host"),
        ("(Alex)", "(Alex) (Host)", "(Alex), host"),
        ("Alex Smith / Bo Lind", "Alex Smith / Bo Lind (Host)", "Alex Smith / Bo Lind, host"),
        ("DJ Shadow", "DJ Shadow (Host)", "DJ Shadow, host"),
        ("MC Hammer", "MC Hammer (Host)", "MC Hammer, host"),
        ("Le Corbusier", "Le Corbusier (Host)", "Le Corbusier, host"),
        ("La Toya Jackson", "Jackson, L. T. (Host)", "Jackson, La Toya, host"),
        ("村上 春樹", "村上 春樹 (Host)", "村上 春樹, host"),
        ("The Wet Boots Team", "The Wet Boots Team (Host)", "The Wet Boots Team, host"),
        ("BBC Sounds", "BBC Sounds (Host)", "BBC Sounds, host"),
        ("Fell, Oakes & Sons", "Fell, Oakes & Sons (Host)", "Fell, Oakes & Sons, host"),
    ],
)
def test_names_of_every_kind(name: str, apa: str, mla: str) -> None:
    """A family name is found where there is one; what has none stays as it is."""
    assert in_style("apa", people=by(name)).text.startswith(f"{apa}. ")
    assert in_style("mla", people=by(name)).text.startswith(f"{mla}. ")


def test_two_hosts_of_whom_the_first_is_not_turned_around() -> None:
    """No comma: nothing is out of its order."""
    people = by("Björk", "Bo Lind")
    assert in_style("mla", people=people).text.startswith("Björk and Bo Lind, hosts. “")
    assert in_style("chicago", people=people).text.startswith("Björk and Bo Lind. 2025. “")


@pytest.mark.parametrize(
    ("role", "is_author"),
    [("Host", True), ("co-host", True), ("Cohost and editor", True), ("guest", False),
     ("producer", False), ("ghostwriter", False), (None, False)],
)  # fmt: skip
def test_who_counts_as_an_author(role: str | None, is_author: bool) -> None:
    """Hosts, by whatever form of the word."""
    text = in_style("apa", people=[{"name": "Maren Oakes", "role": role}]).text
    assert text.startswith("Oakes, M. (Host)") == is_author


@pytest.mark.parametrize(
    ("date", "mla", "apa", "chicago"),
    [
        ("2024-05-01", "1 May 2024,", "(2024, May 1).", "Wet Boots Radio, May 1."),
        ("2024-06-02", "2 June 2024,", "(2024, June 2).", "Wet Boots Radio, June 2."),
        ("2024-09-30", "30 Sept. 2024,", "(2024, September 30).", "Wet Boots Radio, September 30."),
        ("2024-12-31", "31 Dec. 2024,", "(2024, December 31).", "Wet Boots Radio, December 31."),
    ],
)
def test_dates(date: str, mla: str, apa: str, chicago: str) -> None:
    """MLA shortens the months of more than four letters."""
    assert mla in in_style("mla", date=date).text
    assert apa in in_style("apa", date=date).text
    assert chicago in in_style("chicago", date=date).text


def test_nobody_is_named_twice() -> None:
    """A publisher that has the show's name or the host's is left out."""
    for style in REFERENCES:
        assert in_style(style, publisher="WET BOOTS").text.count("oots") == 1 + PAGE.count("oots")
        assert in_style(style, publisher="NPR", people=by("NPR")).text.count("NPR") == 1


def test_without_a_show_a_number_begins_its_sentence() -> None:
    """With a capital letter."""
    assert "” Season 1, episode 4, Wet Boots Radio" in in_style("mla", show=None).text
    assert "” Season 1, episode 4. Wet Boots Radio" in in_style("chicago", show=None).text
    assert "[Audio podcast episode]. Wet Boots Radio." in in_style("apa", show=None).text


def test_titles_are_no_markup() -> None:
    """HTML is escaped; the text is as it was."""
    reference = in_style("apa", title="A <b>bold</b> one & more", show="<i>")
    assert "A &lt;b&gt;bold&lt;/b&gt; one &amp; more" in reference.html
    assert "A <b>bold</b> one & more" in reference.text
