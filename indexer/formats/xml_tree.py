"""XML read so that a file can neither load another one nor grow in memory."""

from typing import Any

from indexer.formats.registry import TranscriptRefused


def guarded_parser(*, encoding: str | None = None, recover: bool = False) -> Any:  # noqa: ANN401
    """A parser of XML from strangers; comments and instructions to programs are left out.

    Entities that a document defines are not expanded, no other file and no address is opened,
    and nesting is bounded by the library.

    Args:
        encoding: That of the bytes, where it is known better than the document states it.
        recover: Whether what is not well formed is read as far as it goes.
    """
    from lxml import etree

    return etree.XMLParser(
        encoding=encoding,
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def xml_root(text: str) -> Any:  # noqa: ANN401 - an element of lxml
    """The root element of a document.

    Raises:
        TranscriptRefused: It is no XML; the message goes on after the file's name.
    """
    from lxml import etree

    # The text was decoded before; whatever encoding the document states is not its own any more.
    parser = guarded_parser(encoding="utf-8")
    try:
        return etree.fromstring(text.strip().encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise TranscriptRefused(
            f"looks like XML but breaks off being it in line {error.lineno}: {error.msg}. "
            "Export it again."
        ) from error


def local_name(name: object) -> str:
    """A name without its namespace; empty for entities, which have none."""
    return name.rpartition("}")[2] if isinstance(name, str) else ""
