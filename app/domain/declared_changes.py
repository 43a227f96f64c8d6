"""What a dossier declares, changed: by whom until when, and what the change puts back (D17, D40, D50)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.domain.actions import ON_A_JURY, refusal_of_ended_dossier, refusal_to_open
from app.domain.admissibility import put_back as decision_put_back
from app.domain.candidate import Candidate, HeldCertification
from app.domain.case import Case
from app.domain.certification import CqpiEquivalence
from app.domain.cqpi import without_correspondence
from app.domain.creation import (
    DossierOpening,
    closed_scheme,
    impossible_values,
    open_dossier,
    refuses_what_is_unmet,
    unknown_networks_of,
    unmet_by,
)
from app.domain.dossier import Dossier
from app.domain.evaluators import TrainingBody
from app.domain.examination import (
    CIVIL_STATUS_ALONE,
    ExaminedFact,
    PutBack,
    PutBackCode,
    is_confirmed_direct_assessment,
)
from app.domain.funding import Funding
from app.domain.known_companies import NONE_KNOWN, KnownCompanies
from app.domain.law import Violation
from app.domain.options import option_sought_in
from app.domain.pathway import Actor
from app.domain.pathways import pathway_followed_by
from app.domain.refusal import Refusal, already_done, judged_whole
from app.domain.rules.decisions import D50
from app.domain.sought_changes import alters_what_is_sought, refusal_to_seek_otherwise
from app.domain.text import Text

CIVIL_STATUS = ("birth_name", "usage_name", "first_names", "birth_date", "sex", "birth_place")
NEVER_EXAMINED = (
    "email",
    "address",
    "phone",
    "first_name_1",
    "first_name_2",
    "first_name_3",
    "birth_commune_insee",
    "birth_postal_code",
    "birth_country",
)
"""What reaches the candidate, and what passports ask beyond the civil status: nobody judges by it (D50)."""
CORRECTED_AT_ANY_TIME = frozenset({*CIVIL_STATUS, *NEVER_EXAMINED})
"""What the secretariat may correct whatever has become of the dossier, with a reason."""
CORRECTED_UNTIL_THE_JURY = CORRECTED_AT_ANY_TIME | {
    "employment",
    "experience",
    "held_certifications",
    "option",
    "training_body",
    "accompanying_body",
    "tutor",
    "trainers",
}
"""What it may correct until the dossier stands on an agenda, with a reason."""
_EXAMINED_MEMBERS: Mapping[ExaminedFact, tuple[str, ...]] = {
    ExaminedFact.CIVIL_STATUS: CIVIL_STATUS,
    ExaminedFact.EMPLOYMENT: ("employment",),
    ExaminedFact.EXPERIENCE: ("experience",),
    ExaminedFact.OPTION: ("option",),
}
"""The members that say each fact; the option is the dossier's own, the others are the candidate's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is to change: members of the dossier and of its candidate that were sent, and why."""

    dossier: Mapping[str, Any]
    candidate: Mapping[str, Any]
    reason: str | None = None

    @property
    def members(self) -> frozenset[str]:
        """The names of what was sent."""
        return frozenset({*self.dossier, *self.candidate})

    @property
    def bodies(self) -> Mapping[str, TrainingBody | None]:
        """The bodies that change, by the names of their members."""
        return {name: self.dossier.get(name) for name in ("training_body", "accompanying_body")}

    @property
    def requested_cqpi(self) -> tuple[str, ...]:
        """The CQPI asked for, where they change."""
        return tuple(self.dossier.get("requested_cqpi", ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFacts:
    """The facts that a change is compared with: the codes of all networks, every row between CQP and CQPI where some
    are asked for, and what is known of the companies that it names. Where it seeks something else, ``opening`` is the
    dossier as it would be, with what it would be opened by, and ``fundings`` its own."""

    opening: DossierOpening | None = None
    fundings: tuple[Funding, ...] = ()
    networks: frozenset[str] = frozenset()
    equivalences: tuple[CqpiEquivalence, ...] = ()
    companies: KnownCompanies = NONE_KNOWN


@dataclass(frozen=True, slots=True)
class Changed:
    """The dossier after a change, and what is to be given again since."""

    dossier: Dossier
    put_back: tuple[PutBack, ...]


def change_declared(case: Case, role: str, changes: Changes, facts: ChangeFacts) -> Changed | Refusal:
    """The dossier with what is declared of it changed."""
    if facts.opening is not None:
        return _seeking_otherwise(case, role, changes, facts.opening, facts.fundings)
    case = replace(case, known_companies=case.known_companies.joined_with(facts.companies))
    after = changed_by(changes, case.dossier)
    changed = _put_back(case, role, after, changes.reason or "")
    impossible = (
        *_without_reason(case, role, changes, after),
        *impossible_values(after, case.certification),
        *unknown_networks_of(changes.bodies, facts.networks),
    )
    against_rules = (
        *(() if role == Actor.SECRETARIAT else closed_facts(case.dossier, after)),
        *_closed_scheme(after, changes),
        *without_correspondence(changes.requested_cqpi, after.certification_code, facts.equivalences),
        *_conditions_broken(case, changed, impossible),
    )
    return _too_late(case, role, changes) or judged_whole(impossible, against_rules) or changed


def seeks_otherwise(dossier: Dossier, changes: Changes) -> bool:
    """Whether another pathway or another certification is sought since."""
    return alters_what_is_sought(dossier, changed_by(changes, dossier))


def _seeking_otherwise(
    case: Case, role: str, changes: Changes, opening: DossierOpening, fundings: tuple[Funding, ...]
) -> Changed | Refusal:
    """What would have refused its opening refuses it: all of it is judged anew, since nothing rests on it."""
    refused = refusal_to_open(case, "updateDossier") or refusal_to_seek_otherwise(case.dossier, fundings)
    if refused is not None:
        return refused
    changed = _put_back(case, role, opening.dossier, reason="")
    unreasoned = _without_reason(case, role, changes, changed.dossier)
    opened = judged_whole(unreasoned, ()) or open_dossier(replace(opening, dossier=changed.dossier))
    return opened if isinstance(opened, Refusal) else changed


def closed_facts(before: Dossier, after: Dossier) -> tuple[Violation, ...]:
    """What a change would alter of the facts that are closed to the employer, member by member (D50)."""
    closed = {fact for each in pathway_followed_by(before).examinations if each.holds(before) for fact in each.facts}
    return (
        *(
            _closed(_pointer(fact, member))
            for fact in ExaminedFact
            if fact in closed
            for member in _altered(fact, before, after)
        ),
        *_closed_certifications(before, after),
    )


def changed_by(changes: Changes, dossier: Dossier) -> Dossier:
    """The dossier as it would be; a special case stays with its pathway."""
    candidate: Candidate = replace(dossier.candidate, **changes.candidate)
    known = dossier.candidate.held_certifications
    held = tuple(_as_verified(declared, known) for declared in candidate.held_certifications)
    after = replace(dossier, **changes.dossier, candidate=replace(candidate, held_certifications=held))
    return replace(after, variant=changes.dossier.get("variant")) if after.pathway != dossier.pathway else after


def _as_verified(declared: HeldCertification, known: Iterable[HeldCertification]) -> HeldCertification:
    """A certification that is declared again as it was keeps what was found of it; another one is nobody's finding."""
    same = (each for each in known if _declaration(each) == _declaration(declared))
    return next(same, declared)


