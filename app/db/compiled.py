"""Queries compiled once and given to the driver as text: what is asked on nearly every request."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, CursorResult, Select
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection

_DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The text of a query, and its parameters in order: the name of each, and the value that it was built with."""

    sql: str
    parameters: tuple[tuple[str, Any], ...]

    @classmethod
    def of(cls, query: Select[Any]) -> "Compiled":
        """The query as asyncpg takes it."""
        compiled = query.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
        built_with = [
            (name, _as_sent(compiled.binds.get(name), compiled.params[name])) for name in compiled.positiontup or ()
        ]
        return cls(str(compiled), tuple(built_with))

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """The arguments, those named in ``values`` taken from there."""
        return [values.get(name, built_with) for name, built_with in self.parameters]

    async def ask(self, connection: AsyncConnection, values: Mapping[str, Any]) -> CursorResult[Any]:
        """What the query answers inside the connection's transaction."""
        return await connection.exec_driver_sql(self.sql, tuple(self.arguments(values)))


def _as_sent(bind: BindParameter[Any] | None, value: Any) -> Any:
    """A value that a query was built with, as the driver takes it: a path into JSON, for one, is a list to it."""
    send = None if bind is None else bind.type.dialect_impl(_DIALECT).bind_processor(_DIALECT)
    return value if send is None or value is None else send(value)
