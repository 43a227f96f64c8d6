"""Drafts, each its owner's alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.drafts import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftOwner:
    """Whose drafts: ``name`` is stable and theirs alone; ``user_id``, or the ``dossier_id`` that a guest works on."""

    name: str
    user_id: UUID | None = None
    dossier_id: UUID | None = None


class Drafts(Protocol):
    """The drafts that are kept."""

    async def get(self, owner: DraftOwner, key: str, *, lock: bool = False) -> Draft | None:
        """The owner's draft of that key; with ``lock`` nobody else changes it until the transaction ends."""
        ...

    async def count(self, owner: DraftOwner, *, since: datetime) -> int:
        """How many of the owner's were saved since then."""
        ...

    async def put(self, owner: DraftOwner, draft: Draft, *, over: int | None) -> None:
        """Keep it in the place of version ``over``, None where there is none. Raises StaleVersion where another came
        first."""
        ...

    async def delete(self, owner: DraftOwner, key: str) -> None: ...
