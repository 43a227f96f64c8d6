"""Ports to the fundings of dossiers."""

from typing import Protocol
from uuid import UUID


class Fundings(Protocol):
    """The fundings of dossiers, each under the reference that its funder knows it by."""

    async def add(self, dossier_id: UUID, funder_code: str, reference: str) -> None:
        """Declare a funding; one that is declared already stays as it is."""
        ...
