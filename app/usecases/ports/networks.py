"""The networks of training bodies, and the register of those bodies (D59)."""

from collections.abc import Collection, Mapping
from typing import Protocol

from app.domain.networks import KnownTrainingBody, Network
from app.usecases.ports.reference import Versioned


class Networks(Protocol):
    """Each ``put`` writes over the version ``over`` (None: it creates), and raises StaleVersion."""

    async def all(self) -> tuple[Network, ...]:
        """Every network, by its code."""
        ...

    async def codes(self) -> frozenset[str]:
        """The code of every network."""
        ...

    async def get(self, code: str) -> Versioned[Network] | None: ...

    async def put(self, network: Network, *, over: int | None) -> int: ...

    async def bodies(self) -> tuple[KnownTrainingBody, ...]:
        """The whole register, by SIREN."""
        ...

    async def of_bodies(self, sirens: Collection[str]) -> Mapping[str, frozenset[str]]:
        """By their SIREN, the networks of those of ``sirens`` that the register knows."""
        ...

    async def body(self, siren: str) -> Versioned[KnownTrainingBody] | None: ...

    async def put_body(self, body: KnownTrainingBody, *, over: int | None) -> int: ...
