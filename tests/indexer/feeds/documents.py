"""Feeds as bytes, for what reads them."""

URL = "https://feeds.example.org/shows/feed.xml"
PODCAST = 'xmlns:podcast="https://podcastindex.org/namespace/1.0"'


def item(inside: str, channel: str = "") -> bytes:
    """A feed with one episode."""
    return (
        f'<rss {PODCAST} xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">'
        f"<channel>{channel}<item><guid>1</guid>{inside}</item></channel></rss>"
    ).encode()
