"""The body of a response, never more of it than is allowed, unpacked or not."""

import zlib
from collections.abc import Iterable

_PIECE = 65_536
_GZIP_WINDOW = 16 + zlib.MAX_WBITS


class TooLarge(Exception):
    """More bytes came than are taken."""


class Unreadable(Exception):
    """The body is packed in a way that was not asked for, or is broken."""


def read_body(pieces: Iterable[bytes], encoding: str, most: int) -> bytes:
    """All of a body, unpacked piece by piece.

    Raises:
        TooLarge: It has more than ``most`` bytes, as it came or unpacked.
        Unreadable: It is packed otherwise than by gzip, or breaks off.
    """
    if encoding in ("", "identity"):
        return _gathered(pieces, most)
    if encoding in ("gzip", "x-gzip"):
        return _gathered(_unpacked(pieces, most), most)
    raise Unreadable


def _gathered(pieces: Iterable[bytes], most: int) -> bytes:
    gathered = bytearray()
    for piece in pieces:
        gathered += piece
        if len(gathered) > most:
            raise TooLarge
    return bytes(gathered)


def _unpacked(pieces: Iterable[bytes], most: int) -> Iterable[bytes]:
    try:
        yield from _unpacked_pieces(pieces, most)
    except zlib.error as error:
        raise Unreadable from error


def _unpacked_pieces(pieces: Iterable[bytes], most: int) -> Iterable[bytes]:
    unpacker = zlib.decompressobj(_GZIP_WINDOW)
    came = 0
    for piece in pieces:
        came += len(piece)
        if came > most:
            raise TooLarge
        waiting = piece
        while waiting and not unpacker.eof:
            # Never more than a piece at once: a few bytes may stand for gigabytes.
            yield unpacker.decompress(waiting, _PIECE)
            waiting = unpacker.unconsumed_tail
    while not unpacker.eof:
        rest = unpacker.decompress(unpacker.unconsumed_tail, _PIECE)
        if not rest:
            raise Unreadable
        yield rest
