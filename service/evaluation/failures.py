"""The worst answers of a set, in an order in which a reader wants to see them. Pure."""

from collections.abc import Sequence

from service.evaluation.journal import Record


def worst(records: Sequence[Record], most: int) -> list[Record]:
    """The records that failed, worst first.

    An answer to what is not answered misleads, and the more so the surer it was; then come answers
    without evidence, then refusals of what is answered, the unlikelier the worse.
    """
    failed = [record for record in records if fault_of(record) is not None]
    return sorted(failed, key=_order)[:most]


def fault_of(record: Record) -> str | None:
    """What is wrong with an answer, in words; None if nothing is."""
    if record["answered"] and not record["answerable"]:
        return "answered, though the episode does not say"
    if record["answerable"] and not record["answered"]:
        return "refused, though the episode answers"
    if record["answerable"] and not any(claim["inside"] for claim in record["claims"]):
        return "answered beside the evidence"
    return None


def _order(record: Record) -> tuple[int, float, str]:
    probability = float(record["probability"])
    if not record["answerable"]:
        return (0, -probability, record["id"])
    return (1, -probability, record["id"]) if record["answered"] else (2, probability, record["id"])
