"""What a reader of a dossier must know, and what stops nothing: one list for checklist, agenda and creation.

A new warning is a function of the case, and its line in ``CASE_WARNINGS``. Those that somebody should know before they
take a pathway are in ``eligibility_warnings.py``.
"""

from collections.abc import Callable, Iterable

from app.domain.agreement_warnings import agreement_warnings
from app.domain.assigning import choice_warnings
from app.domain.case import Case
from app.domain.cqpi import cqpi_warnings
from app.domain.creation import applicant_of
from app.domain.day_words import in_words
from app.domain.durations import duration
from app.domain.form_limits import exceeded_form_limits
from app.domain.form_warnings import form_warnings
from app.domain.law import RuleWarning
from app.domain.once_each import second_elsewhere
from app.domain.options import option_warnings
from app.domain.order_of_days import SCHEME_BEGAN_ON, is_an_old_identification
from app.domain.passport_warnings import passport_warnings
from app.domain.pathways import pathway_followed_by
from app.domain.print_repertoire import print_warnings
from app.domain.rules.admissibility import R44
from app.domain.rules.decisions import D48, D49, D51, D69
from app.domain.scope import fallen_exemptions
from app.domain.text import Text

CaseWarning = Callable[[Case], Iterable[RuleWarning]]
"""Finds what one rule would have a dossier's reader know."""


def warnings_of(case: Case) -> tuple[RuleWarning, ...]:
    """Every warning about the case, in the order of a dossier's life."""
    return tuple(warning for look in CASE_WARNINGS for warning in look(case))


def warnings_for_the_branch(case: Case) -> tuple[RuleWarning, ...]:
    """The same, and what an employer may not learn: who may be whom (D49), and what another company's dossiers say."""
    return (
        *warnings_of(case),
        *_doubts(case),
        *_death_elsewhere(case),
        *(each.as_warning() for each in second_elsewhere(case)),
    )


def _doubts(case: Case) -> Iterable[RuleWarning]:
    for doubt in case.doubts:
        yield RuleWarning(
            code="person_in_doubt",
            rule=D49,
            detail=Text(
                f"Le candidat est peut-être celui du dossier {doubt.earlier_number} : dites si ces deux dossiers sont "
                "d'une même personne.",
                f"The candidate may be that of dossier {doubt.earlier_number}: say whether the two dossiers are one "
                "person's.",
            ),
        )


def _death_elsewhere(case: Case) -> Iterable[RuleWarning]:
    """D69: the death is of the person, and each of their dossiers goes on or is closed by the secretariat's word."""
    if case.dossier.death is not None or case.dossier.is_over:
        return
    for known in case.known_deaths:
        day = in_words(known.on)
        yield RuleWarning(
            code="candidate_died",
            rule=D69,
            detail=Text(
                f"D'après le dossier {known.number}, le candidat est décédé le {day.fr} : notez-le ici aussi, "
                "en disant si ce dossier va jusqu'à son jury.",
                f"By dossier {known.number} the candidate died on {day.en}: record it here too, and say "
                "whether this dossier goes on to its jury.",
            ),
        )


def _pointed_out_by_the_pathway(case: Case) -> Iterable[RuleWarning]:
    """The conditions that the dossier's pathway only points out, judged on the day of the request (D32)."""
    dossier = case.dossier
    applicant = applicant_of(dossier, case.company_on_request, known=case.known_companies)
    return pathway_followed_by(dossier).unmet_and_pointed_out(applicant, case.parameters, dossier.requested_on)


def _old_identification(case: Case) -> Iterable[RuleWarning]:
    identification = case.dossier.skills_identification
    if identification is None or not is_an_old_identification(case):
        return
    years = case.parameters.number(D48, "identification_years", case.dossier.requested_on)
    held_on, age = in_words(identification.held_on), duration(years, "years")
    yield RuleWarning(
        code="skills_identification_old",
        rule=D48,
        detail=Text(
            f"Le repérage est du {held_on.fr}, plus de {age.fr} avant la demande.",
            f"The skills identification is of {held_on.en}, more than {age.en} before the request.",
        ),
    )


def _plan_before_the_scheme(case: Case) -> Iterable[RuleWarning]:
    """The days of a plan inform, and may be past (D45, D48): so early, they are likely to be a slip."""
    plan = case.dossier.training_plan
    if plan is None or plan.starts_on >= SCHEME_BEGAN_ON:
        return
    yield RuleWarning(
        code="training_plan_before_the_scheme",
        rule=D48,
        detail=Text(
            f"Le parcours de développement commence le {in_words(plan.starts_on).fr}, avant que le dispositif existe.",
            f"The training plan starts on {in_words(plan.starts_on).en}, before there was a scheme.",
        ),
    )


def _about_the_evaluator(case: Case) -> Iterable[RuleWarning]:
    """What was pointed out to who chose the evaluator (D15, D61), for who reads the dossier later."""
    if case.evaluator is None or case.dossier.evaluator is None:
        return ()
    return choice_warnings(case, case.evaluator, case.dossier.evaluator)


def _fallen_exemptions(case: Case) -> Iterable[RuleWarning]:
    """D51, without naming the source: an employer does not learn of another company's dossier by it."""
    for exemption in fallen_exemptions(case):
        code = exemption.competence_code
        yield RuleWarning(
            code="exemption_fallen",
            rule=D51,
            detail=Text(
                f"Ce qui dispensait de la compétence {code} est tombé : elle est à évaluer.",
                f"What exempted from competence {code} has fallen: it is to be assessed.",
            ),
        )


def _letter_without_address(case: Case) -> Iterable[RuleWarning]:
    """R44: the answer is sent by registered letter, which goes to an address."""
    if "recordDispatch" not in pathway_followed_by(case.dossier).acts or case.dossier.candidate.address is not None:
        return
    yield RuleWarning(
        code="no_postal_address",
        rule=R44,
        pointer="/candidate/address",
        detail=Text(
            "L'adresse postale du candidat manque : la réponse à sa demande part en lettre recommandée.",
            "The candidate's postal address is missing: the answer to their request goes by registered letter.",
        ),
    )


CASE_WARNINGS: tuple[CaseWarning, ...] = (
    _pointed_out_by_the_pathway,
    exceeded_form_limits,
    _old_identification,
    _plan_before_the_scheme,
    agreement_warnings,
    _about_the_evaluator,
    form_warnings,
    _fallen_exemptions,
    option_warnings,
    cqpi_warnings,
    print_warnings,
    _letter_without_address,
    passport_warnings,
)
"""Every source of warnings, in the order of a dossier's life."""
