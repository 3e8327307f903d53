"""Records of answers, as they are measured, made by hand."""

from typing import Any

from service.evaluation.journal import Record


def claim(inside: bool, check: str = "verbatim") -> Record:
    return {"text": f"Said {inside}.", "check": check, "inside": inside}


def answer(name: str, *inside: bool, **changes: Any) -> Record:
    """A record of an answer with so many claims, each with one citation, on evidence or not."""
    return {
        "id": name,
        "episode": "a",
        "question": f"What of {name}?",
        "kind": "fact",
        "answerable": True,
        "answered": bool(inside),
        "outcome": "answered" if inside else "not_in_episode",
        "answered_by": "extractive",
        "notice": None,
        "probability": 0.5,
        "claims": [claim(one) for one in inside],
        "citations": len(inside),
        "inside": sum(inside),
        "exact": len(inside),
        "spans": 1,
        "spans_cited": int(any(inside)),
        "dropped": 0,
        "seconds": {"first_event": 0.1, "end": 0.5},
        "usage": None,
    } | changes
