"""What a page really fetches: each response, and how many bytes it took on the wire."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page


@dataclass
class Fetched:
    """One response; ``bytes`` are those of its head and body as they came, compressed.

    ``kind`` is Chromium's word for it: Document, Script, Media and so on.
    """

    url: str
    kind: str
    bytes: int = 0


@dataclass
class Requests:
    """Counts, from now on, what a page fetches over HTTP; nothing comes from a cache."""

    page: Page
    _found: dict[str, Fetched] = field(default_factory=dict)

    def __post_init__(self) -> None:
        tools = self.page.context.new_cdp_session(self.page)
        tools.on("Network.responseReceived", self._begun)
        tools.on("Network.loadingFinished", self._finished)
        tools.send("Network.enable")
        tools.send("Network.setCacheDisabled", {"cacheDisabled": True})

    @property
    def fetched(self) -> list[Fetched]:
        """All that was fetched so far, in its order."""
        return list(self._found.values())

    def _begun(self, told: dict[str, Any]) -> None:
        self._found[told["requestId"]] = Fetched(told["response"]["url"], told["type"])

    def _finished(self, told: dict[str, Any]) -> None:
        if told["requestId"] in self._found:
            self._found[told["requestId"]].bytes = int(told["encodedDataLength"])
