"""What somebody should know before they take a pathway, and what does not close it (D25, D26, D43, D47, D62).

Each is named by the pages of the pathways that it is about.
"""

from collections.abc import Iterable

from app.domain.candidate import EmploymentStatus
from app.domain.conditions import Asked, all_days, days_in_window
from app.domain.eligibility_question import Question
from app.domain.known_companies import THE_EMPLOYER, declared_only
from app.domain.law import Rule, RuleWarning
from app.domain.rules.common_law_vae import R35
from app.domain.rules.decisions import D25, D26, D43, D47
from app.domain.rules.simplified_vae import R31
from app.domain.text import Text


def experience_too_old(question: Question) -> Iterable[RuleWarning]:
    """D47: with the year older than the window, P2 is closed by R31 and P3 by R35: only P1 is left."""
    if not question.applicant.is_on_ccnic_payroll:
        return
    asked = Asked(question.applicant, question.on, question.parameters)
    recent, ever = int(days_in_window(R31)(asked)), int(all_days(asked))
    needed = [question.parameters.number(rule, "minimum_days", question.on) for rule in (R31, R35)]
    if recent < needed[0] and ever >= needed[1]:
        yield RuleWarning(
            code="only_individualised_training_left",
            rule=D47,
            pointer="/candidate/experience",
            detail=Text(
                "L'année d'expérience de ce salarié de la CCNIC est trop ancienne : seul le parcours n° 1 lui reste.",
                "This CCNIC employee's year of experience is too old: only pathway 1 is left.",
            ),
        )


def limits_of_the_form(_: Question) -> Iterable[RuleWarning]:
    """D47: of the pathways that ask for the CERFA form."""
    yield RuleWarning(
        code="cerfa_limits",
        rule=D47,
        detail=Text(
            "Le CERFA n'admet qu'une demande par certification et par année civile, et trois en tout.",
            "The CERFA form admits one request per certification and calendar year, and three in all.",
        ),
    )


def agreement_to_be_known(question: Question) -> Iterable[RuleWarning]:
    """D43: of the pathways that depend on the employer's collective agreement."""
    applicant = question.applicant
    if applicant.employment.status is EmploymentStatus.EMPLOYEE and applicant.idcc is None:
        yield RuleWarning(
            code="collective_agreement_unknown",
            rule=D43,
            pointer="/candidate/employment/employer",
            detail=Text(
                "La convention collective de l'employeur n'est pas connue : ce parcours en dépend.",
                "The employer's collective agreement is not known: this pathway depends on it.",
            ),
        )


def agreement_to_be_verified(question: Question) -> Iterable[RuleWarning]:
    """D43: of the pathways for employees under the chemical agreement."""
    applicant = question.applicant
    if not applicant.is_on_ccnic_payroll:
        return
    if applicant.company is None or not applicant.company.is_verified_ccnic:
        yield RuleWarning(
            code="ccnic_to_be_verified",
            rule=D43,
            pointer="/candidate/employment/employer",
            detail=Text(
                "Le secrétariat devra vérifier que l'entreprise relève de la CCNIC.",
                "The secretariat will have to verify that the company is under the chemical agreement.",
            ),
        )


def agreement_declared(question: Question) -> Iterable[RuleWarning]:
    """D62: of the pathways that depend on the employer's collective agreement, where nothing of it is verified."""
    applicant = question.applicant
    employer = applicant.employment.employer
    if applicant.employment.status is EmploymentStatus.EMPLOYEE and employer is not None:
        yield from declared_only(applicant.company, employer.idcc, "/candidate/employment/employer", THE_EMPLOYER)


def framework_to_be_confirmed(question: Question) -> Iterable[RuleWarning]:
    """D26: what is not confirmed is not the branch's word yet."""
    if question.framework is None or not question.framework.confirmed:
        yield RuleWarning(
            code="framework_not_confirmed",
            rule=D26,
            pointer="/certification_code",
            detail=Text(
                "Le référentiel de cette certification n'est pas encore confirmé.",
                "This certification's framework has not been confirmed yet.",
            ),
        )


def cqpi_to_be_verified(question: Question) -> Iterable[RuleWarning]:
    """D25, D26: of the pathways that assess, from which a CQPI that is held may exempt."""
    for row in question.equivalences_held:
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


def _about_held(code: str, rule: Rule, fr: str, en: str) -> RuleWarning:
    return RuleWarning(
        code=code,
        rule=rule,
        pointer="/candidate/held_certifications",
        detail=Text(fr, en),
    )
