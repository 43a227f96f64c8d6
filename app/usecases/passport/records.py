"""The records of full awards: listed by term, read, completed (D76)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.domain.certificates import as_written
from app.domain.passport import PassportAward, PassportState, completed
from app.domain.passport_identity import NOTHING_SAID, PassportIdentity, passport_identity_of, proposed_first_names
from app.domain.personal_data import is_erased
from app.usecases.access import Caller
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, load_case_for_update, save
from app.usecases.errors import NotFound
from app.usecases.moment import Moment
from app.usecases.paging import Page, PageRequest
from app.usecases.ports import UnitOfWork
from app.usecases.preconditions import Precondition


@dataclass(frozen=True, slots=True, kw_only=True)
class PassportCompletion:
    """What the secretariat completes of which record; ``changes`` are members of PassportIdentity."""

    caller: Caller
    certificate_number: str
    changes: Mapping[str, Any]
    precondition: Precondition
    now: Moment
    new_id: Callable[[], UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class PassportRecord:
    """An award, and what may be proposed where its record lacks something: never taken without somebody's word."""

    award: PassportAward
    proposal: PassportIdentity


async def list_records(
    uow: UnitOfWork, *, state: PassportState | None, overdue: bool, page: PageRequest, now: Moment
) -> Page[PassportAward]:
    """Full awards by their term, the earliest first. Raises InvalidInput for the cursor of another list."""
    async with uow:
        return await uow.passport.page(page, state=state, overdue_on=now.on if overdue else None)


async def get_record(uow: UnitOfWork, caller: Caller, *, certificate_number: str) -> PassportRecord:
    """One record, with what may be proposed. Raises NotFound."""
    async with uow:
        return await _record(uow, caller, await _found(uow, certificate_number))


async def complete_record(uow: UnitOfWork, completion: PassportCompletion) -> PassportRecord:
    """Complete a record, with a line in its dossier's history that names what was completed, not the words.

    An award of the former register has no dossier, and so no history here. One that was rejected is ready again.
    Raises NotFound, StaleVersion, StepNotOpen, AlreadyDone.
    """
    now = completion.now
    async with uow:
        await uow.passport.lock()
        award = await _found(uow, completion.certificate_number)
        completion.precondition.check(award.version)
        if award.dossier_id is not None:
            await _remember(uow, completion, award, award.dossier_id)
        after = unwrap(completed(award, replace(award.identity, **completion.changes)), now.on)
        saved = await uow.passport.complete(after, now.at)
        record = await _record(uow, completion.caller, saved)
        await uow.commit()
    return record


async def _remember(uow: UnitOfWork, completion: PassportCompletion, award: PassportAward, dossier_id: UUID) -> None:
    command = Act(
        caller=completion.caller,
        operation_id="completeCpfRecord",
        dossier_id=dossier_id,
        now=completion.now,
        new_id=completion.new_id,
        details={"number": award.certificate_number, "completed": sorted(completion.changes)},
        silent=True,
    )
    case = await load_case_for_update(uow, command)
    await save(uow, command, before=case, after=case.dossier)


async def _found(uow: UnitOfWork, certificate_number: str) -> PassportAward:
    award = await uow.passport.award(as_written(certificate_number))
    if award is None:
        raise NotFound
    return award


async def _record(uow: UnitOfWork, caller: Caller, award: PassportAward) -> PassportRecord:
    """What the dossier says today, as far as it still says something, and first names parted at their blanks."""
    dossier = await uow.dossiers.get(caller, award.dossier_id) if award.dossier_id is not None else None
    said = NOTHING_SAID
    if dossier is not None and not is_erased(dossier):
        said = passport_identity_of(dossier.candidate)
    names = said.first_names or proposed_first_names(award.holder.first_names)
    return PassportRecord(award=award, proposal=replace(said, first_names=names))
