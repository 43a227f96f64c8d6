"""What became of something PUT."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from app.usecases.ports.reference import Versioned
from app.usecases.preconditions import Precondition

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upserted(Generic[T]):
    """The value as it stands now, its version, and whether it was not there before."""

    value: T
    version: int
    created: bool = False


def version_replaced(kept: Versioned[T] | None, precondition: Precondition) -> int | None:
    """The version that the caller may write over, None to create. Raises PreconditionRequired, StaleVersion."""
    version = None if kept is None else kept.version
    precondition.check_replacement(version or 0, exists=kept is not None)
    return version
