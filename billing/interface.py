"""What the service asks of billing: whether a caller may ask now."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What somebody may do now; ``reason`` says in a sentence why not."""

    may_ask: bool
    reason: str | None = None


class Billing(Protocol):
    """Decides who may ask. Read locally: a question never waits for a payment provider."""

    async def entitlement(self) -> Entitlement:
        """What the caller may do now."""
