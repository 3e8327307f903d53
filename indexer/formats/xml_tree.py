"""XML read so that a file can neither load another one nor grow in memory."""

from typing import Any

from indexer.formats.registry import TranscriptRefused


def xml_root(text: str) -> Any:  # noqa: ANN401 - an element of lxml
    """The root element of a document.

    Entities that the document defines are not expanded, no other file and no address is opened,
    and nesting is bounded by the library.

    Raises:
        TranscriptRefused: It is no XML; the message goes on after the file's name.
    """
    from lxml import etree

    # The text was decoded before; whatever encoding the document states is not its own any more.
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(text.strip().encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise TranscriptRefused(
            f"looks like XML but breaks off being it in line {error.lineno}: {error.msg}. "
            "Export it again."
        ) from error


def local_name(name: object) -> str:
    """A name without its namespace; empty for comments and the like, which have no name."""
    return name.rpartition("}")[2] if isinstance(name, str) else ""
