"""What the pages show, made of what was indexed. Pure: knows no web; the templates are in web/.

transcript ► marking (by finding) ► words ┐
                       schema_org, citing ┴► episode_page ► templates      episode_list ► templates
answer ► recheck (service/answering) ► changes ► shared_answer ► templates
"""

from service.pages.citing import cited
from service.pages.episode_list import EpisodeList, episode_list
from service.pages.episode_page import EpisodePage, episode_page
from service.pages.finding import terms_in
from service.pages.place import Place
from service.pages.shared_answer import SharedAnswerPage, shared_answer_page
from service.pages.templates import render

__all__ = [
    "EpisodeList",
    "EpisodePage",
    "Place",
    "SharedAnswerPage",
    "cited",
    "episode_list",
    "episode_page",
    "render",
    "shared_answer_page",
    "terms_in",
]
