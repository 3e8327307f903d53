"""What a round brought, and what is there of it afterwards."""

from indexer import BuildReport, Library
from indexer.feeds import Round


def results(followed: Round) -> dict[str, str]:
    """What became of each episode: indexed, unchanged, or why not."""
    return {
        each.guid: ("unchanged" if each.result.unchanged else "indexed")
        if isinstance(each.result, BuildReport)
        else str(each.result)
        for each in followed.outcomes
    }


def listed(library: Library) -> list[tuple[str | None, str]]:
    """Guid and title of every episode that there is."""
    return sorted((each.guid, each.title) for each in library.catalogue.find(limit=-1))


def words(library: Library, guid: str) -> str:
    """All that is said in the one episode of a guid."""
    (entry,) = library.catalogue.find(guid=guid)
    return library.episode(entry.id).transcript.text


def kept(library: Library) -> list[str]:
    """The names of the files that are kept of feeds, and seen."""
    files = (library.data / "feeds").glob("*/*")
    return sorted(path.name for path in files if path.is_file())
