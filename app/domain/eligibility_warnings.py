"""What somebody should know before they take a pathway, and what does not close it (D25, D26, D43, D47)."""

from collections.abc import Callable, Iterable

from app.domain.candidate import EmploymentStatus
from app.domain.catalogue import CERTIFICATIONS
from app.domain.conditions import counted_days
from app.domain.documents import DocumentKind
from app.domain.dossier import Variant
from app.domain.eligibility import Question
from app.domain.law import Rule, Violation
from app.domain.partner_certifications import PARTNER_CERTIFICATIONS
from app.domain.pathway import Pathway
from app.domain.rules.common_law_vae import R35
from app.domain.rules.decisions import D25, D26, D43, D47
from app.domain.rules.simplified_vae import R31
from app.domain.text import Text

_FOR_CCNIC_EMPLOYEES = {("individualised_training", Variant.DIRECT_ASSESSMENT), ("simplified_vae", None)}


def warnings_about(pathway: Pathway, question: Question) -> tuple[Violation, ...]:
    """Every warning for that pathway, in the shape of a violation that refuses nothing."""
    return tuple(warning for look in _WARNINGS for warning in look(pathway, question))


def _experience_too_old(pathway: Pathway, question: Question) -> Iterable[Violation]:
    """D47: with the year older than the window, P2 is closed by R31 and P3 by R35: only P1 is left."""
    if pathway.code == "bridge" or not question.applicant.is_on_ccnic_payroll:
        return
    known = (question.applicant, question.parameters, question.on)
    recent = counted_days("simplified_vae", None, *known)
    ever = counted_days("common_law_vae", None, *known)
    needed = [question.parameters.number(rule, "minimum_days", question.on) for rule in (R31, R35)]
    if recent < needed[0] and ever >= needed[1]:
        yield Violation(
            code="only_individualised_training_left",
            rule=D47,
            pointer="/candidate/experience",
            detail=Text(
                "L'année d'expérience de ce salarié de la CCNIC est trop ancienne : seul le parcours n° 1 lui reste.",
                "This CCNIC employee's year of experience is too old: only pathway 1 is left.",
            ),
        )


def _limits_of_the_form(pathway: Pathway, _: Question) -> Iterable[Violation]:
    if any(DocumentKind.CERFA_12818 in step.required_documents for step in pathway.steps):
        yield Violation(
            code="cerfa_limits",
            rule=D47,
            detail=Text(
                "Le CERFA n'admet qu'une demande par certification et par année civile, et trois en tout.",
                "The CERFA form admits one request per certification and calendar year, and three in all.",
            ),
        )


def _agreement_to_be_known(pathway: Pathway, question: Question) -> Iterable[Violation]:
    applicant = question.applicant
    if (pathway.code, pathway.variant) not in _FOR_CCNIC_EMPLOYEES | {("common_law_vae", None)}:
        return
    if applicant.employment.status is EmploymentStatus.EMPLOYEE and applicant.idcc is None:
        yield Violation(
            code="collective_agreement_unknown",
            rule=D43,
            pointer="/candidate/employment/employer",
            detail=Text(
                "La convention collective de l'employeur n'est pas connue : ce parcours en dépend.",
                "The employer's collective agreement is not known: this pathway depends on it.",
            ),
        )


def _agreement_to_be_verified(pathway: Pathway, question: Question) -> Iterable[Violation]:
    applicant = question.applicant
    if (pathway.code, pathway.variant) not in _FOR_CCNIC_EMPLOYEES or not applicant.is_on_ccnic_payroll:
        return
    if applicant.company is None or not applicant.company.is_verified_ccnic:
        yield Violation(
            code="ccnic_to_be_verified",
            rule=D43,
            pointer="/candidate/employment/employer",
            detail=Text(
                "Le secrétariat devra vérifier que l'entreprise relève de la CCNIC.",
                "The secretariat will have to verify that the company is under the chemical agreement.",
            ),
        )


def _framework_to_be_confirmed(_: Pathway, question: Question) -> Iterable[Violation]:
    if question.framework is None or not question.framework.confirmed:
        yield Violation(
            code="framework_not_confirmed",
            rule=D26,
            pointer="/certification_code",
            detail=Text(
                "Le référentiel de cette certification n'est pas encore confirmé.",
                "This certification's framework has not been confirmed yet.",
            ),
        )


def _cqpi_to_be_verified(pathway: Pathway, question: Question) -> Iterable[Violation]:
    for row in question.equivalences_held if pathway.code != "bridge" else ():
        if row.confirmed:
            yield _about_held(
                "held_cqpi_to_be_verified",
                D25,
                f"{row.cqpi} ne dispense de rien avant que le secrétariat en ait vérifié le justificatif.",
                f"{row.cqpi} exempts from nothing until the secretariat has verified its proof.",
            )
        else:
            yield _about_held(
                "equivalence_not_confirmed",
                D26,
                f"L'équivalence de {row.cqpi} avec cette certification n'est pas confirmée.",
                f"The equivalence of {row.cqpi} with this certification has not been confirmed.",
            )


def _unknown_certification_held(_: Pathway, question: Question) -> Iterable[Violation]:
    for index, held in enumerate(question.held):
        if held.code not in CERTIFICATIONS and held.code not in PARTNER_CERTIFICATIONS:
            yield Violation(
                code="held_certification_unknown",
                pointer=f"/candidate/held_certifications/{index}/code",
                detail=Text(
                    f"{held.code} n'est le code d'aucune certification connue : elle ne compte pas ici.",
                    f"{held.code} is no known certification's code: it does not count here.",
                ),
            )


def _about_held(code: str, rule: Rule, fr: str, en: str) -> Violation:
    return Violation(
        code=code,
        rule=rule,
        pointer="/candidate/held_certifications",
        detail=Text(fr, en),
    )


_WARNINGS: tuple[Callable[[Pathway, Question], Iterable[Violation]], ...] = (
    _experience_too_old,
    _limits_of_the_form,
    _agreement_to_be_known,
    _agreement_to_be_verified,
    _framework_to_be_confirmed,
    _cqpi_to_be_verified,
    _unknown_certification_held,
)
