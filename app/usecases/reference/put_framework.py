"""Record a version of a framework, or correct one that nothing rests on yet."""

from datetime import date

from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification import Framework, framework_in_force
from app.domain.framework_succession import former_version, succession_faults
from app.domain.law import Violation
from app.domain.rules.decisions import D9
from app.domain.text import Text
from app.usecases.errors import NotFound, RulesRefused
from app.usecases.ports import UnitOfWork
from app.usecases.preconditions import Precondition
from app.usecases.reference.written import Written, version_replaced

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
) -> Written[Framework]:
    """Keep ``framework``. A version in use is never changed (D9).

    Raises NotFound, PreconditionRequired, StaleVersion, RulesRefused.
    """
    code = framework.certification_code
    if code not in CERTIFICATIONS:
        raise NotFound
    async with uow:
        kept = await uow.reference.framework(code, framework.version)
        over = version_replaced(kept, precondition)
        if kept is not None and kept.value == framework:
            return Written(value=framework, version=kept.version)
        known = await uow.reference.frameworks_of(code)
        if kept is not None and await _is_in_use(uow, kept.value, known, on):
            raise RulesRefused([IN_USE], on)
        faults = succession_faults(framework, former_version(framework, known))
        if faults:
            raise RulesRefused(faults, on)
        version = await uow.reference.put_framework(framework, over=over)
        await uow.commit()
    return Written(value=framework, version=version, created=over is None)


async def _is_in_use(uow: UnitOfWork, framework: Framework, known: tuple[Framework, ...], on: date) -> bool:
    """Whether a dossier was frozen by that version, or waits to be while it is in force."""
    code = framework.certification_code
    if await uow.reference.is_frozen(code, framework.version):
        return True
    return framework_in_force(known, on) == framework and await uow.reference.has_open_dossiers(code)
