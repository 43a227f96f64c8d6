"""Port to what dossiers wait for: kept with them, and listed for those whose turn it is."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol
from uuid import UUID

from app.domain.awaited_acts import AwaitedAct


class AwaitedActs(Protocol):
    """The open acts of each dossier, and since when they are open."""

    async def write(self, dossier_id: UUID, acts: Iterable[AwaitedAct], on: date) -> bool:
        """Replace the acts of a dossier, of which new ones are open since ``on``; False where none is another."""
        ...
