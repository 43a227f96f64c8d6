"""Queries compiled once and given to the driver as text: what is asked on nearly every request."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select
from sqlalchemy.dialects.postgresql import asyncpg

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
        names = compiled.positiontup or ()
        return cls(str(compiled), tuple((name, compiled.params[name]) for name in names))

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """The arguments, those named in ``values`` taken from there."""
        return [values.get(name, built_with) for name, built_with in self.parameters]
