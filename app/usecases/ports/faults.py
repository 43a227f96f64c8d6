"""Port to what tells "try again" from "report it": faults of the machines around us, that pass by themselves."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class FaultKind(StrEnum):
    """What went wrong around us, as the counter names it."""

    UNREACHABLE = "unreachable"
    CONNECTION_LOST = "connection_lost"
    OUT_OF_CONNECTIONS = "out_of_connections"
    READ_ONLY = "read_only"
    DEADLOCK = "deadlock"
    SERIALIZATION = "serialization"
    PLAN_INVALIDATED = "plan_invalidated"
    LOCKED = "locked"
    TOO_LONG = "too_long"
    OUT_OF_ROOM = "out_of_room"
    CROWDED = "crowded"


_WORTH_REPEATING = frozenset(
    {FaultKind.CONNECTION_LOST, FaultKind.DEADLOCK, FaultKind.SERIALIZATION, FaultKind.PLAN_INVALIDATED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransientFault:
    """A fault that passes: its kind, what the machine said in one line, and after how many seconds to ask again."""

    kind: FaultKind
    words: str
    retry_after: int

    @property
    def is_worth_repeating(self) -> bool:
        """Whether the same may well succeed at once: what was waited for already is not waited for again."""
        return self.kind in _WORTH_REPEATING


class Faults(Protocol):
    """The one that tells them."""

    def __call__(self, error: BaseException) -> TransientFault | None:
        """The fault that an error comes from, None where it is our own."""
        ...
