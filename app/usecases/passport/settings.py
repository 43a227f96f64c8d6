"""Who sends to the passport, and how: the secretariat's to say."""

from app.domain.passport_file import PassportSettings
from app.usecases.errors import NotFound
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.reference import Versioned
from app.usecases.preconditions import Precondition


async def get_passport_settings(uow: UnitOfWork) -> Versioned[PassportSettings]:
    """The settings. Raises NotFound before anybody said."""
    async with uow:
        found = await uow.passport.settings()
    if found is None:
        raise NotFound
    return found


async def put_passport_settings(
    uow: UnitOfWork, *, settings: PassportSettings, precondition: Precondition, now: Moment
) -> Versioned[PassportSettings]:
    """Keep these, for the batches to come: those that were made stay as they are.

    Raises PreconditionRequired, StaleVersion.
    """
    async with uow:
        before = await uow.passport.settings()
        version = before.version if before is not None else None
        precondition.check_replacement(version or 0, exists=before is not None)
        kept = await uow.passport.put_settings(settings, over=version, at=now.at)
        await uow.commit()
    return Versioned(settings, kept)
