"""The words of papers issued for dossiers and sessions, as rows that are inserted and read, never changed."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import printed_papers
from app.usecases.ports.paper import IssuedPaper, PaperKind, PaperWords

_UNLESS_THERE = insert(printed_papers).on_conflict_do_nothing()


class SqlIssuedPapers:
    """One row for each paper."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, kind: PaperKind, subject_id: UUID, issue: str) -> IssuedPaper | None:
        """The paper, None where it was not issued."""
        one = (printed_papers.c.kind == kind, printed_papers.c.issue == issue)
        query = select(printed_papers).where(printed_papers.c.subject_id == subject_id, *one)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _issued(row)

    async def of_subject(self, kind: PaperKind, subject_id: UUID) -> tuple[IssuedPaper, ...]:
        """By the instant of their issue."""
        query = (
            select(printed_papers)
            .where(printed_papers.c.subject_id == subject_id, printed_papers.c.kind == kind)
            .order_by(printed_papers.c.issued_at, printed_papers.c.issue)
        )
        return tuple(_issued(row) for row in await self._connection.execute(query))

    async def add(self, issued: IssuedPaper, at: datetime) -> PaperWords:
        """Insert the row, if there is none; else read the one that is there."""
        added = await self._connection.execute(_UNLESS_THERE, _row_of(issued, at))
        first = None if added.rowcount else await self.get(issued.paper.kind, issued.subject_id, issued.issue)
        return issued.paper if first is None else first.paper

    async def add_together(self, issued: Collection[IssuedPaper], at: datetime) -> None:
        """Insert the rows that are not there, in one statement."""
        if issued:
            await self._connection.execute(_UNLESS_THERE, [_row_of(each, at) for each in issued])


def _row_of(issued: IssuedPaper, at: datetime) -> dict[str, Any]:
    return {
        "kind": issued.paper.kind,
        "subject_id": issued.subject_id,
        "issue": issued.issue,
        "layout": issued.paper.layout,
        "words": issued.paper.words,
        "issued_at": at,
    }


def _issued(row: Row[Any]) -> IssuedPaper:
    paper = PaperWords(kind=PaperKind(row.kind), layout=row.layout, words=row.words)
    return IssuedPaper(subject_id=row.subject_id, issue=row.issue, paper=paper)
