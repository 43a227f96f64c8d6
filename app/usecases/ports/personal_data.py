"""Port to what is held on persons outside their dossiers' own facts: found whole for them, and forgotten in time."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

PersonalDataRow = Mapping[str, Any]
"""A row as it is kept, in values that JSON has, or that are written as texts: days, instants, ids."""


class PersonalData(Protocol):
    """The rows that name people."""

    async def over(
        self, *, opened_before: datetime, after: UUID | None, limit: int, unseen_on: date | None = None
    ) -> Sequence[UUID]:
        """The next dossiers that are over, opened before then and not anonymised yet, by id.

        ``unseen_on``: without those that are to be looked at again after that day.
        """
        ...

    async def look_again(self, days: Mapping[UUID, date]) -> None:
        """Remember of each dossier on which day it is to be looked at again; each change of it forgets that."""
        ...

    async def forget_files(self, dossier_id: UUID) -> None:
        """Keep of each document's row what says that it was there: it is purged, under its kind for a name."""
        ...

    async def forget_words(self, dossier_id: UUID, *, email: str | None) -> None:
        """Take names and words out of the history, the events and the sessions of the dossier; delete its links, the
        rows that it was imported from, the words of its letters, and the mails to ``email`` that are no longer to be
        sent, unless the person has another dossier."""
        ...

    async def forget_person(self, dossier_id: UUID) -> None:
        """Once the dossier names nobody: forget how funders know it, what was reminded of, and the words of its
        attestations."""
        ...

    async def held_on(
        self, dossier_ids: Collection[UUID], emails: Collection[str]
    ) -> Mapping[str, Sequence[PersonalDataRow]]:
        """Every row about those dossiers, or about somebody of these addresses, by the name of what they are; never a
        password, a token, nor the digest of one."""
        ...
