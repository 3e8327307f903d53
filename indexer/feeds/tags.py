"""The tags inside an element of a feed, by the names that podcasting knows them by."""

from collections import defaultdict

from lxml import etree

_NAMESPACES = {
    "podcastindex.org/namespace/1.0": "podcast",
    "github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast",
    "www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "podlove.org/simple-chapters": "psc",
    "www.w3.org/2005/atom": "atom",
    "purl.org/rss/1.0/modules/content": "content",
    "purl.org/dc/elements/1.1": "dc",
}

# A document may have millions of tags: only those that are read are held on to, and not all.
_NAMES = """
    channel item title link description guid pubDate language enclosure dc:date content:encoded
    itunes:author itunes:title itunes:season itunes:episode itunes:duration itunes:summary
    itunes:new-feed-url podcast:guid podcast:person podcast:transcript podcast:chapters
    podcast:season podcast:episode psc:chapters psc:chapter atom:link
"""
_READ = frozenset(_NAMES.split())
_MOST = 10_000


class Tags:
    """The children of an element by name: ``title``, ``podcast:transcript``, ``itunes:author``."""

    def __init__(self, element: etree._Element) -> None:
        self._found: defaultdict[str, list[etree._Element]] = defaultdict(list)
        for child in element:
            name = _name(child.tag) if isinstance(child.tag, str) else ""
            if name in _READ and len(self._found[name]) < _MOST:
                self._found[name].append(child)

    def all(self, name: str) -> list[etree._Element]:
        """All tags of a name, in their order."""
        return self._found.get(name, [])

    def text(self, name: str) -> str:
        """The text of the first tag of a name; empty where there is none."""
        found = self.all(name)
        return self.text_of(found[0]) if found else ""

    def first_text(self, *names: str) -> str:
        """The text of the first of these names that has any; blanks are none."""
        texts = (self.text(name) for name in names)
        return next((text for text in texts if text.strip()), "")

    @staticmethod
    def text_of(element: etree._Element) -> str:
        """All text inside an element."""
        return "".join(element.itertext())


def _name(tag: str) -> str:
    """A tag's name with the prefix that its namespace usually has, whichever it has here.

    A prefix that the feed forgot to declare is part of the name already.
    """
    namespace, _, name = tag.rpartition("}")
    if not namespace:
        return name
    address = namespace.removeprefix("{").lower().partition("://")[2].rstrip("/")
    prefix = _NAMESPACES.get(address)
    return f"{prefix}:{name}" if prefix else f"{{{address}}}{name}"
