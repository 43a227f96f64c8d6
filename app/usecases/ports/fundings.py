"""Ports to the fundings of dossiers."""

from datetime import datetime
from typing import Protocol
from uuid import UUID


class Fundings(Protocol):
    """The fundings of dossiers, each under the reference that its funder knows it by."""

    async def add(self, dossier_id: UUID, funder_code: str, reference: str) -> None:
        """Declare a funding; one that is declared already stays as it is."""
        ...

    async def confirm(self, dossier_id: UUID, funder_code: str, reference: str, at: datetime) -> bool | None:
        """The funder's yes; False where it was given before, None where the funder has no such reference there."""
        ...

    async def reject(self, dossier_id: UUID, funder_code: str, reference: str, at: datetime) -> bool:
        """The funder's no, which takes its yes back; False where the funder has no such reference there."""
        ...
