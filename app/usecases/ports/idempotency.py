"""Port to the answers kept with their effects, so that a request sent twice acts once."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    """The answer that a request got the first time.

    ``fingerprint`` is the digest of that request; ``headers`` are those that the operation set, in order.
    """

    fingerprint: bytes
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Reservation(Protocol):
    """A key held for one request: its effect and its answer become lasting together, or neither does."""

    @property
    def found(self) -> StoredAnswer | None:
        """What was answered to this key before, None where it is new or expired."""
        ...

    @property
    def may_have_lasted(self) -> bool:
        """Whether a commit was sent: it may have been done even where nobody heard so."""
        ...

    def unit_of_work(self) -> "UnitOfWork":
        """A unit of work inside the reservation: what it commits lasts only once the answer is kept."""
        ...

    async def keep(self, answer: StoredAnswer, *, expires_at: datetime) -> None:
        """Store the answer, and commit it with all that was done."""
        ...


class IdempotencyStore(Protocol):
    """The store of kept answers."""

    def reserve(self, subject: str, key: str, *, at: datetime) -> AbstractAsyncContextManager[Reservation]:
        """Hold ``key`` of ``subject``; leaving without ``keep`` undoes everything.

        Raises RequestInProgress when another request holds it.
        """
        ...
