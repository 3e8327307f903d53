"""The worst answers of a set, in an order in which a reader wants to see them. Pure."""

from collections.abc import Sequence

from service.evaluation.answers import Record


def worst(records: Sequence[Record], most: int) -> list[Record]:
    """The records that failed, worst first.

    An answer to what is not answered misleads, and the more so the surer it was; then come answers
    without evidence, then refusals of what is answered, the unlikelier the worse.
    """
    failed = [(_badness(record), record) for record in records]
    bad = [pair for pair in failed if pair[0] > 0]
    bad.sort(key=lambda pair: (-pair[0], pair[1]["id"]))
    return [record for _, record in bad[:most]]


def fault_of(record: Record) -> str | None:
    """What is wrong with an answer, in words; None if nothing is."""
    if record["answered"] and not record["answerable"]:
        return "answered, though the episode does not say"
    if record["answerable"] and not record["answered"]:
        return "refused, though the episode answers"
    if record["answerable"] and not any(claim["inside"] for claim in record["claims"]):
        return "answered beside the evidence"
    return None


def _badness(record: Record) -> float:
    fault, probability = fault_of(record), float(record["probability"])
    if fault is None:
        return 0.0
    if not record["answerable"]:
        return 2.0 + probability
    return 1.0 + probability if record["answered"] else 1.0 - probability