def _declaration(held: HeldCertification) -> HeldCertification:
    return replace(held, verification=None)


def _altered(fact: ExaminedFact, before: Dossier, after: Dossier) -> tuple[str, ...]:
    one, other = (each if fact is ExaminedFact.OPTION else each.candidate for each in (before, after))
    return tuple(name for name in _EXAMINED_MEMBERS[fact] if getattr(one, name) != getattr(other, name))


def _altered_facts(before: Dossier, after: Dossier) -> frozenset[ExaminedFact]:
    return frozenset(fact for fact in ExaminedFact if _altered(fact, before, after))


def _unverified_since(before: Dossier, after: Dossier) -> tuple[HeldCertification, ...]:
    """Those that were verified, and are declared otherwise or no more."""
    kept = after.candidate.held_certifications
    return tuple(held for held in before.candidate.held_certifications if held.is_verified and held not in kept)


# --- who may, until when ----------------------------------------------------------------------------------------------


def _too_late(case: Case, role: str, changes: Changes) -> Refusal | None:
    dossier = case.dossier
    if role != Actor.SECRETARIAT or not changes.members <= CORRECTED_UNTIL_THE_JURY:
        return refusal_to_open(case, "updateDossier")
    if changes.members <= CORRECTED_AT_ANY_TIME:
        return None
    if dossier.is_over:
        return refusal_of_ended_dossier(dossier)
    return already_done(ON_A_JURY.detail) if ON_A_JURY.when(dossier) else None


