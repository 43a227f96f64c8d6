"""Before the assessment: the skills identification, the training plan, what the secretariat checks, registration."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from app.domain.actions import refusal_to_open
from app.domain.candidate import Verification
from app.domain.case import Case
from app.domain.creation import unmet_by
from app.domain.days import future_day_faults
from app.domain.different_people import expert_seat_faults
from app.domain.documents import DOCUMENT_LABELS, DOCUMENTS, DocumentKind, DocumentState
from app.domain.dossier import DirectAssessmentConfirmation, Dossier, SkillsIdentification, TrainingPlan
from app.domain.law import Violation
from app.domain.missing_items import (
    as_violation,
    items_missing_from_step,
    refusal_of_missing_items,
    violations_of_missing_items,
)
from app.domain.once_each import AWAITS_THE_SECRETARIAT, awaits_the_secretariat
from app.domain.order_of_days import (
    before_the_scheme,
    identification_after_the_request,
    portfolio_before_the_decision,
)
from app.domain.partner_certifications import PARTNER_CERTIFICATIONS
from app.domain.pathways import pathway_followed_by
from app.domain.refusal import Refusal, RefusalKind, invalid, judged_whole, refused
from app.domain.related_parties import company_sirens
from app.domain.rules.decisions import D25
from app.domain.rules.individualised_training import R25, R26
from app.domain.scope import scope_of
from app.domain.text import Text


def record_skills_identification(case: Case, identification: SkillsIdentification) -> Dossier | Refusal:
    """Keep the interview with the two experts: each competence judged, the technical expert of the company (R25)."""
    refusal = refusal_to_open(case, "recordSkillsIdentification") or judged_whole(
        (
            *future_day_faults(identification.held_on, case.on, "/held_on"),
            *_unknown_codes((m.code for m in identification.competences), case, "/competences", "/code"),
            *_named_twice(tuple(m.code for m in identification.competences), "/code"),
        ),
        (
            *_every_competence(identification, case),
            *_expert_of_the_company(identification, case),
            *expert_seat_faults(case, identification),
            *before_the_scheme(identification.held_on, "/held_on"),
            *identification_after_the_request(case, identification.held_on),
        ),
    )
    return refusal or replace(case.dossier, skills_identification=identification)


def record_training_plan(case: Case, plan: TrainingPlan) -> Dossier | Refusal:
    """Keep the plan: only on competences to acquire (R26)."""
    refusal = refusal_to_open(case, "recordTrainingPlan") or judged_whole(
        (
            *_ends_before(plan),
            *_unknown_codes(plan.competences, case, "/competences", ""),
            *_named_twice(plan.competences, ""),
            *_about_nothing(plan, case),
        ),
        _only_to_acquire(plan, case),
    )
    return refusal or replace(case.dossier, training_plan=plan)


def confirm_direct_assessment(case: Case, *, confirmed: bool, evidence: str) -> Dossier | Refusal:
    """Keep the secretariat's word that the conditions of R30 are proved, or not (D43).

    They are proved by what is there: the skills identification with its guide (D34), and conditions that are met.
    """
    confirmation = DirectAssessmentConfirmation(confirmed=confirmed, evidence=evidence, on=case.on)
    return (
        refusal_to_open(case, "confirmDirectAssessment")
        or (refused(_nothing_to_confirm(case)) if confirmed else None)
        or replace(case.dossier, direct_assessment=confirmation)
    )


def verify_held_certification(case: Case, code: str, *, verified: bool, reason: str) -> Dossier | Refusal:
    """Keep what the secretariat found of a certification that the candidate declares: true by its proof alone (D25)."""
    candidate = case.dossier.candidate
    is_declared = any(held.code == code for held in candidate.held_certifications)
    refusal = (
        refusal_to_open(case, "verifyHeldCertification")
        or (None if is_declared else invalid((_not_declared(code),)))
        or (refused(_without_proof(case, code)) if verified else None)
    )
    verification = Verification(verified=verified, reason=reason, on=case.on)
    checked = tuple(
        replace(held, verification=verification) if held.code == code else held
        for held in candidate.held_certifications
    )
    return refusal or replace(case.dossier, candidate=replace(candidate, held_certifications=checked))


def record_portfolio(case: Case, completed_on: date) -> Dossier | Refusal:
    """Keep the day on which the candidate completed the VAE portfolio, outil 7 (R38)."""
    recorded = replace(case.dossier, portfolio_completed_on=completed_on)
    unsigned = (item for item in items_missing_from_step(case, "vae_portfolio") if item.document_kind is not None)
    return (
        refusal_to_open(case, "recordPortfolio")
        or invalid(future_day_faults(completed_on, case.on, "/completed_on"))
        or refused(
            (
                *(as_violation(item) for item in unsigned),
                *before_the_scheme(completed_on, "/completed_on"),
                *portfolio_before_the_decision(case, completed_on),
            )
        )
        or recorded
    )


def complete_registration(case: Case) -> Dossier | Refusal:
    """Close the registration, or refuse with everything that it lacks (R28, R34, R42, R69).

    Where nobody is assessed, the scope is frozen with it: what the reference data say later takes nothing away (D51).
    """
    refusal = (
        refusal_to_open(case, "completeRegistration")
        or refusal_of_missing_items(case, "registration")
        or _awaits_the_secretariat(case)
    )
    assessed = pathway_followed_by(case.dossier).assessment is not None
    scope = case.dossier.scope if assessed else scope_of(case)
    return refusal or replace(case.dossier, registered_on=case.on, scope=scope)


def _awaits_the_secretariat(case: Case) -> Refusal | None:
    """D52: what another company's dossier stands in the way of waits, without a word on that one."""
    if not awaits_the_secretariat(case):
        return None
    return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=(AWAITS_THE_SECRETARIAT,))


