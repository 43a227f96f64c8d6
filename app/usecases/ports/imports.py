"""Port to the rows of files that became dossiers, so that a file sent again opens none twice."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

BY_REFERENCE = "reference:"
"""How the key of a row begins that has a reference of its own; any other is known by its content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRow:
    """The dossier that a row became; ``digest`` of what the row said."""

    dossier_id: UUID
    number: str
    digest: bytes


class ImportedRows(Protocol):
    """The rows of each ``owner``: a company, or the secretariat. A row is known by its ``key``."""

    async def known(self, owner: str, keys: Collection[str], *, since: datetime) -> Mapping[str, ImportedRow]:
        """Those of ``keys`` that were imported; the ones known by their content alone only if ``since`` then."""
        ...

    async def keep(
        self, owner: str, rows: Mapping[str, ImportedRow], *, at: datetime, since: datetime
    ) -> frozenset[str]:
        """Note what the rows became, by their keys; which of them, as of some another import did so, ``since`` then,
        while this one was at it."""
        ...

    async def hand_over(self, owner: str, successor: str) -> None:
        """Make an owner's rows those of the one that succeeds it."""
        ...