def _without_reason(case: Case, role: str, changes: Changes, after: Dossier) -> tuple[Violation, ...]:
    """The secretariat says why it corrects civil status, what is closed, and what somebody else declares."""
    if role != Actor.SECRETARIAT or changes.reason:
        return ()
    own = case.dossier.created_by_role == role and refusal_to_open(case, "updateDossier") is None
    free = own and not changes.members <= CORRECTED_AT_ANY_TIME and not closed_facts(case.dossier, after)
    return () if free else (_REASON_MISSING,)


_REASON_MISSING = Violation(
    code="reason_missing",
    pointer="/reason",
    detail=Text("La correction du secrétariat est motivée.", "The secretariat's correction takes a reason."),
)


def _pointer(fact: ExaminedFact, member: str) -> str:
    return f"/{member}" if fact is ExaminedFact.OPTION else f"/candidate/{member}"


def _closed_certifications(before: Dossier, after: Dossier) -> tuple[Violation, ...]:
    codes = [held.code for held in after.candidate.held_certifications]
    place = "/candidate/held_certifications"
    return tuple(
        _closed(f"{place}/{codes.index(held.code)}" if held.code in codes else place)
        for held in _unverified_since(before, after)
    )


def _closed(pointer: str) -> Violation:
    return Violation(
        code="fact_examined",
        rule=D50,
        pointer=pointer,
        detail=Text(
            "Le secrétariat a cette donnée à l'examen, ou s'est prononcé sur elle : demandez-lui de la corriger.",
            "The secretariat has this under examination, or has relied on it: ask it to correct it.",
        ),
    )


# --- what is broken by it ---------------------------------------------------------------------------------------------


def _closed_scheme(after: Dossier, changes: Changes) -> tuple[Violation, ...]:
    return closed_scheme(after.training_scheme, after.requested_on) if "training_scheme" in changes.dossier else ()


def _conditions_broken(case: Case, changed: Changed, impossible: tuple[Violation, ...]) -> tuple[Violation, ...]:
    """D40: what would have refused the opening refuses the change that brings it; elsewhere it is kept.

    A confirmation that the change puts back answers for them: it is not given again while one is unmet.
    """
    confirmation = PutBack(code=PutBackCode.DIRECT_ASSESSMENT_CONFIRMATION)
    if not refuses_what_is_unmet(changed.dossier) or confirmation in changed.put_back:
        return ()
    before = {violation.code for violation in _unmet(case, case.dossier)}
    unmet = _unmet(case, changed.dossier, impossible)
    return tuple(violation for violation in unmet if violation.code not in before)


def _unmet(case: Case, dossier: Dossier, impossible: tuple[Violation, ...] = ()) -> tuple[Violation, ...]:
    known, sought = case.known_companies, option_sought_in(case, dossier)
    facts = dossier, case.company_on_request, case.parameters
    return unmet_by(*facts, known=known, sought=sought, impossible=impossible)


# --- what is put back by it -------------------------------------------------------------------------------------------


def _put_back(case: Case, role: str, after: Dossier, reason: str) -> Changed:
    altered = _altered_facts(case.dossier, after)
    if role != Actor.SECRETARIAT and altered & CIVIL_STATUS_ALONE:
        # Whoever is another person now was not verified to hold anything.
        after = _nothing_verified(after)
    if ExaminedFact.OPTION in altered:
        after = replace(after, scope=None)
    put_back = list(_verifications_put_back(case.dossier, after))
    if not altered - CIVIL_STATUS_ALONE:
        return Changed(after, tuple(put_back))
    if after.admissibility is not None and after.admissibility.is_admissible:
        put_back.append(PutBack(code=PutBackCode.ADMISSIBILITY_DECISION))
        after = replace(after, admissibility=decision_put_back(after.admissibility, case.on, reason))
    if is_confirmed_direct_assessment(after):
        put_back.append(PutBack(code=PutBackCode.DIRECT_ASSESSMENT_CONFIRMATION))
    return Changed(replace(after, direct_assessment=None), tuple(put_back))


def _verifications_put_back(before: Dossier, after: Dossier) -> Iterable[PutBack]:
    """Of what is still declared: what is declared no more is nothing to verify."""
    declared = {held.code for held in after.candidate.held_certifications}
    return (
        PutBack(code=PutBackCode.HELD_CERTIFICATION_VERIFICATION, held_code=held.code)
        for held in _unverified_since(before, after)
        if held.code in declared
    )


def _nothing_verified(dossier: Dossier) -> Dossier:
    held = tuple(_declaration(each) for each in dossier.candidate.held_certifications)
    return replace(dossier, candidate=replace(dossier.candidate, held_certifications=held))
