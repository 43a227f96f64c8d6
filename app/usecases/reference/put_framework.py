"""Record a version of a framework, or correct one that nothing rests on yet."""

from datetime import date

from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification import Framework, framework_in_force
from app.domain.framework_succession import (
    contradiction,
    former_version,
    next_version,
    options_without_competences,
    start_in_the_past,
    succession_faults,
    unknown_options,
)
from app.domain.law import Violation
from app.domain.rules.decisions import D9
from app.domain.text import Text
from app.usecases.errors import InvalidInput, NotFound, RulesRefused
from app.usecases.ports import UnitOfWork
from app.usecases.ports.reference import Versioned
from app.usecases.preconditions import Precondition
from app.usecases.reference.upserted import Upserted, version_replaced

IN_USE = Violation(
    code="framework_in_use",
    rule=D9,
    detail=Text(
        fr="Des dossiers reposent sur cette version du référentiel : publiez-en une nouvelle.",
        en="Dossiers rest on this version of the framework: publish a new one.",
    ),
)


async def put_framework(
    uow: UnitOfWork, *, framework: Framework, precondition: Precondition, on: date
) -> Upserted[Framework]:
    """Keep ``framework``. A version in use is never changed (D9).

    Raises NotFound, PreconditionRequired, StaleVersion, InvalidInput, RulesRefused.
    """
    code = framework.certification_code
    certification = CERTIFICATIONS.get(code)
    if certification is None:
        raise NotFound
    async with uow:
        kept = await uow.reference.framework(code, framework.version)
        over = version_replaced(kept, precondition)
        if kept is not None and kept.value == framework:
            return Upserted(value=framework, version=kept.version)
        known = await uow.reference.frameworks_of(code)
        if kept is not None and await _is_in_use(uow, kept.value, known, on):
            raise RulesRefused([IN_USE], on)
        broken = (
            *_contradictions(framework, known),
            *options_without_competences(framework, certification),
            *await _early_starts(uow, framework, kept, on),
        )
        unknown = unknown_options(framework, certification)
        if unknown:
            raise InvalidInput(*unknown, *broken)
        if broken:
            raise RulesRefused(broken, on)
        version = await uow.reference.put_framework(framework, over=over)
        await uow.commit()
    return Upserted(value=framework, version=version, created=over is None)


def _contradictions(framework: Framework, known: tuple[Framework, ...]) -> tuple[Violation, ...]:
    """What it says of the version before it, and what the one after it says of it."""
    return (
        *succession_faults(framework, former_version(framework, known)),
        *contradiction(framework, next_version(framework, known)),
    )


async def _early_starts(
    uow: UnitOfWork, framework: Framework, kept: Versioned[Framework] | None, on: date
) -> tuple[Violation, ...]:
    """No new start in the past where a dossier rests on what was in force then (D9)."""
    moved = kept is None or kept.value.in_force_from != framework.in_force_from
    if framework.in_force_from >= on or not moved:
        return ()
    relied_on = await uow.reference.is_relied_on(framework.certification_code)
    return (start_in_the_past(framework, on),) if relied_on else ()


async def _is_in_use(uow: UnitOfWork, framework: Framework, known: tuple[Framework, ...], on: date) -> bool:
    """Whether a dossier was frozen by that version, or waits to be while it is in force."""
    code = framework.certification_code
    if await uow.reference.is_frozen(code, framework.version):
        return True
    return framework_in_force(known, on) == framework and await uow.reference.has_open_dossiers(code)