def _every_competence(identification: SkillsIdentification, case: Case) -> tuple[Violation, ...]:
    judged = {mastery.code for mastery in identification.competences}
    return tuple(
        Violation(
            code="competence_not_judged",
            rule=R25,
            pointer="/competences",
            detail=Text(
                f"Le repérage ne dit rien de la compétence {competence.code}.",
                f"The skills identification says nothing of competence {competence.code}.",
            ),
        )
        for competence in case.framework.current
        if competence.code not in judged
    )


def _expert_of_the_company(identification: SkillsIdentification, case: Case) -> tuple[Violation, ...]:
    sirens = company_sirens(case)
    if not sirens or identification.technical_expert.employer_siren in sirens:
        return ()
    return (
        Violation(
            code="technical_expert_not_of_the_company",
            rule=R25,
            pointer="/technical_expert/employer_siren",
            detail=Text(
                "L'expert métier est un salarié de l'entreprise du candidat.",
                "The technical expert is an employee of the candidate's company.",
            ),
        ),
    )


def _about_nothing(plan: TrainingPlan, case: Case) -> tuple[Violation, ...]:
    """A plan develops something, unless the identification found everything mastered."""
    identification = case.dossier.skills_identification
    if plan.competences or (identification is not None and not identification.to_acquire):
        return ()
    return (
        Violation(
            code="nothing_to_develop",
            pointer="/competences",
            detail=Text(
                "Le parcours porte sur une compétence au moins, tant que le repérage en laisse à acquérir.",
                "The plan bears on one competence at least, as long as some are left to acquire.",
            ),
        ),
    )


def _only_to_acquire(plan: TrainingPlan, case: Case) -> tuple[Violation, ...]:
    identification = case.dossier.skills_identification
    if identification is None:
        return ()
    return tuple(
        Violation(
            code="competence_already_mastered",
            rule=R26,
            pointer=f"/competences/{index}",
            detail=Text(
                f"Le repérage a trouvé la compétence {code} maîtrisée : elle n'est pas à développer.",
                f"The skills identification found competence {code} mastered: it is not to be developed.",
            ),
        )
        for index, code in enumerate(plan.competences)
        if code not in identification.to_acquire
    )


def _unknown_codes(codes: Iterable[str], case: Case, before: str, after: str) -> tuple[Violation, ...]:
    known = {competence.code for competence in case.framework.current}
    return tuple(
        Violation(
            code="unknown_competence",
            pointer=f"{before}/{index}{after}",
            detail=Text(
                f"Le référentiel {case.framework.version} n'a pas de compétence {code}.",
                f"Framework {case.framework.version} has no competence {code}.",
            ),
        )
        for index, code in enumerate(codes)
        if code not in known
    )


def _named_twice(codes: Sequence[str], after: str) -> tuple[Violation, ...]:
    return tuple(
        Violation(
            code="competence_twice",
            pointer=f"/competences/{index}{after}",
            detail=Text(f"La compétence {code} est nommée deux fois.", f"Competence {code} is named twice."),
        )
        for index, code in enumerate(codes)
        if code in codes[:index]
    )


def _ends_before(plan: TrainingPlan) -> tuple[Violation, ...]:
    if plan.starts_on <= plan.ends_on:
        return ()
    return (
        Violation(
            code="ends_before_it_starts",
            pointer="/ends_on",
            detail=Text("Le parcours finit avant de commencer.", "The plan ends before it starts."),
        ),
    )


def _nothing_to_confirm(case: Case) -> tuple[Violation, ...]:
    """R30, D34: what the conditions of the direct assessment are to be proved by, and those that are not met."""
    lacking = violations_of_missing_items(case, "skills_identification")
    return (
        *lacking,
        *unmet_by(case.dossier, case.company_on_request, case.parameters, known=case.known_companies),
    )


def _without_proof(case: Case, code: str) -> tuple[Violation, ...]:
    """D25: a certification is verified by a proof that is on file; a partner's by its parchment, where it is asked for
    (R77)."""
    asked_for = _proofs_of(code, case)
    if any(each.kind in asked_for and each.state is DocumentState.AVAILABLE for each in case.dossier.documents):
        return ()
    kinds = [DOCUMENT_LABELS[kind] for kind in asked_for]
    return (
        Violation(
            code="proof_missing",
            rule=D25,
            pointer="/verified",
            detail=Text(
                f"Aucune preuve de {code} n'est au dossier : il y faut d'abord l'un de ces documents, "
                f"lisible : {', '.join(f'« {kind.fr} »' for kind in kinds)}.",
                f"No proof of {code} is on file: one of these documents must be there first, "
                f"and be readable: {', '.join(f'“{kind.en}”' for kind in kinds)}.",
            ),
        ),
    )


def _proofs_of(code: str, case: Case) -> tuple[DocumentKind, ...]:
    kinds = tuple(upload.kind for upload in pathway_followed_by(case.dossier).uploads)
    if code in PARTNER_CERTIFICATIONS and DocumentKind.PARCHMENT_COPY in kinds:
        return (DocumentKind.PARCHMENT_COPY,)
    return tuple(kind for kind in kinds if DOCUMENTS[kind].proves_what_is_held)


def _not_declared(code: str) -> Violation:
    return Violation(
        code="held_certification_not_declared",
        pointer="/code",
        detail=Text(f"Le candidat ne déclare pas détenir {code}.", f"The candidate does not declare to hold {code}."),
    )
