"""Ending a dossier before the jury."""

from dataclasses import replace

from app.domain.dossier import Dossier
from app.domain.jury_registration import was_withdrawn_so, withdraw
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, load_case_for_update, save
from app.usecases.dossiers.jury_registration import agenda_session_of, is_of_the_branch
from app.usecases.ports import UnitOfWork


async def withdraw_dossier(uow: UnitOfWork, command: Act, reason: str) -> Dossier:
    """Close the dossier at its employer's, or the secretariat's, word (D38); the same word again changes nothing."""
    told = replace(command, details={"reason": reason})
    async with uow:
        case = await load_case_for_update(uow, told)
        if was_withdrawn_so(case.dossier, reason):
            return case.dossier
        session = await agenda_session_of(uow, case.dossier)
        after = unwrap(withdraw(case, reason, session, by_branch=is_of_the_branch(command.caller)), command.now.on)
        saved = await save(uow, told, before=case, after=after)
        await uow.commit()
    return saved
