"""What the secretariat maintains, as rows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    Text,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.planning import plan_for_these_values
from app.db.reference_rows import (
    bridge_of,
    bridge_row,
    equivalence_of,
    equivalence_row,
    framework_of,
    framework_row,
    parameter_of,
    parameter_row,
)
from app.db.shapes.dossier import DOSSIERS
from app.db.tables import bridges, cqpi_equivalences, dossiers, frameworks, rule_parameters
from app.db.versioned import put_dated, put_row
from app.domain.bridges import Bridge
from app.domain.certification import CqpiEquivalence, Framework
from app.domain.law import ParametersInForce, ParameterValue
from app.usecases.ports.reference import FrameworkHeading, Versioned

_UNKNOWN = dossiers.c.facts_version > literal_column(str(DOSSIERS.newest), Integer())
"""The shape that we know is said and not sent: nearly no row is of a later one, and the planner is to know it."""
_FROZEN_BY: ColumnElement[str] = literal_column("(dossiers.facts -> 'scope' ->> 'framework_version')", Text())
"""As ``ix_dossiers_framework`` has it: a name that is sent as a parameter matches no index on an expression."""


FRAMEWORKS_OF = (
    select(frameworks)
    .where(frameworks.c.certification_code == func.any(bindparam("certifications", type_=ARRAY(Text))))
    .order_by(frameworks.c.in_force_from.desc(), frameworks.c.version_label.desc())
)
EQUIVALENCES = select(cqpi_equivalences).order_by(cqpi_equivalences.c.cqp, cqpi_equivalences.c.cqpi)
PARAMETERS = select(rule_parameters).order_by(rule_parameters.c.since)


class SqlReference:
    """Frameworks, equivalences, bridges and parameters in their tables."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._parameters: ParametersInForce | None = None
        self._frameworks: dict[str, tuple[Framework, ...]] = {}
        self._equivalences: tuple[CqpiEquivalence, ...] | None = None

    async def framework_headings(self, certification_code: str | None = None) -> tuple[FrameworkHeading, ...]:
        columns = (
            frameworks.c.certification_code,
            frameworks.c.version_label,
            frameworks.c.in_force_from,
            frameworks.c.confirmed,
        )
        query = select(*columns).order_by(frameworks.c.in_force_from.desc(), frameworks.c.version_label.desc())
        if certification_code is not None:
            query = query.where(frameworks.c.certification_code == certification_code)
        return tuple(
            FrameworkHeading(
                certification_code=row.certification_code,
                version=row.version_label,
                in_force_from=row.in_force_from,
                confirmed=row.confirmed,
            )
            for row in await self._connection.execute(query)
        )

    async def frameworks_of(self, certification_code: str) -> tuple[Framework, ...]:
        return (await self.frameworks_by_code((certification_code,))).get(certification_code, ())

    async def frameworks_by_code(self, certification_codes: Collection[str]) -> dict[str, tuple[Framework, ...]]:
        """The same for several certifications at once, each under its code; each is read once in a transaction."""
        unread = set(certification_codes) - self._frameworks.keys()
        if unread:
            rows = await self._connection.execute(FRAMEWORKS_OF, {"certifications": list(unread)})
            self._learn_frameworks(unread, rows)
        return {code: known for code in certification_codes if (known := self._frameworks[code])}

    def learn(self, certification_codes: Collection[str], told: Mapping[str, Sequence[Any]]) -> None:
        """What another statement has read: ``parameters``, ``equivalences``, and ``frameworks`` of these codes."""
        self._parameters = _parameters_of(told["parameters"])
        self._equivalences = tuple(map(equivalence_of, told["equivalences"]))
        self._learn_frameworks(certification_codes, told["frameworks"])

    def _learn_frameworks(self, certification_codes: Iterable[str], rows: Iterable[Any]) -> None:
        self._frameworks |= dict.fromkeys(certification_codes, ())
        for row in rows:
            self._frameworks[row.certification_code] += (framework_of(row),)

    async def framework(self, certification_code: str, version: str) -> Versioned[Framework] | None:
        row = await self._one(
            select(frameworks).where(
                frameworks.c.certification_code == certification_code, frameworks.c.version_label == version
            )
        )
        return None if row is None else Versioned(framework_of(row), row.version)

    async def put_framework(self, framework: Framework, *, over: int | None) -> int:
        """Write it; returns its row's version. Raises StaleVersion."""
        self._frameworks.pop(framework.certification_code, None)
        return await put_row(
            self._connection, frameworks, ("certification_code", "version_label"), framework_row(framework), over
        )

    async def is_frozen(self, certification_code: str, version: str) -> bool:
        """Whether the scope of a dossier's assessment was frozen by that version, or may have been."""
        return await self._any_dossier(certification_code, _FROZEN_BY.in_([version]), _UNKNOWN)

    async def has_open_dossiers(self, certification_code: str) -> bool:
        return await self._any_dossier(certification_code, and_(_FROZEN_BY.is_(None), dossiers.c.status != "closed"))

    async def is_relied_on(self, certification_code: str) -> bool:
        """Whether a dossier for that certification rests on a version of its framework, or still will."""
        return await self._any_dossier(certification_code, or_(_FROZEN_BY.is_not(None), dossiers.c.status != "closed"))

    async def cqpi_equivalences(self) -> tuple[CqpiEquivalence, ...]:
        if self._equivalences is None:
            self._equivalences = tuple(equivalence_of(row) for row in await self._connection.execute(EQUIVALENCES))
        return self._equivalences

    async def cqpi_equivalence(self, cqp: str, cqpi: str) -> Versioned[CqpiEquivalence] | None:
        row = await self._one(
            select(cqpi_equivalences).where(cqpi_equivalences.c.cqp == cqp, cqpi_equivalences.c.cqpi == cqpi)
        )
        return None if row is None else Versioned(equivalence_of(row), row.version)

    async def put_cqpi_equivalence(self, equivalence: CqpiEquivalence, *, over: int | None) -> int:
        """Write it; returns its row's version. Raises StaleVersion."""
        self._equivalences = None
        return await put_row(self._connection, cqpi_equivalences, ("cqp", "cqpi"), equivalence_row(equivalence), over)

    async def bridges(self) -> tuple[Bridge, ...]:
        return tuple(
            bridge_of(row) for row in await self._connection.execute(select(bridges).order_by(bridges.c.id.desc()))
        )

    async def bridge(self, bridge_id: UUID) -> Versioned[Bridge] | None:
        row = await self._one(select(bridges).where(bridges.c.id == bridge_id))
        return None if row is None else Versioned(bridge_of(row), row.version)

    async def put_bridge(self, bridge: Bridge, *, over: int | None) -> int:
        """Write it; returns its row's version. Raises StaleVersion."""
        return await put_row(self._connection, bridges, ("id",), bridge_row(bridge), over)

    async def parameters(self) -> ParametersInForce:
        if self._parameters is None:  # read once in a transaction, whoever asks: an act goes by one law
            self._parameters = _parameters_of(await self._connection.execute(PARAMETERS))
        return self._parameters

    async def parameter_version(self, rule: str, name: str) -> int:
        query = select(func.max(rule_parameters.c.version)).where(
            rule_parameters.c.rule == rule, rule_parameters.c.name == name
        )
        return await self._connection.scalar(query) or 0

    async def put_parameter(self, value: ParameterValue, *, over: int, at: datetime) -> int:
        """Set it from ``value.since`` on, in place of a value set for that same day. Raises StaleVersion."""
        self._parameters = None
        row = {**parameter_row(value), "set_at": at}
        return await put_dated(self._connection, rule_parameters, ("rule", "name", "since"), row, over)

    async def _one(self, query: Select[Any]) -> Row[Any] | None:
        found: Row[Any] | None = (await self._connection.execute(query)).one_or_none()
        return found

    async def _any_dossier(self, certification_code: str, *conditions: Any) -> bool:
        """Whether one of them holds for a dossier; each is asked apart, of the index that it has."""
        of_it = dossiers.c.certification_code == certification_code
        query = select(or_(*(exists().where(of_it, condition) for condition in conditions)))
        await plan_for_these_values(self._connection)
        return bool(await self._connection.scalar(query))


def _parameters_of(rows: Iterable[Any]) -> ParametersInForce:
    return ParametersInForce(tuple(map(parameter_of, rows)))
