"""A podcast's feed, or one transcript, by its URL. Loaded only where there is a URL.

arriving          what a URL leads to: a feed, a transcript, or a refusal in words
  following       a feed followed once: what is new or changed ► bringing, episode by episode
    mirror        what is kept of it on the disk, so that nothing is fetched or indexed twice
    transcripts   which of several is taken             chapters   JSON, or Podlove's
    rss           bytes ► episodes                      hardened_xml, tags, feed_values
  fetching        the only place that fetches
    guarded_network   connections to public addresses alone, ended by a deadline
    addresses     which those are                       bodies   no more than so much
watching          when a feed is asked again
"""

from indexer.feeds.arriving import index_url
from indexer.feeds.bringing import EpisodeOutcome, Workshop
from indexer.feeds.fetching import Fetcher, FetchRefused
from indexer.feeds.following import Begin, Round, follow
from indexer.feeds.mirror import FeedBusy
from indexer.feeds.rss import FeedRefused
from indexer.feeds.watching import Appointment

__all__ = [
    "Appointment",
    "Begin",
    "EpisodeOutcome",
    "FeedBusy",
    "FeedRefused",
    "FetchRefused",
    "Fetcher",
    "Round",
    "Workshop",
    "follow",
    "index_url",
]
