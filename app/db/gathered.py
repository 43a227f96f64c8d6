"""Rows of several queries by one statement, compiled once: what an act asks together travels together.

Each query stays as it is written, and serves alone too. What it answers comes as JSON, and is read by the types of its
columns.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Date, DateTime, LargeBinary, SelectBase, Text, Uuid, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.compiled import Compiled


class Gathered:
    """Queries that are asked together, each by the name under which its rows are answered."""

    def __init__(self, **queries: SelectBase) -> None:
        self._queries = queries

    async def rows(self, connection: AsyncConnection, **values: Any) -> Mapping[str, Sequence[Any]]:
        """What each of them answers, given the values of their parameters: each column is an attribute of its row."""
        told = (await self._compiled.ask(connection, values)).one()
        return {
            name: [_row(each, readers) for each in orjson.loads(text or "[]")]
            for text, (name, readers) in zip(told, self._readers.items(), strict=True)
        }

    @cached_property
    def _compiled(self) -> Compiled:
        return Compiled.of(select(*(_as_json(name, query) for name, query in self._queries.items())))

    @cached_property
    def _readers(self) -> Mapping[str, "_Readers"]:
        return {name: _readers_of(query) for name, query in self._queries.items()}


class GatheredRow(dict[str, Any]):
    """A row by the names of its columns, as members or as attributes."""

    def __getattr__(self, name: str) -> Any:
        return self[name]


_Readers = Mapping[str, Callable[[Any], Any]]


def _instant(told: str) -> datetime:
    return datetime.fromisoformat(told).astimezone(UTC)


def _bytes(told: str) -> bytes:
    return bytes.fromhex(told.removeprefix("\\x"))


_BY_TYPE = ((Uuid, UUID), (Date, date.fromisoformat), (DateTime, _instant), (LargeBinary, _bytes))
"""What JSON has no words for."""


def _as_json(name: str, query: SelectBase) -> Any:
    rows = query.subquery(name)
    return select(cast(func.json_agg(rows.table_valued()), Text)).scalar_subquery().label(name)


def _readers_of(query: SelectBase) -> _Readers:
    return {
        column.name: read
        for column in query.selected_columns
        for kind, read in _BY_TYPE
        if isinstance(column.type, kind)
    }


def _row(told: Mapping[str, Any], readers: _Readers) -> GatheredRow:
    row = GatheredRow(told)
    for name, read in readers.items():
        if row[name] is not None:
            row[name] = read(row[name])
    return row
