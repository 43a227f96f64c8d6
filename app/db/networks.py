"""The networks of training bodies, and the register of those bodies."""

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import networks, training_bodies
from app.db.versioned import put_row
from app.domain.networks import KnownTrainingBody, Network
from app.usecases.ports.reference import Versioned


class SqlNetworks:
    """Both tables."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def all(self) -> tuple[Network, ...]:
        """Every network, by its code."""
        rows = await self._connection.execute(select(networks).order_by(networks.c.code))
        return tuple(_network(row) for row in rows)

    async def codes(self) -> frozenset[str]:
        """The code of every network."""
        return frozenset(await self._connection.scalars(select(networks.c.code)))

    async def get(self, code: str) -> Versioned[Network] | None:
        """One network, or None."""
        row = (await self._connection.execute(select(networks).where(networks.c.code == code))).one_or_none()
        return None if row is None else Versioned(_network(row), row.version)

    async def put(self, network: Network, *, over: int | None) -> int:
        """Write it; returns its row's version. Raises StaleVersion."""
        return await put_row(self._connection, networks, ("code",), asdict(network), over)

    async def bodies(self) -> tuple[KnownTrainingBody, ...]:
        """The whole register, by SIREN."""
        rows = await self._connection.execute(select(training_bodies).order_by(training_bodies.c.siren))
        return tuple(_body(row) for row in rows)

    async def of_bodies(self, sirens: Collection[str]) -> dict[str, frozenset[str]]:
        """By their SIREN, the networks of those of ``sirens`` that the register knows."""
        query = select(training_bodies.c.siren, training_bodies.c.networks).where(training_bodies.c.siren.in_(sirens))
        return {row.siren: frozenset(row.networks) for row in await self._connection.execute(query)}

    async def body(self, siren: str) -> Versioned[KnownTrainingBody] | None:
        """One body, or None."""
        query = select(training_bodies).where(training_bodies.c.siren == siren)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else Versioned(_body(row), row.version)

    async def put_body(self, body: KnownTrainingBody, *, over: int | None) -> int:
        """Write it; returns its row's version. Raises StaleVersion."""
        return await put_row(self._connection, training_bodies, ("siren",), asdict(body), over)


def _network(row: Row[Any]) -> Network:
    return Network(code=row.code, name=row.name, source=row.source, confirmed=row.confirmed)


def _body(row: Row[Any]) -> KnownTrainingBody:
    return KnownTrainingBody(
        siren=row.siren, name=row.name, networks=tuple(row.networks), source=row.source, confirmed=row.confirmed
    )
