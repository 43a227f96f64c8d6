"""Takeovers as rows: batches, and by source, kind and id what each row of a file became."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Table, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import (
    companies,
    dossiers,
    evaluators,
    former_awards,
    jury_sessions,
    takeover_records,
    takeovers,
    users,
)
from app.domain.takeovers import ImportOrigin, KnownRecord, TakeoverKind, Tally
from app.usecases.paging import Page, PageRequest, page_of
from app.usecases.ports.takeovers import RecordInUse, TakeoverBatch, TakeoverReport, WrittenRecord

_AT_ONCE = 5000
_TABLES: Mapping[TakeoverKind, Table] = {
    TakeoverKind.COMPANIES: companies,
    TakeoverKind.EVALUATORS: evaluators,
    TakeoverKind.USERS: users,
    TakeoverKind.JURY_SESSIONS: jury_sessions,
    TakeoverKind.CERTIFICATES: former_awards,
    TakeoverKind.PARTIAL_RESULTS: former_awards,
    TakeoverKind.DOSSIERS: dossiers,
}
_VERIFIED = """CASE s.verification ->> 'ccnic'
    WHEN 'true' THEN 'ccnic' WHEN 'false' THEN 'not_ccnic' ELSE 'not_verified' END"""
_A_ROLE = "(SELECT p.role FROM user_roles p WHERE p.user_id = s.id ORDER BY p.granted_at, p.role LIMIT 1)"
_AWARDED_IN = "extract(year FROM coalesce(s.issued_on, s.awarded_on))::int"
_COUNTED_BY: Mapping[TakeoverKind, tuple[str, str]] = {
    TakeoverKind.COMPANIES: (_VERIFIED, "NULL::int"),
    TakeoverKind.EVALUATORS: ("NULL::text", "NULL::int"),
    TakeoverKind.USERS: (_A_ROLE, "NULL::int"),
    TakeoverKind.JURY_SESSIONS: ("s.state", "extract(year FROM s.held_on)::int"),
    TakeoverKind.CERTIFICATES: ("CASE WHEN s.revoked_on IS NULL THEN 'valid' ELSE 'revoked' END", _AWARDED_IN),
    TakeoverKind.PARTIAL_RESULTS: ("'retained'", _AWARDED_IN),
    TakeoverKind.DOSSIERS: ("s.status", "left(s.facts ->> 'requested_on', 4)::int"),
}
"""In which state and of which year a thing stands here, whoever has changed it since."""
_THERE = " UNION ALL ".join(
    f"""SELECT r.kind, {state} AS state, {year} AS year FROM takeover_records r JOIN {_TABLES[kind].name} s
        ON s.id = r.subject_id WHERE r.source = :source AND r.kind = '{kind}'"""  # noqa: S608 - our own words
    for kind, (state, year) in _COUNTED_BY.items()
)
_STANDING = text(
    f"SELECT kind, state, year, count(*) FROM ({_THERE}) there GROUP BY kind, state, year"  # noqa: S608 - our own words
)
_NOT_OF_IT = "(SELECT FROM takeover_records o WHERE o.subject_id = {} AND o.batch_id = :batch)"
_TOUCHED = " UNION ALL ".join(
    f"""SELECT r.kind, r.source_id, 'changed_since' AS by FROM takeover_records r JOIN {table.name} s
        ON s.id = r.subject_id WHERE r.batch_id = :batch AND r.kind = '{kind}' AND s.version <> r.subject_version"""  # noqa: S608 - our own words
    for kind, table in _TABLES.items()
)
_IN_USE = text(
    f"""
    SELECT DISTINCT kind, source_id, by FROM (
        {_TOUCHED}
        UNION ALL
        SELECT r.kind, r.source_id, 'updated_by_another_batch' FROM takeover_records r
            WHERE r.batch_id = :batch AND r.last_batch_id <> :batch
        UNION ALL
        SELECT r.kind, r.source_id, 'updated_by_this_batch' FROM takeover_records r
            WHERE r.batch_id <> :batch AND r.last_batch_id = :batch
        UNION ALL
        SELECT r.kind, r.source_id, d.number FROM takeover_records r JOIN dossiers d ON d.company_id = r.subject_id
            WHERE r.batch_id = :batch AND r.kind = 'companies' AND NOT EXISTS {_NOT_OF_IT.format("d.id")}
        UNION ALL
        SELECT r.kind, r.source_id, u.email FROM takeover_records r
            JOIN user_roles p ON r.subject_id IN (p.company_id, p.evaluator_id) JOIN users u ON u.id = p.user_id
            WHERE r.batch_id = :batch AND r.kind IN ('companies', 'evaluators')
            AND NOT EXISTS {_NOT_OF_IT.format("p.user_id")}
        UNION ALL
        SELECT r.kind, r.source_id, 'company_links' FROM takeover_records r
            JOIN company_links l ON r.subject_id IN (l.one_id, l.other_id) WHERE r.batch_id = :batch
        UNION ALL
        SELECT r.kind, r.source_id, d.number FROM takeover_records r JOIN dossiers d ON d.evaluator_id = r.subject_id
            WHERE r.batch_id = :batch AND r.kind = 'evaluators' AND NOT EXISTS {_NOT_OF_IT.format("d.id")}
        UNION ALL
        SELECT r.kind, r.source_id, 'authorisation_report' FROM takeover_records r
            JOIN authorisation_changes a ON a.evaluator_id = r.subject_id
            WHERE r.batch_id = :batch AND r.kind = 'evaluators' AND a.told_on IS NOT NULL
        UNION ALL
        SELECT r.kind, r.source_id, d.number FROM takeover_records r
            JOIN dossiers d ON d.jury_session_id = r.subject_id
            WHERE r.batch_id = :batch AND r.kind = 'jury_sessions' AND NOT EXISTS {_NOT_OF_IT.format("d.id")}
        UNION ALL
        SELECT r.kind, r.source_id, 'sessions' FROM takeover_records r JOIN sessions s ON s.user_id = r.subject_id
            WHERE r.batch_id = :batch AND r.kind = 'users'
        UNION ALL
        SELECT r.kind, r.source_id, 'links' FROM takeover_records r JOIN links l ON l.user_id = r.subject_id
            WHERE r.batch_id = :batch AND r.kind = 'users'
        UNION ALL
        SELECT r.kind, r.source_id, 'jury_members' FROM takeover_records r JOIN jury_members m
            ON m.user_id = r.subject_id
            WHERE r.batch_id = :batch AND r.kind = 'users' AND NOT EXISTS {_NOT_OF_IT.format("m.session_id")}
        UNION ALL
        SELECT r.kind, r.source_id, 'documents' FROM takeover_records r JOIN documents c
            ON c.dossier_id = r.subject_id WHERE r.batch_id = :batch AND r.kind = 'dossiers'
        UNION ALL
        SELECT r.kind, r.source_id, 'history' FROM takeover_records r JOIN dossier_history h
            ON h.dossier_id = r.subject_id AND h.operation <> 'createTakeover'
            WHERE r.batch_id = :batch AND r.kind = 'dossiers'
        UNION ALL
        SELECT r.kind, r.source_id, 'person' FROM takeover_records r
            JOIN dossier_persons mine ON mine.dossier_id = r.subject_id
            JOIN dossier_persons other ON other.person_id = mine.person_id AND other.dossier_id <> mine.dossier_id
            WHERE r.batch_id = :batch AND NOT EXISTS {_NOT_OF_IT.format("other.dossier_id")}
        UNION ALL
        SELECT r.kind, r.source_id, 'passport' FROM takeover_records r JOIN former_awards a ON a.id = r.subject_id
            JOIN cpf_records p ON p.certificate_number = a.number WHERE r.batch_id = :batch
        UNION ALL
        SELECT r.kind, r.source_id, 'person_match' FROM takeover_records r
            JOIN person_matches m ON r.subject_id IN (m.first_dossier_id, m.second_dossier_id)
            WHERE r.batch_id = :batch AND jsonb_array_length(m.decisions) > 0
    ) every ORDER BY kind, source_id, by LIMIT :limit
    """  # noqa: S608 - our own words
)


class SqlTakeovers:
    """One takeover writes at a time."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self) -> None:
        """A lock of the transaction."""
        await self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtext("takeovers"))))

    async def known(self, source: str, kind: TakeoverKind, source_ids: Collection[str]) -> Mapping[str, KnownRecord]:
        """One statement, whatever their number."""
        kept = takeover_records.c
        query = select(kept.source_id, kept.digest, kept.subject_id, kept.subject_version).where(
            kept.source == source, kept.kind == kind, kept.source_id == func.any(list(source_ids))
        )
        return {
            row.source_id: KnownRecord(digest=row.digest, subject_id=row.subject_id, version=row.subject_version)
            for row in await self._connection.execute(query)
        }

    async def versions(self, kind: TakeoverKind, subject_ids: Collection[UUID]) -> Mapping[UUID, int]:
        """Of the table of the kind."""
        table = _TABLES[kind]
        query = select(table.c.id, table.c.version).where(table.c.id == func.any(list(subject_ids)))
        return {row.id: row.version for row in await self._connection.execute(query)}

    async def keep(
        self, batch_id: UUID, source: str, kind: TakeoverKind, records: Sequence[WrittenRecord], at: datetime
    ) -> None:
        """Insert or update the rows."""
        rows = [
            {
                "source": source,
                "kind": kind,
                "source_id": each.source_id,
                "digest": each.digest,
                "subject_id": each.subject_id,
                "subject_version": each.version,
                "batch_id": batch_id,
                "last_batch_id": batch_id,
                "imported_at": at,
            }
            for each in records
        ]
        statement = insert(takeover_records)
        written = {name: statement.excluded[name] for name in ("digest", "subject_version", "last_batch_id")}
        statement = statement.on_conflict_do_update(index_elements=["source", "kind", "source_id"], set_=written)
        for start in range(0, len(rows), _AT_ONCE):
            await self._connection.execute(statement, rows[start : start + _AT_ONCE])

    async def standing(self, source: str) -> Tally:
        """One statement for every kind."""
        rows = await self._connection.execute(_STANDING, {"source": source})
        return {(TakeoverKind(kind), state, year): count for kind, state, year, count in rows}

    async def add(self, batch: TakeoverBatch) -> None:
        """Insert the batch."""
        row = {
            "id": batch.id,
            "source": batch.source,
            "partial": batch.partial,
            "report": dict(batch.report),
            "made_by": batch.made_by,
            "made_at": batch.made_at,
        }
        await self._connection.execute(insert(takeovers).values(row))

    async def set_report(self, batch_id: UUID, report: TakeoverReport) -> None:
        """Update the batch."""
        await self._connection.execute(update(takeovers).where(takeovers.c.id == batch_id).values(report=dict(report)))

    async def get(self, batch_id: UUID) -> TakeoverBatch | None:
        """One batch."""
        query: Select[Any] = select(takeovers).where(takeovers.c.id == batch_id)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _batch(row)

    async def page(self, request: PageRequest) -> Page[TakeoverBatch]:
        """By id, since ids grow with time; of each report the rows are left where they are."""
        report = takeovers.c.report.op("-")(text("'rows'")).label("report")
        columns: list[Any] = [column for column in takeovers.c if column.name != "report"]
        query: Select[Any] = select(*columns, report).order_by(takeovers.c.id.desc()).limit(request.limit + 1)
        if request.after_id is not None:
            query = query.where(takeovers.c.id < request.after_id)
        found = [_batch(row) for row in await self._connection.execute(query)]
        return page_of(found, request.limit, lambda batch: str(batch.id))

    async def in_use(self, batch_id: UUID, limit: int) -> Sequence[RecordInUse]:
        """One statement for every way."""
        rows = await self._connection.execute(_IN_USE, {"batch": batch_id, "limit": limit})
        return [RecordInUse(kind=TakeoverKind(row.kind), source_id=row.source_id, by=row.by) for row in rows]

    async def undo(self, batch_id: UUID, *, by: str, at: datetime) -> None:
        """By the one function that may: nobody else takes a dossier or its history away."""
        await self._connection.execute(select(func.undo_takeover(batch_id)))
        await self._connection.execute(
            update(takeovers).where(takeovers.c.id == batch_id).values(undone_by=by, undone_at=at)
        )

    async def origins(self, subject_ids: Collection[UUID]) -> Mapping[UUID, ImportOrigin]:
        """By the index on what they became."""
        query = select(takeover_records).where(takeover_records.c.subject_id == func.any(list(subject_ids)))
        return {row.subject_id: _origin(row) for row in await self._connection.execute(query)}

    async def dossiers_numbered(self, numbers: Collection[str]) -> Mapping[str, UUID]:
        """By the unique index."""
        query = select(dossiers.c.number, dossiers.c.id).where(dossiers.c.number == func.any(list(numbers)))
        return {row.number: row.id for row in await self._connection.execute(query)}


def _origin(row: Row[Any]) -> ImportOrigin:
    return ImportOrigin(batch=row.batch_id, source=row.source, source_id=row.source_id, imported_at=row.imported_at)


def _batch(row: Row[Any]) -> TakeoverBatch:
    return TakeoverBatch(
        id=row.id,
        source=row.source,
        partial=row.partial,
        report=row.report,
        made_by=row.made_by,
        made_at=row.made_at,
        undone_by=row.undone_by,
        undone_at=row.undone_at,
    )
