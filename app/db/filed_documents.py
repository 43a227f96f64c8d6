"""The documents' rows as the store knows them, held against a list of its files that the database keeps meanwhile."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, MetaData, Row, Select, Table, Text, func, literal, select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import CreateTable

from app.db.tables import documents
from app.domain.documents import DocumentState
from app.usecases.ports.documents import KeptFile
from app.usecases.ports.dossiers import FiledDocument

FILED: Select[Any] = select(
    documents.c.id,
    documents.c.dossier_id,
    documents.c.storage_key,
    documents.c.media_type,
    documents.c.size,
    documents.c.sha256,
    documents.c.state,
    documents.c.uploaded_at,
)
_SOME = 1000
_COPIED_AT_ONCE = 10_000

_kept = Table(
    "kept_files",
    MetaData(),
    Column("key", Text),
    Column("size", BigInteger),
    Column("opened_size", BigInteger),
    Column("written_at", DateTime(timezone=True)),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DROP",
)
_MADE = CreateTable(_kept, if_not_exists=True)
_COUNTED = text("ANALYZE kept_files")


class SqlFiledDocuments:
    """Rows and files of one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def note_kept(self, files: AsyncIterator[KeptFile]) -> None:
        """Copy them to a table of this transaction, ten thousand at a time: a store holds millions."""
        await self._connection.execute(_MADE)  # which begins the transaction that the copies belong to
        some: list[tuple[Any, ...]] = []
        async for file in files:
            some.append((file.key, file.size, file.opened_size, file.written_at))
            if len(some) == _COPIED_AT_ONCE:
                await self._copy(some)
                some = []
        await self._copy(some)
        await self._connection.execute(_COUNTED)

    async def _copy(self, records: Sequence[tuple[Any, ...]]) -> None:
        raw: Any = (await self._connection.get_raw_connection()).driver_connection
        await raw.copy_records_to_table(_kept.name, records=records)

    async def kept(self, keys: Collection[str]) -> Mapping[str, KeptFile]:
        rows = await self._connection.execute(select(_kept).where(_kept.c.key.in_(keys)))
        return {row.key: _file_of(row) for row in rows}

    async def without_a_file(self, states: Collection[DocumentState]) -> tuple[FiledDocument, ...]:
        there = select(literal(1)).where(_kept.c.key == documents.c.storage_key)
        return await self._documents(FILED.where(documents.c.state.in_(states), ~there.exists()))

    async def of_another_size(self, states: Collection[DocumentState]) -> tuple[FiledDocument, ...]:
        size = documents.c.size
        query = FILED.join(_kept, _kept.c.key == documents.c.storage_key)
        differs = (size != _kept.c.size) & (size != func.coalesce(_kept.c.opened_size, _kept.c.size))
        return await self._documents(query.where(documents.c.state.in_(states), differs))

    async def of_no_document(
        self, states: Collection[DocumentState], *, named_as: str, written_before: datetime
    ) -> list[KeptFile]:
        named = select(literal(1)).where(documents.c.storage_key == _kept.c.key, documents.c.state.not_in(states))
        ours = _kept.c.key.regexp_match(f"^(?:{named_as})$") & (_kept.c.written_at < written_before)
        query = select(_kept).where(ours, ~named.exists()).order_by(_kept.c.key)
        return [_file_of(row) for row in await self._connection.execute(query)]

    async def since_before(self, state: DocumentState, uploaded_before: datetime) -> tuple[FiledDocument, ...]:
        held = (documents.c.state == state) & (documents.c.uploaded_at < uploaded_before)
        return await self._documents(FILED.where(held))

    async def some(self, states: Collection[DocumentState], *, after: UUID | None) -> tuple[FiledDocument, ...]:
        query = FILED.where(documents.c.state.in_(states)).limit(_SOME)
        return await self._documents(query if after is None else query.where(documents.c.id > after))

    async def _documents(self, query: Select[Any]) -> tuple[FiledDocument, ...]:
        rows = await self._connection.execute(query.order_by(documents.c.id))
        return tuple(filed_document_of(row) for row in rows)


def filed_document_of(row: Row[Any]) -> FiledDocument:
    """The document that a row of ``FILED`` tells."""
    return FiledDocument(
        id=row.id,
        dossier_id=row.dossier_id,
        storage_key=row.storage_key,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256.hex(),
        state=DocumentState(row.state),
        uploaded_at=row.uploaded_at,
    )


def _file_of(row: Row[Any]) -> KeptFile:
    return KeptFile(key=row.key, size=row.size, opened_size=row.opened_size, written_at=row.written_at)
