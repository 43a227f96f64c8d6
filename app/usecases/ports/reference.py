"""Port to what the secretariat maintains: frameworks, equivalences, bridges, and the rules' parameters."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from app.domain.bridges import Bridge
from app.domain.certification import CqpiEquivalence, Framework
from app.domain.law import ParametersInForce, ParameterValue

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Versioned(Generic[T]):
    """A value of the domain with the version of its row: what an ETag is derived from."""

    value: T
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkHeading:
    """A version of a framework, without what it asks."""

    certification_code: str
    version: str
    in_force_from: date
    confirmed: bool


class Reference(Protocol):
    """Reading gives domain values; each ``put`` writes over the version ``over`` (None: it creates).

    A ``put`` returns the new version, and raises StaleVersion when somebody else was faster.
    """

    async def framework_headings(self, certification_code: str | None = None) -> tuple[FrameworkHeading, ...]:
        """Every version of one certification's framework, or of all, the latest to begin first."""
        ...

    async def frameworks_of(self, certification_code: str) -> tuple[Framework, ...]:
        """Every version of one certification's framework, with its competences, the latest to begin first."""
        ...

    async def frameworks_by_code(self, certification_codes: Collection[str]) -> Mapping[str, tuple[Framework, ...]]:
        """The same for several certifications at once, each under its code; nothing for one that has no framework."""
        ...

    async def framework(self, certification_code: str, version: str) -> Versioned[Framework] | None:
        """One version, or None."""
        ...

    async def put_framework(self, framework: Framework, *, over: int | None) -> int: ...

    async def is_frozen(self, certification_code: str, version: str) -> bool:
        """Whether the scope of a dossier's assessment was frozen by that version."""
        ...

    async def has_open_dossiers(self, certification_code: str) -> bool:
        """Whether a dossier for that certification still waits for the scope of its assessment."""
        ...

    async def is_relied_on(self, certification_code: str) -> bool:
        """Whether a dossier for that certification rests on a version of its framework, or still will."""
        ...

    async def cqpi_equivalences(self) -> tuple[CqpiEquivalence, ...]:
        """Every row, by the codes of the CQP and of the CQPI."""
        ...

    async def cqpi_equivalence(self, cqp: str, cqpi: str) -> Versioned[CqpiEquivalence] | None:
        """One row, or None."""
        ...

    async def put_cqpi_equivalence(self, equivalence: CqpiEquivalence, *, over: int | None) -> int: ...

    async def bridges(self) -> tuple[Bridge, ...]:
        """Every bridge, the newest first."""
        ...

    async def bridge(self, bridge_id: UUID) -> Versioned[Bridge] | None:
        """One bridge, or None."""
        ...

    async def put_bridge(self, bridge: Bridge, *, over: int | None) -> int: ...

    async def parameters(self) -> ParametersInForce:
        """Every value that the secretariat has set, past and coming."""
        ...

    async def parameter_version(self, rule: str, name: str) -> int:
        """How many times that parameter was set: 0 while its default stands."""
        ...

    async def put_parameter(self, value: ParameterValue, *, over: int, at: datetime) -> int:
        """Set it from ``value.since`` on, in place of a value set for that same day."""
        ...
