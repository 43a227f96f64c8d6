"""A funder says yes or no to funding a dossier (D44)."""

from dataclasses import replace

from app.domain.dossier import Dossier
from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.dossiers.acting import Act, save
from app.usecases.errors import AlreadyDone, InvalidInput, NotFound
from app.usecases.ports import UnitOfWork
from app.usecases.ports.fundings import FundedDossier

_UNKNOWN = Violation(
    code="unknown_reference",
    pointer="/reference",
    detail=Text("Vous n'avez pas cette référence sur ce dossier.", "You have no such reference on this dossier."),
)
_CONFIRMED = Text("Cette prise en charge est déjà confirmée.", "This funding is already confirmed.")


async def confirm_funding(uow: UnitOfWork, command: Act, *, reference: str) -> FundedDossier:
    """The funder's yes, from which it sees the dossier. Raises NotFound, StaleVersion, InvalidInput, AlreadyDone."""
    async with uow:
        dossier = await _held(uow, command)
        confirmed = await uow.fundings.confirm(dossier.id, command.caller.funder_code or "", reference, command.now.at)
        if confirmed is None:
            raise InvalidInput(_UNKNOWN)
        if not confirmed:
            raise AlreadyDone(_CONFIRMED)
        await _save(uow, command, dossier, reference, confirmed=True)
        shown = await uow.fundings.funded(command.caller.funder_code, dossier.id)
        await uow.commit()
    if shown is None:
        raise NotFound
    return shown


async def reject_funding(uow: UnitOfWork, command: Act, *, reference: str) -> None:
    """The funder's no, which hides the dossier from it. Raises NotFound, StaleVersion, InvalidInput."""
    async with uow:
        dossier = await _held(uow, command)
        if not await uow.fundings.reject(dossier.id, command.caller.funder_code or "", reference, command.now.at):
            raise InvalidInput(_UNKNOWN)
        await _save(uow, command, dossier, reference, confirmed=False)
        await uow.commit()


async def _held(uow: UnitOfWork, command: Act) -> Dossier:
    dossier = await uow.dossiers.get_locked(command.caller, command.dossier_id)
    if dossier is None:
        raise NotFound
    command.precondition.check(dossier.version)
    return dossier


async def _save(uow: UnitOfWork, command: Act, dossier: Dossier, reference: str, *, confirmed: bool) -> None:
    """The dossier's version covers what is under it, its fundings too."""
    answer = {"funder_code": command.caller.funder_code, "reference": reference, "confirmed": confirmed}
    told = replace(command, details=answer)
    await save(uow, told, before=dossier, after=dossier)
