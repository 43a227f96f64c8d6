"""A funder says yes or no to funding a dossier (D44), and goes back on either (D72)."""

from dataclasses import replace

from app.domain.dossier import Dossier
from app.domain.funding import Funding, FundingChange, normalised_reference
from app.domain.funding_declarations import why_no_reference_is_added
from app.domain.law import Violation
from app.domain.refusal import refused
from app.domain.text import Text
from app.usecases.access import SYSTEM
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, save
from app.usecases.errors import InvalidInput, NotFound
from app.usecases.ports import UnitOfWork
from app.usecases.ports.fundings import FundedDossier

_UNKNOWN = Violation(
    code="unknown_reference",
    pointer="/reference",
    detail=Text("Vous n'avez pas cette référence sur ce dossier.", "You have no such reference on this dossier."),
)


async def confirm_funding(uow: UnitOfWork, command: Act, *, reference: str) -> FundedDossier:
    """The funder's yes, from which it sees the dossier; it takes a rejection back. Said again, it changes nothing.

    Raises NotFound, StaleVersion, InvalidInput.
    """
    async with uow:
        dossier, fundings = await _held(uow, command)
        funding = _named(fundings, reference)
        if not funding.confirmed:
            confirmed = replace(funding, confirmed_at=command.now.at, rejected_at=None, rejection_reason=None)
            await _save(uow, command, dossier, confirmed, FundingChange.CONFIRMED)
        shown = await uow.fundings.funded(command.caller.funder_code, dossier.id)
        await uow.commit()
    if shown is None:
        raise NotFound
    return shown


async def add_funding_reference(uow: UnitOfWork, command: Act, *, reference: str) -> FundedDossier:
    """One more number of the funder's own, on what it has confirmed. Added again, it changes nothing.

    Raises NotFound, StaleVersion, RulesRefused.
    """
    async with uow:
        dossier, fundings = await _held(uow, command)
        normalised = normalised_reference(reference)
        known = next((each for each in fundings if normalised_reference(each.reference) == normalised), None)
        if known is None or not known.confirmed:
            await _check_room(uow, dossier, fundings)
            now = command.now.at
            new = known or Funding(
                id=command.new_id(), funder_code=fundings[0].funder_code, reference=reference, declared_at=now
            )
            confirmed = replace(new, confirmed_at=now, rejected_at=None, rejection_reason=None)
            await uow.fundings.add(dossier.id, confirmed)
            await _save(uow, command, dossier, confirmed, FundingChange.CONFIRMED)
        shown = await uow.fundings.funded(command.caller.funder_code, dossier.id)
        await uow.commit()
    if shown is None:
        raise NotFound
    return shown


async def _check_room(uow: UnitOfWork, dossier: Dossier, own: tuple[Funding, ...]) -> None:
    known = await uow.fundings.of_dossier(dossier.id)
    unwrap(refused(why_no_reference_is_added(own, known)) or dossier, dossier.created_on)


async def reject_funding(uow: UnitOfWork, command: Act, *, reference: str, reason: str | None = None) -> None:
    """The funder's no, which takes its yes back and hides the dossier from it. Said again, it changes nothing.

    Raises NotFound, StaleVersion, InvalidInput.
    """
    async with uow:
        dossier, fundings = await _held(uow, command)
        funding = _named(fundings, reference)
        if funding.rejected_at is None or (reason is not None and reason != funding.rejection_reason):
            rejected = replace(funding, confirmed_at=None, rejected_at=command.now.at, rejection_reason=reason)
            await _save(uow, command, dossier, rejected, FundingChange.REJECTED)
        await uow.commit()


async def _held(uow: UnitOfWork, command: Act) -> tuple[Dossier, tuple[Funding, ...]]:
    """The dossier, held, and the funder's own fundings of it, of which there is one: a rejected one is enough."""
    dossier = await uow.dossiers.get_locked(SYSTEM, command.dossier_id)
    code = command.caller.funder_code
    known = await uow.fundings.of_dossier(dossier.id) if dossier is not None else ()
    own = tuple(each for each in known if each.funder_code == code)
    if dossier is None or not own:
        raise NotFound
    command.precondition.check(dossier.version)
    return dossier, own


def _named(fundings: tuple[Funding, ...], reference: str) -> Funding:
    normalised = normalised_reference(reference)
    found = next((each for each in fundings if normalised_reference(each.reference) == normalised), None)
    if found is None:
        raise InvalidInput(_UNKNOWN)
    return found


async def _save(uow: UnitOfWork, command: Act, dossier: Dossier, funding: Funding, change: FundingChange) -> None:
    """The dossier's version covers what is under it, its fundings too."""
    await uow.fundings.save(funding)
    answer = {
        "funder_code": funding.funder_code,
        "reference": funding.reference,
        "confirmed": funding.confirmed,
        "change": change,
        **({"reason": funding.rejection_reason} if funding.rejection_reason is not None else {}),
    }
    told = replace(command, details=answer)
    await save(uow, told, before=dossier, after=dossier)
