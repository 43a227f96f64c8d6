"""Port to what the secretariat keeps under codes that others give: networks, training bodies, funders."""

from collections.abc import Collection, Mapping
from typing import Protocol, TypeVar

from app.domain.appeals import AppealTerms
from app.domain.funders import Funder
from app.domain.networks import KnownTrainingBody, Network
from app.usecases.ports.reference import Versioned

RegisterEntry = TypeVar("RegisterEntry")


class Register(Protocol[RegisterEntry]):
    """One kind of entry. ``put`` writes over the version ``over`` (None: it creates), and raises StaleVersion."""

    async def all(self) -> tuple[RegisterEntry, ...]:
        """Every entry, by its code."""
        ...

    async def get(self, code: str) -> Versioned[RegisterEntry] | None: ...

    async def put(self, entry: RegisterEntry, *, over: int | None) -> int: ...


class Networks(Register[Network], Protocol):
    """The national networks of training bodies (D59)."""

    async def codes(self) -> frozenset[str]:
        """The code of every network."""
        ...


class TrainingBodies(Register[KnownTrainingBody], Protocol):
    """The training bodies that are known by their SIREN (D59)."""

    async def networks_of(self, sirens: Collection[str]) -> Mapping[str, frozenset[str]]:
        """By their SIREN, the networks of those of ``sirens`` that the register knows."""
        ...


class Funders(Register[Funder], Protocol):
    """Who may be named as paying for a pathway (R79)."""


class KeptAppealTerms(Register[AppealTerms], Protocol):
    """What was settled of appeals, by what they are against (D71)."""
