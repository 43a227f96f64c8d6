"""Correcting what a dossier declares."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.actions import ACTIONS
from app.domain.case import Case
from app.domain.creation import DossierOpening
from app.domain.declared_changes import (
    Changed,
    ChangeFacts,
    Changes,
    change_declared,
    changed_by,
    seeks_otherwise,
)
from app.domain.dossier import Dossier
from app.domain.examination import PutBack, PutBackCode
from app.domain.known_companies import NONE_KNOWN, KnownCompanies
from app.domain.recognition import appearance_of
from app.domain.rules.decisions import D50
from app.domain.text import Text
from app.usecases.access import Role
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, load_case_for_update, save
from app.usecases.dossiers.create_dossier import opening_of
from app.usecases.dossiers.facts import equivalences_for, known_companies, networks_declared_among, units_named_in
from app.usecases.errors import Forbidden
from app.usecases.persons.admissions import take_back_admission
from app.usecases.persons.recognising import recognise_again
from app.usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class UpdatedDossier:
    """The dossier as saved, and which word of the secretariat is to be given again since (D50)."""

    dossier: Dossier
    put_back: tuple[PutBack, ...] = ()


async def update_dossier(uow: UnitOfWork, command: Act, changes: Changes) -> UpdatedDossier:
    """Change what was declared: by its keeper while the registration is in progress, by the secretariat until the jury
    registration, civil status at any time. What was examined is closed to the employer (D50). What the dossier seeks
    may change as long as nothing rests on it, judged as if it opened.

    A request that changes nothing makes no version, and no line of history. Raises NotFound, Forbidden,
    PreconditionRequired, StaleVersion, AlreadyDone, InvalidInput, RulesRefused.
    """
    async with uow:
        case = await load_case_for_update(uow, command, replaces=True)
        if not changes.members:
            return UpdatedDossier(case.dossier)
        _check_keeper(command, case.dossier)
        facts = await _facts_for(uow, command, case, changes)
        changed = unwrap(change_declared(case, command.caller.role, changes, facts), command.now.on)
        told = _told(command, changes, case.dossier, changed)
        saved = await save(uow, told, before=case, after=changed.dossier)
        companies = case.company_on_request, case.succeeding_company
        if appearance_of(saved, *companies) != appearance_of(case.dossier, *companies):
            await uow.persons.lock_identities((case.dossier.candidate.identity, saved.candidate.identity))
            await recognise_again(uow, (saved.id,), now=command.now, new_id=command.new_id)
            saved = await take_back_admission(
                uow,
                command.caller,
                saved,
                operation_id=command.operation_id,
                now=command.now,
                new_id=command.new_id,
            )
        await uow.commit()
    return UpdatedDossier(saved, changed.put_back)


async def _facts_for(uow: UnitOfWork, command: Act, case: Case, changes: Changes) -> ChangeFacts:
    """What the change is compared with: nothing is read for what stays."""
    if seeks_otherwise(case.dossier, changes):
        return ChangeFacts(
            opening=await _opened_anew(uow, command, case, changes),
            fundings=await uow.fundings.of_dossier(case.dossier.id),
        )
    return ChangeFacts(
        networks=await networks_declared_among(uow, *changes.bodies.values()),
        equivalences=await equivalences_for(uow, changes.requested_cqpi),
        companies=await _companies_named_by(uow, changes),
    )


async def _opened_anew(uow: UnitOfWork, command: Act, case: Case, changes: Changes) -> DossierOpening:
    """The dossier as it would be, and what it would be opened by. Raises Forbidden."""
    after = changed_by(changes, case.dossier)
    _check_keeper(command, after)
    await uow.persons.lock_identities((case.dossier.candidate.identity, after.candidate.identity))
    person = await uow.persons.person_of(after.id) - {after.id}
    return await opening_of(uow, command.caller, after, company=case.company_on_request, person=person)


async def _companies_named_by(uow: UnitOfWork, changes: Changes) -> KnownCompanies:
    """What is known of the employer and user company that a change names (D62)."""
    employment = changes.candidate.get("employment")
    return NONE_KNOWN if employment is None else await known_companies(uow, units_named_in(employment))


def _check_keeper(command: Act, dossier: Dossier) -> None:
    """D64: what is declared is the company's to change, in the pathways where it acts, and the secretariat's."""
    if command.caller.role not in {Role.SECRETARIAT, *ACTIONS["updateDossier"].actors(dossier)}:
        raise Forbidden(
            Text(
                "Dans ce parcours, le dossier est tenu par le secrétariat : lui seul peut le modifier.",
                "In this pathway the dossier is kept by the secretariat, which alone may change it.",
            )
        )


def _told(command: Act, changes: Changes, before: Dossier, changed: Changed) -> Act:
    """What history and events remember of it: the former values, and what was put back as it was."""
    details: dict[str, Any] = {"fields": sorted(changes.members), "reason": changes.reason}
    if command.caller.role is Role.SECRETARIAT:
        details["former"] = _former(changes, before)
    if changed.put_back:
        details["put_back"] = [_word_put_back(each, before) for each in changed.put_back]
    rules = (D50,) if command.caller.role is Role.SECRETARIAT or changed.put_back else None
    return replace(command, details=details, rules=rules)


def _former(changes: Changes, before: Dossier) -> Mapping[str, Any]:
    return {
        **{name: _in_json(getattr(before, name)) for name in sorted(changes.dossier)},
        **{name: _in_json(getattr(before.candidate, name)) for name in sorted(changes.candidate)},
    }


def _word_put_back(put_back: PutBack, before: Dossier) -> Mapping[str, Any]:
    return {"code": put_back.code, "held_code": put_back.held_code, "former": _in_json(_word(put_back, before))}


def _word(put_back: PutBack, before: Dossier) -> object:
    """What had been said, as it was."""
    match put_back.code:
        case PutBackCode.ADMISSIBILITY_DECISION:
            return before.admissibility.decision if before.admissibility is not None else None
        case PutBackCode.DIRECT_ASSESSMENT_CONFIRMATION:
            return before.direct_assessment
        case PutBackCode.HELD_CERTIFICATION_VERIFICATION:
            held = before.candidate.held_certifications
            return [each for each in held if each.is_verified and each.code == put_back.held_code]


def _in_json(value: Any) -> Any:
    """A value of the domain in those of JSON, as history keeps it."""
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Mapping):
        return {name: _in_json(member) for name, member in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return [_in_json(item) for item in value] if isinstance(value, Iterable) and not isinstance(value, str) else value
