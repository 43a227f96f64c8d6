"""Whose a dossier is: a company attached to it, another employer, a company that succeeds one (D32, D64)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.domain.actions import refusal_of_ended_dossier
from app.domain.candidate import Employment, Establishment
from app.domain.case import Case
from app.domain.company_facts import CompanyFacts, unknown_company
from app.domain.days import future_day_faults
from app.domain.dossier import Dossier, EmployerChangeKind, FormerEmployer
from app.domain.jury import JurySession
from app.domain.jury_registration import withdraw
from app.domain.known_companies import NONE_KNOWN, KnownCompanies, employers_siren
from app.domain.law import Violation
from app.domain.refusal import Refusal, already_done, invalid, refused
from app.domain.rules.decisions import D62, D64
from app.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerChange:
    """What the secretariat says of another employer: since when, whose the dossier is now, and whether it goes on.

    ``company`` is None where it is no company's any more; ``employment`` None where it stays as it was declared but for
    the employer, who is the company then. ``known``: what is known of the companies around. ``fundings``: the codes and
    references declared so far.
    """

    on: date
    reason: str
    goes_on: bool
    company: CompanyFacts | None = None
    employment: Employment | None = None
    known: KnownCompanies = NONE_KNOWN
    fundings: tuple[tuple[str, str], ...] = ()


def is_attachable(dossier: Dossier) -> bool:
    """Whether a company may still be attached to it: it has had none so far."""
    return not dossier.is_over and dossier.company_id is None and not dossier.former_employers


def attach_company(case: Case, company: CompanyFacts, known: KnownCompanies) -> Dossier | Refusal:
    """The dossier as the company's, that had no account when it was opened: the candidate's employer, the user company,
    or one of their group (D62)."""
    dossier = case.dossier
    if dossier.is_over:
        return refusal_of_ended_dossier(dossier)
    if not is_attachable(dossier):
        return already_done(_HAS_A_COMPANY)
    return refused(_not_theirs(dossier.candidate.employment, company, known)) or replace(dossier, company_id=company.id)


def change_employer(case: Case, change: EmployerChange, session: JurySession | None = None) -> Dossier | Refusal:
    """The dossier with another company in charge, or none; closed where the candidacy does not go on.

    Documents and results stay. What the former employer declared of its own people and fundings stays on record, and is
    the next one's no more. ``session``: the one on whose agenda it stands.
    """
    dossier = case.dossier
    if dossier.is_over:
        return refusal_of_ended_dossier(dossier)
    impossible = invalid((*_day_faults(case, change), *_nothing_changes(dossier, change), *_company_of_no_one(change)))
    if impossible:
        return impossible
    changed = _under(case, change)
    if not change.goes_on:
        return withdraw(replace(case, dossier=changed), change.reason, session, by_branch=True)
    theirs = () if change.company is None else _not_theirs(changed.candidate.employment, change.company, change.known)
    return refused(theirs) or changed


def succeeded_by(dossier: Dossier, former: CompanyFacts, successor: CompanyFacts, on: date, reason: str) -> Dossier:
    """The dossier of a company that another has succeeded: everything of it is the successor's, as it was (D64).

    Who employs the candidate changes with it where the dossier is not over.
    """
    kept = _former(dossier, EmployerChangeKind.SUCCESSION, until=on, recorded_on=on, reason=reason)
    candidate = dossier.candidate
    if not dossier.is_over:
        candidate = replace(candidate, employment=_moved(candidate.employment, former.siret, successor))
    return replace(
        dossier,
        company_id=successor.id,
        candidate=candidate,
        former_employers=(*dossier.former_employers, kept),
    )


def _under(case: Case, change: EmployerChange) -> Dossier:
    """The dossier under another employer; its company stays where the candidacy ends with the change."""
    dossier = case.dossier
    employment = change.employment or replace(dossier.candidate.employment, employer=None)
    moves = change.goes_on and (change.company.id if change.company else None) != dossier.company_id
    kept = _former(dossier, EmployerChangeKind.CHANGE, until=change.on, recorded_on=case.on, reason=change.reason)
    if moves:
        kept = replace(
            kept,
            tutor=dossier.tutor,
            trainers=dossier.trainers,
            trade_observations=dossier.trade_observations,
            documents=_brought_under_it(dossier),
            appeals=_filed_under_it(dossier),
            fundings=change.fundings,
        )
    left = replace(dossier, tutor=None, trainers=(), company_id=change.company.id if change.company else None)
    return replace(
        left if moves else dossier,
        candidate=replace(dossier.candidate, employment=employment),
        former_employers=(*dossier.former_employers, kept),
    )


def _brought_under_it(dossier: Dossier) -> tuple[UUID, ...]:
    """The documents that came while the dossier was the company's that it leaves now."""
    before = {each for former in dossier.former_employers for each in former.documents}
    return tuple(document.id for document in dossier.documents if document.id not in before)


