"""The kinds of players that the widget knows, each on a page, and an answer for them to play."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Frame, Locator, Page

from tests.waiting import eventually
from tests.widget import scripted
from tests.widget.embedding import ask, page_html, until, widget_of
from tests.widget.host_pages import HostPages
from tests.widget.players_podlove import EMBED as PODLOVE
from tests.widget.players_youtube import serve_youtube, video_in

BEANS_AUDIO = "/episodes/one-hour-twice.mp3"
OTHER_AUDIO = "/episodes/deep-end.mp3"
LENGTHS = {BEANS_AUDIO: 545.42, OTHER_AUDIO: 505.82}
"""Of the recordings that pages play, in seconds."""

# From where the listener, or the widget, sought to where. It listens while capturing: it has to be
# told where the player stands before the widget is, which may seek then.
_TAKE_DOWN_SEEKS = """() => {
  const media = FIND;
  let before = media.currentTime;
  window.media = media;
  window.sought = [];
  const stand = () => media.seeking || (before = media.currentTime);
  media.addEventListener('timeupdate', stand, {capture: true});
  media.addEventListener('seeking', () => window.sought.push([before, media.currentTime]));
}"""


MOMENTS = [(31.5, 33.0), (200.25, 201.5), (90.0, 91.25)]
"""Where each of three moments begins and ends: not in the recording's order."""


@dataclass(frozen=True)
class Kind:
    """A kind of player: the HTML that makes it, in which ``AUDIO`` is the recording's address."""

    name: str
    html: str
    find: str = "document.querySelector('audio')"
    """An expression that gives what plays; nothing where that is in a frame of its own origin."""
    audio: str = BEANS_AUDIO

    def __str__(self) -> str:
        return self.name


AUDIO = Kind("audio", '<audio id="player" controls src="AUDIO"></audio>')
NOT_YET_LOADED = Kind("preload-none", '<audio id="player" preload="none" src="AUDIO"></audio>')
WRAPPED = Kind(
    "wrapped",
    '<figure id="player"><figcaption>Hear it</figcaption><p><audio src="AUDIO"></audio></figure>',
)
MEDIA_CHROME = Kind(
    "media-chrome",
    """<script type="module" src="/node_modules/media-chrome/dist/index.js"></script>
<media-controller id="player" audio><audio slot="media" src="AUDIO"></audio>
<media-control-bar><media-play-button></media-play-button><media-time-range></media-time-range>
</media-control-bar></media-controller>""",
)
PODLOVE_STORE = Kind(
    "podlove",
    f"""<script>{PODLOVE}</script><div id="place"></div><script type="module">
document.querySelector('ask-episode').player =
  await podlovePlayer('#place', {{audio: [{{url: 'AUDIO'}}]}});
</script>""",
    "window.podloveAudio",
)
YOUTUBE = Kind(
    "youtube",
    """<iframe id="player" title="Video" src="https://www.youtube.com/embed/beans?enablejsapi=1">
</iframe>""",
    "",
)
KINDS = [AUDIO, NOT_YET_LOADED, WRAPPED, MEDIA_CHROME, PODLOVE_STORE, YOUTUBE]
ADAPTED = [AUDIO, PODLOVE_STORE, YOUTUBE]
"""One for each way of speaking to a player: the others are media elements, too."""


@dataclass(frozen=True)
class Playing:
    """A page with a widget and a player; times in seconds."""

    page: Page
    widget: Locator
    _frame: Page | Frame

    def of_media(self, expression: str) -> Any:
        """What an expression gives, in which ``media`` is what plays."""
        return self._frame.evaluate(f"() => {expression}")

    @property
    def position(self) -> float:
        """Where the player stands."""
        return float(self.of_media("media.currentTime"))

    @property
    def is_playing(self) -> bool:
        """Whether it plays."""
        return not self.of_media("media.paused")

    @property
    def sought(self) -> list[tuple[float, float]]:
        """All seeks so far: from where, to where."""
        return [(before, after) for before, after in self.of_media("window.sought")]

    def wait_until_it_stands(self, arrived: Callable[[float], bool]) -> None:
        """Waits until the player's position is such."""
        eventually(lambda: arrived(self.position))

    def slow_down(self) -> None:
        """Plays so slowly from now on that a busy machine sees the place that was sought."""
        self.of_media("{ media.playbackRate = 0.1; }")


def open_player(
    page: Page,
    host: HostPages,
    service: str,
    kind: Kind = AUDIO,
    fragment: str = "",
) -> Playing:
    """Opens a page of the podcast's with a player and a widget that asks the word-timed episode."""
    serve_youtube(page, LENGTHS[kind.audio])
    named = {} if kind.name == PODLOVE_STORE.name else {"player": "#player"}
    around = kind.html.replace("AUDIO", kind.audio)
    html = page_html(service, around=around, episode="beans", **named)
    page.goto(host.show(html) + fragment)
    widget = widget_of(page)
    if not kind.find:
        return Playing(page, widget, video_in(page))
    eventually(lambda: page.evaluate(f"() => Boolean({kind.find})"))
    page.evaluate(_TAKE_DOWN_SEEKS.replace("FIND", kind.find))
    return Playing(page, widget, page)


def ask_about_moments(playing: Playing) -> Locator:
    """Asks; the answer cites the moments above, each with a claim. Gives the button to play it."""
    claims = [
        scripted.claim(
            f"Moment {number}.",
            scripted.citation(f"Words {number}.", start=start, end=end),
            number=number,
        )
        for number, (start, end) in enumerate(MOMENTS)
    ]
    scripted.stream(playing.page, scripted.created(), *claims, scripted.done())
    ask(playing.page, "Which moments?")
    until(playing.page, "answered")
    return playing.widget.get_by_role("button", name="Play the answer")
