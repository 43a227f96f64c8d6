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


async def confirm_funding(uow: UnitOfWork, acting: Act, *, reference: str) -> FundedDossier:
    """The funder's yes, from which it sees the dossier. Raises NotFound, StaleVersion, InvalidInput, AlreadyDone."""
    async with uow:
        dossier = await _held(uow, acting)
        confirmed = await uow.fundings.confirm(dossier.id, acting.caller.funder_code or "", reference, acting.now.at)
        if confirmed is None:
            raise InvalidInput(_UNKNOWN)
        if not confirmed:
            raise AlreadyDone(_CONFIRMED)
        await _save(uow, acting, dossier, reference, confirmed=True)
        shown = await uow.fundings.funded(acting.caller.funder_code, dossier.id)
        await uow.commit()
    if shown is None:
        raise NotFound
    return shown


async def reject_funding(uow: UnitOfWork, acting: Act, *, reference: str) -> None:
    """The funder's no, which hides the dossier from it. Raises NotFound, StaleVersion, InvalidInput."""
    async with uow:
        dossier = await _held(uow, acting)
        if not await uow.fundings.reject(dossier.id, acting.caller.funder_code or "", reference, acting.now.at):
            raise InvalidInput(_UNKNOWN)
        await _save(uow, acting, dossier, reference, confirmed=False)
        await uow.commit()


async def _held(uow: UnitOfWork, acting: Act) -> Dossier:
    dossier = await uow.dossiers.get_locked(acting.caller, acting.dossier_id)
    if dossier is None:
        raise NotFound
    acting.precondition.check(dossier.version)
    return dossier


async def _save(uow: UnitOfWork, acting: Act, dossier: Dossier, reference: str, *, confirmed: bool) -> None:
    """The dossier's version covers what is under it, its fundings too."""
    answer = {"funder_code": acting.caller.funder_code, "reference": reference, "confirmed": confirmed}
    told = replace(acting, details=answer)
    await save(uow, told, before=dossier, after=dossier)
