"""What a public directory answered of each SIRET, as rows."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import directory_answers
from app.domain.company_directory import DirectoryAnswer, DirectoryEntry, EstablishmentState

_ENTRY = ("name", "state", "closed_on", "idcc", "activity", "city")


class SqlDirectoryAnswers:
    """One row for each SIRET."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, siret: str) -> DirectoryAnswer | None:
        """The row."""
        query = select(directory_answers).where(directory_answers.c.siret == siret)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        entry = None
        if row.found:
            members = {name: getattr(row, name) for name in _ENTRY}
            state = EstablishmentState(row.state) if row.state is not None else None
            entry = DirectoryEntry(**{**members, "state": state, "idcc": tuple(row.idcc)})
        return DirectoryAnswer(source=row.source, asked_at=row.asked_at, entry=entry)

    async def put(self, siret: str, answer: DirectoryAnswer) -> None:
        """Insert or replace it."""
        entry: dict[str, Any] = dict.fromkeys(_ENTRY)
        if answer.entry is not None:
            entry = {**asdict(answer.entry), "idcc": list(answer.entry.idcc)}
        row = {"source": answer.source, "asked_at": answer.asked_at, "found": answer.entry is not None, **entry}
        await self._connection.execute(
            insert(directory_answers)
            .values(siret=siret, **row)
            .on_conflict_do_update(index_elements=["siret"], set_=row)
        )