def _filed_under_it(dossier: Dossier) -> tuple[UUID, ...]:
    before = {each for former in dossier.former_employers for each in former.appeals}
    return tuple(appeal.id for appeal in dossier.appeals if appeal.id not in before)


def _former(
    dossier: Dossier, kind: EmployerChangeKind, *, until: date, recorded_on: date, reason: str
) -> FormerEmployer:
    return FormerEmployer(
        kind=kind,
        until=until,
        reason=reason,
        recorded_on=recorded_on,
        version=dossier.version,
        company_id=dossier.company_id,
        employment=dossier.candidate.employment,
    )


def _moved(employment: Employment, siret: str, successor: CompanyFacts) -> Employment:
    def of(named: Establishment | None) -> Establishment | None:
        if named is None or named.siret != siret:
            return named
        return Establishment(siret=successor.siret, idcc=successor.idcc)

    return replace(employment, employer=of(employment.employer), user_company=of(employment.user_company))


def _not_theirs(employment: Employment, company: CompanyFacts, known: KnownCompanies) -> tuple[Violation, ...]:
    """D62: a dossier is of who employs or hosts the candidate, or of a company linked with one of these."""
    units = employment.legal_units | {siren for siren in (employers_siren(employment, company),) if siren is not None}
    if company.siren in units | known.linked_with(units):
        return ()
    return (
        Violation(
            code="not_the_candidates_company",
            rule=D62,
            pointer="/company_id",
            detail=Text(
                "Cette entreprise n'est ni l'employeur du candidat, ni son entreprise utilisatrice, ni liée à l'une "
                "d'elles : corrigez l'emploi déclaré, ou liez les entreprises.",
                "This company neither employs nor hosts the candidate, nor is it linked with one that does: correct "
                "the employment declared, or link the companies.",
            ),
        ),
    )


def _day_faults(case: Case, change: EmployerChange) -> Iterable[Violation]:
    """Not before the request, whose conditions are judged by what was true that day (D32), nor before the last one."""
    if change.on > case.on:
        yield from not_yet(change.on, case.on)
    elif change.on < case.dossier.requested_on:
        yield _fault(
            "before_the_request",
            "/on",
            "Ce jour précède la demande : corrigez plutôt l'emploi qui y est déclaré.",
            "This day is before the request: correct the employment declared in it instead.",
        )
    elif any(change.on < former.until for former in case.dossier.former_employers):
        yield _fault(
            "before_the_last_change",
            "/on",
            "Ce jour précède un changement d'employeur déjà enregistré.",
            "This day is before a change of employer that is on record.",
        )


def _nothing_changes(dossier: Dossier, change: EmployerChange) -> Iterable[Violation]:
    company_id = change.company.id if change.company is not None else None
    if not change.goes_on or company_id != dossier.company_id:
        return ()
    if change.employment is not None and change.employment != dossier.candidate.employment:
        return ()
    return (
        _fault(
            "employer_unchanged",
            "/company_id",
            "Le dossier est déjà celui de cette entreprise, et l'emploi déclaré est le même.",
            "The dossier is this company's already, and the employment declared is the same.",
        ),
    )


def _company_of_no_one(change: EmployerChange) -> Iterable[Violation]:
    if change.goes_on or change.company is None:
        return ()
    return (
        _fault(
            "candidacy_ended",
            "/company_id",
            "Une candidature qui ne se poursuit pas n'est confiée à aucune entreprise : ne nommez pas company_id.",
            "A candidacy that does not go on is given to no company: leave company_id out.",
        ),
    )


def _fault(code: str, pointer: str, fr: str, en: str) -> Violation:
    return Violation(code=code, rule=D64, pointer=pointer, detail=Text(fr, en))


def not_yet(day: date, on: date) -> tuple[Violation, ...]:
    """Why nothing is recorded of a ``day`` after ``on``: it has not come."""
    return tuple(replace(fault, rule=D64) for fault in future_day_faults(day, on, "/on"))


def not_to_succeed(company_id: UUID, successor_id: UUID, *, exists: bool, is_approved: bool) -> tuple[Violation, ...]:
    """Why that company cannot succeed the other."""
    if company_id == successor_id:
        fault = _fault(
            "succeeds_itself",
            "/successor_id",
            "Une entreprise ne se succède pas.",
            "A company does not succeed itself.",
        )
    elif not exists:
        fault = replace(unknown_company("/successor_id"), rule=D64)
    elif not is_approved:
        fault = _fault(
            "company_not_approved",
            "/successor_id",
            "Cette entreprise n'a pas de compte approuvé, ou une autre l'a reprise.",
            "This company has no approved account, or another one has succeeded it.",
        )
    else:
        return ()
    return (fault,)


_HAS_A_COMPANY = Text(
    "Ce dossier a une entreprise, ou en a eu une : enregistrez un changement d'employeur.",
    "This dossier has a company, or has had one: record a change of employer.",
)
