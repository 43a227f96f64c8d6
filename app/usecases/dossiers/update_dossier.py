"""Correcting what a dossier declares."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.domain.actions import refusal_to_open
from app.domain.candidate import Candidate
from app.domain.case import Case
from app.domain.certification import CqpiEquivalence
from app.domain.cqpi import without_correspondence
from app.domain.creation import closed_scheme, impossible_values, refuses_what_is_unmet, unknown_networks_of, unmet_by
from app.domain.dossier import Dossier
from app.domain.evaluators import TrainingBody
from app.domain.known_companies import NONE_KNOWN, KnownCompanies
from app.domain.law import Violation
from app.domain.options import option_sought_in
from app.domain.recognition import appearance_of
from app.domain.refusal import Refusal, invalid, refused
from app.domain.text import Text
from app.usecases.access import Role
from app.usecases.dossiers.acting import Act, load_case_for_update, put_part
from app.usecases.dossiers.facts import equivalences_for, known_companies, networks_declared_among, units_named_in
from app.usecases.errors import Forbidden
from app.usecases.persons.recognising import recognise_again
from app.usecases.ports import UnitOfWork

CIVIL_STATUS = frozenset({"birth_name", "usage_name", "first_names", "birth_date", "sex", "birth_place", "email"})
"""What the secretariat may correct at any time, with a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is to change: members of the dossier and of its candidate that were sent, and why."""

    dossier: Mapping[str, Any]
    candidate: Mapping[str, Any]
    reason: str | None = None

    @property
    def bodies(self) -> Mapping[str, TrainingBody | None]:
        """The bodies that change, by the names of their members."""
        return {name: self.dossier.get(name) for name in ("training_body", "accompanying_body")}

    @property
    def requested_cqpi(self) -> tuple[str, ...]:
        """The CQPI asked for, where they change."""
        return tuple(self.dossier.get("requested_cqpi", ()))

    @property
    def is_civil_status_alone(self) -> bool:
        """Whether nothing but the civil status changes."""
        return not self.dossier and set(self.candidate) <= CIVIL_STATUS


async def update_dossier(uow: UnitOfWork, command: Act, changes: Changes) -> Dossier:
    """Change what was declared, while the registration is in progress; civil status at any time, by the secretariat.

    Raises NotFound, Forbidden, PreconditionRequired, StaleVersion, AlreadyDone, InvalidInput, RulesRefused.
    """

    if not changes.dossier and not changes.candidate:
        return await _as_it_is(uow, command)
    known = await _known_for(uow, changes)

    def transition(case: Case) -> Dossier | Refusal:
        informed = replace(case, known_companies=case.known_companies.joined_with(known.companies))
        return _refusal(command, case, changes) or _accepted_change(informed, changes, known)

    async def note(uow: UnitOfWork, saved: Dossier, case: Case) -> None:
        if appearance_of(saved, case.company) != appearance_of(case.dossier, case.company):
            await uow.persons.lock_identities((saved.candidate.identity,))
            await recognise_again(uow, (saved.id,), now=command.now, new_id=command.new_id)

    details = {"fields": sorted((*changes.dossier, *changes.candidate)), "reason": changes.reason}
    replaced = await put_part(uow, replace(command, details=details), transition, exists=lambda _: True, also=note)
    return replaced.dossier


@dataclass(frozen=True, slots=True)
class _Known:
    """The reference data that what changes is compared with: nothing is read for what stays."""

    networks: frozenset[str]
    equivalences: tuple[CqpiEquivalence, ...]
    companies: KnownCompanies


async def _known_for(uow: UnitOfWork, changes: Changes) -> _Known:
    """What the networks and the CQPI that change are compared with; those kept from before are asked of nobody."""
    async with uow:
        return _Known(
            networks=await networks_declared_among(uow, *changes.bodies.values()),
            equivalences=await equivalences_for(uow, changes.requested_cqpi),
            companies=await _companies_named_by(uow, changes),
        )


async def _companies_named_by(uow: UnitOfWork, changes: Changes) -> KnownCompanies:
    """What is known of the employer and user company that a change names (D62)."""
    employment = changes.candidate.get("employment")
    return NONE_KNOWN if employment is None else await known_companies(uow, units_named_in(employment))


async def _as_it_is(uow: UnitOfWork, command: Act) -> Dossier:
    """A request that changes nothing makes no version, and no line of history."""
    async with uow:
        return (await load_case_for_update(uow, command, exists=lambda _: True)).dossier


def _refusal(command: Act, case: Case, changes: Changes) -> Refusal | None:
    if command.caller.role is Role.SECRETARIAT and changes.is_civil_status_alone:
        return None if changes.reason else invalid((_reason_missing(),))
    if case.dossier.created_by_role != command.caller.role:
        raise Forbidden(
            Text(
                "Ce dossier est tenu par celui qui l'a créé : il est seul à pouvoir le modifier.",
                "This dossier is kept by whoever created it, who alone may change it.",
            )
        )
    return refusal_to_open(case, "updateDossier")


def _accepted_change(case: Case, changes: Changes, known: _Known) -> Dossier | Refusal:
    candidate: Candidate = replace(case.dossier.candidate, **changes.candidate)
    changed = replace(case.dossier, **changes.dossier, candidate=candidate)
    if _proved_of(changed) != _proved_of(case.dossier):
        changed = replace(changed, direct_assessment=None)
    scheme = (
        closed_scheme(changed.training_scheme, changed.requested_on) if "training_scheme" in changes.dossier else ()
    )
    untied = without_correspondence(changes.requested_cqpi, changed.certification_code, known.equivalences)
    broken = (*scheme, *untied, *_conditions_broken(case, changed))
    impossible = (*impossible_values(changed, case.certification), *unknown_networks_of(changes.bodies, known.networks))
    return invalid(impossible) or refused(broken) or changed


def _conditions_broken(case: Case, changed: Dossier) -> tuple[Violation, ...]:
    """D40: what would have refused the opening refuses the change that brings it; elsewhere it is kept."""
    if not refuses_what_is_unmet(changed):
        return ()
    before = {violation.code for violation in _unmet(case, case.dossier)}
    return tuple(violation for violation in _unmet(case, changed) if violation.code not in before)


def _unmet(case: Case, dossier: Dossier) -> tuple[Violation, ...]:
    return unmet_by(
        dossier,
        case.company,
        case.parameters,
        known=case.known_companies,
        sought=option_sought_in(case, dossier),
    )


def _proved_of(dossier: Dossier) -> tuple[object, ...]:
    """What the secretariat confirms of a direct assessment (D43): another declaration is to be proved again."""
    return dossier.candidate.employment, dossier.candidate.experience


def _reason_missing() -> Violation:
    return Violation(
        code="reason_missing",
        pointer="/reason",
        detail=Text("La correction de l'état civil est motivée.", "Correcting civil status takes a reason."),
    )
