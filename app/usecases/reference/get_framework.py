"""Read one version of a framework."""

from app.domain.certification import Framework
from app.usecases.errors import NotFound
from app.usecases.ports import UnitOfWork
from app.usecases.ports.reference import Versioned


async def get_framework(uow: UnitOfWork, *, certification_code: str, version: str) -> Versioned[Framework]:
    """One version, with its competences and their criteria. Raises NotFound."""
    async with uow:
        kept = await uow.reference.framework(certification_code, version)
    if kept is None:
        raise NotFound
    return kept
