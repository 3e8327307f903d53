"""Screenshots of every scene and view: ``python -m tests.widget.screens FOLDER [WORD …]``.

``FOLDER/paywall-light-375.png`` and so on, of those whose names hold one of the words; of all
where none is given.
"""

import argparse
import itertools
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser

from indexer import EncoderSource, exported_encoder
from tests.widget.browser import Look, chromium, new_page
from tests.widget.scenes import SCENES, VIEWS, enter, visit
from tests.widget.sites import Stage, index_episodes, stage

_SIZES = {375: 812, 768: 1024, 1440: 900}
"""The widths of windows, and how high each is."""
_SHOW = "(it) => innerWidth < 1100 && it.scrollIntoView()"
"""Brings the widget into sight where it stands below an episode's head."""
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def main() -> None:
    """Makes the screenshots that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("words", nargs="*", help="which of them; default all")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    names = [
        name for name in (*SCENES, *VIEWS) if not given.words or _has_one_of(name, given.words)
    ]
    with tempfile.TemporaryDirectory() as made:
        data = Path(made) / "data"
        index_episodes(data, exported_encoder(data / "encoders", EncoderSource()))
        with stage(data, Path(made)) as all_services, chromium() as browser:
            for name in names:
                take(browser, all_services, name, given.folder)


def take(browser: Browser, services: Stage, name: str, folder: Path) -> None:
    """Makes the screenshots of a scene or view, which is entered once."""
    with new_page(browser, Look(reduced_motion=True)) as page:
        if name in VIEWS:
            visit(name, page, services)
        else:
            enter(name, page, services)
        for scheme, (width, height) in itertools.product(_SCHEMES, _SIZES.items()):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": height})
            if name in SCENES:
                page.locator("ask-episode").evaluate(_SHOW)
            path = folder / f"{name}-{scheme}-{width}.png"
            # Chromium leaves out what lies far below the window: a whole transcript is not shown.
            whole = not name.startswith("page-")
            page.screenshot(path=path, full_page=whole, animations="disabled", caret="hide")


def _has_one_of(name: str, words: list[str]) -> bool:
    return any(word in name for word in words)


if __name__ == "__main__":
    main()
