"""What the secretariat settles for a certification: read on a day, and put from a day on (D28, D29)."""

from dataclasses import dataclass
from datetime import date

from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification import Certification
from app.domain.certification_settings import (
    CertificationSettings,
    settings_faults,
    settings_from_the_guide,
    settings_in_force,
)
from app.usecases.errors import InvalidInput, NotFound
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.reference import Versioned
from app.usecases.preconditions import Precondition


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The settings that hold on a day, the guide's before any was put, and all that were put, past and coming."""

    in_force: CertificationSettings
    versions: tuple[CertificationSettings, ...]


async def get_certification_settings(uow: UnitOfWork, *, code: str, on: date) -> Versioned[Settled]:
    """The settings of one certification as they stand on ``on``. Raises NotFound."""
    certification = _known(code)
    async with uow:
        every = await uow.certification_settings.of({code})
        version = await uow.certification_settings.version(code)
    return Versioned(_settled(certification, every, on), version)


async def put_certification_settings(
    uow: UnitOfWork, *, settings: CertificationSettings, precondition: Precondition, now: Moment
) -> Versioned[Settled]:
    """Settle it for the requests of ``settings.in_force_from`` and later.

    The first need no If-Match: the guide's alone stood before them. Raises NotFound, PreconditionRequired,
    StaleVersion, InvalidInput.
    """
    code = settings.certification_code
    certification = _known(code)
    async with uow:
        over = await uow.certification_settings.version(code)
        precondition.check_replacement(over, exists=over > 0)
        faults = settings_faults(settings, certification)
        if faults:
            raise InvalidInput(*faults)
        version = await uow.certification_settings.put(settings, over=over, at=now.at)
        every = await uow.certification_settings.of({code})
        await uow.commit()
    return Versioned(_settled(certification, every, now.on), version)


def _known(code: str) -> Certification:
    certification = CERTIFICATIONS.get(code)
    if certification is None:
        raise NotFound
    return certification


def _settled(certification: Certification, every: tuple[CertificationSettings, ...], on: date) -> Settled:
    return Settled(in_force=settings_in_force(every, on) or settings_from_the_guide(certification), versions=every)
