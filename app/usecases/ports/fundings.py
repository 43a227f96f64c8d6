"""Port to the fundings of dossiers."""

from datetime import datetime
from typing import Protocol
from uuid import UUID


class Fundings(Protocol):
    """Which funder pays for which dossier, under which references. These are compared without case nor marks."""

    async def add(self, dossier_id: UUID, funder_code: str, reference: str) -> None:
        """Note a reference; written another way, it is the same one, and stays as it was."""
        ...

    async def has(self, dossier_id: UUID, funder_code: str, reference: str) -> bool:
        """Whether the funder has that reference on the dossier, and has not rejected it."""
        ...

    async def confirm(self, dossier_id: UUID, funder_code: str, reference: str, at: datetime) -> bool:
        """The funder's yes; False where it had given it before."""
        ...

    async def reject(self, dossier_id: UUID, funder_code: str, reference: str, at: datetime) -> None:
        """The funder's no, which also takes its yes back."""
        ...
