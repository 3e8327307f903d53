"""What the pages show, made of what was indexed. Pure: knows no web; the templates are in web/.

transcript ► marking (by finding) ► words ┐
                         schema_org ┴► episode_page ► templates      episode_list ► templates
"""

from service.pages.episode_list import EpisodeList, episode_list
from service.pages.episode_page import EpisodePage, Place, episode_page
from service.pages.finding import terms_in
from service.pages.templates import render

__all__ = [
    "EpisodeList",
    "EpisodePage",
    "Place",
    "episode_list",
    "episode_page",
    "render",
    "terms_in",
]
