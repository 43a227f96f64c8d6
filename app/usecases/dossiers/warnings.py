"""What somebody is warned of who reads a dossier, or has just opened it."""

from dataclasses import replace
from datetime import date

from app.domain.case import Case
from app.domain.case_warnings import warnings_for_the_branch, warnings_of
from app.domain.dossier import Dossier
from app.domain.form_limits import is_made_by_the_form
from app.domain.funding_declarations import funding_warnings
from app.domain.law import RuleWarning
from app.usecases.access import Caller, Role
from app.usecases.dossiers.facts import facts_of, facts_of_new_dossier
from app.usecases.errors import InvalidInput
from app.usecases.persons.other_requests import other_requests
from app.usecases.ports import UnitOfWork


async def with_other_requests(uow: UnitOfWork, caller: Caller, case: Case) -> Case:
    """The case with the person's other dossiers, where somebody counts them."""
    if not is_made_by_the_form(case.dossier):
        return case
    return replace(case, other_requests=await other_requests(uow, caller, case.dossier))


async def warnings_at_opening(
    uow: UnitOfWork, caller: Caller, opened: Dossier, on: date, *, is_funded: bool, is_nobody_known: bool
) -> tuple[RuleWarning, ...]:
    """What to know of a dossier that was just opened, and of its fundings where it has some.

    Nothing where its certification has no framework in force: it is opened all the same, and its checklist says so.
    ``is_nobody_known``: its candidate has no other dossier, and nobody looks like them.
    """
    gather = facts_of_new_dossier if is_nobody_known else facts_of
    try:
        case = await gather(uow, opened, on)
    except InvalidInput:
        return ()
    informed = case if is_nobody_known else await with_other_requests(uow, caller, case)
    known = warnings_for_the_branch(informed) if caller.role is Role.SECRETARIAT else warnings_of(informed)
    return (*known, *(funding_warnings(case) if is_funded else ()))
