"""Port to what tells one installation from a copy of it: its name in the database, and in the store."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Whose a database or a store is. ``generation`` grows each time that the owner looks after the store.

    A database that was restored, or copied, stays at the generation of that day while the original goes on.
    """

    name: UUID
    generation: int


class InstallationRecord(Protocol):
    """The half that is in the database; each call is a transaction of its own."""

    async def read(self) -> Installation: ...
    async def write(self, installation: Installation) -> None: ...


class StoreMark(Protocol):
    """The half that is in the store. Both raise StoreUnavailable."""

    async def read_mark(self) -> Installation | None:
        """What is marked there, None where nothing ever was."""
        ...

    async def write_mark(self, installation: Installation) -> None: ...
