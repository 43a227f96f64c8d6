"""What the secretariat keeps under codes that others give: a table each, one row an entry."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import Row, Select, SelectBase, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.read_once import ReadOnce
from app.db.tables import appeal_terms, funders, networks, training_bodies
from app.db.versioned import put_row
from app.domain.appeals import AppealAgainst, AppealTerms, Appellant
from app.domain.funders import Funder
from app.domain.networks import KnownTrainingBody, Network
from app.usecases.ports.reference import Versioned

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

StoredEntry = TypeVar("StoredEntry", bound="DataclassInstance")


class SqlRegister(Generic[StoredEntry]):
    """A table whose primary key is the code; ``entry_of`` reads a row, whose columns are an entry's members."""

    def __init__(self, connection: AsyncConnection, table: Table, entry_of: Callable[[Row[Any]], StoredEntry]) -> None:
        self._connection = connection
        self._table = table
        self._entry_of = entry_of
        (self._code,) = table.primary_key.columns

    async def all(self) -> tuple[StoredEntry, ...]:
        """Every entry, by its code."""
        rows = await self._connection.execute(select(self._table).order_by(self._code))
        return tuple(self._entry_of(row) for row in rows)

    async def get(self, code: str) -> Versioned[StoredEntry] | None:
        """One entry, or None."""
        row = (await self._connection.execute(select(self._table).where(self._code == code))).one_or_none()
        return None if row is None else Versioned(self._entry_of(row), row.version)

    async def put(self, entry: StoredEntry, *, over: int | None) -> int:
        """Write it; returns its row's version. Raises StaleVersion."""
        return await put_row(self._connection, self._table, (self._code.name,), asdict(entry), over)


class SqlNetworks(SqlRegister[Network]):
    """The networks of training bodies."""

    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection, networks, _network)

    async def codes(self) -> frozenset[str]:
        """The code of every network."""
        return frozenset(await self._connection.scalars(select(networks.c.code)))


class SqlTrainingBodies(SqlRegister[KnownTrainingBody]):
    """The training bodies, by their SIREN."""

    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection, training_bodies, _body)
        self._networks_of = ReadOnce(self._read_networks_of)

    async def networks_of(self, sirens: Collection[str]) -> dict[str, frozenset[str]]:
        """By their SIREN, the networks of those of ``sirens`` that the register knows."""
        return await self._networks_of.of(sirens)

    def learn(self, sirens: Collection[str], rows: Iterable[Any]) -> None:
        """What another statement has read of these bodies."""
        self._networks_of.learn(sirens, _networks_by_siren(rows))

    async def put(self, entry: KnownTrainingBody, *, over: int | None) -> int:
        """Write it; returns its row's version. Raises StaleVersion."""
        self._networks_of.forget()
        return await super().put(entry, over=over)

    async def _read_networks_of(self, sirens: Collection[str]) -> dict[str, frozenset[str]]:
        return _networks_by_siren(await self._connection.execute(networks_among(sirens)))


def networks_among(sirens: Collection[str] | SelectBase) -> Select[tuple[str, list[str]]]:
    """The networks of those of ``sirens`` that the register knows."""
    bodies = training_bodies.c
    return select(bodies.siren, bodies.networks).where(bodies.siren.in_(sirens))


def _networks_by_siren(rows: Iterable[Any]) -> dict[str, frozenset[str]]:
    return {row.siren: frozenset(row.networks) for row in rows}


class SqlFunders(SqlRegister[Funder]):
    """The funders."""

    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection, funders, _funder)


class SqlAppealTerms(SqlRegister[AppealTerms]):
    """The terms of appeals, by what they are against."""

    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection, appeal_terms, _appeal_terms)


def _network(row: Row[Any]) -> Network:
    return Network(code=row.code, name=row.name, source=row.source, confirmed=row.confirmed)


def _body(row: Row[Any]) -> KnownTrainingBody:
    return KnownTrainingBody(
        siren=row.siren, name=row.name, networks=tuple(row.networks), source=row.source, confirmed=row.confirmed
    )


def _funder(row: Row[Any]) -> Funder:
    return Funder(
        code=row.code,
        name=row.name,
        from_day=row.from_day,
        until_day=row.until_day,
        source=row.source,
        confirmed=row.confirmed,
    )


def _appeal_terms(row: Row[Any]) -> AppealTerms:
    return AppealTerms(
        against=AppealAgainst(row.against),
        open_to=tuple(map(Appellant, row.open_to)),
        months=row.months,
        examined_by=row.examined_by,
        letter_text=row.letter_text,
        source=row.source,
        confirmed=row.confirmed,
    )
