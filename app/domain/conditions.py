"""The conditions that pathways name: R2, R28, R30, R31 and R35, as predicates with their rules, counted as D37 says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.domain.bridges import Bridge
from app.domain.calendar import add_years, years_before
from app.domain.candidate import Employment, EmploymentStatus, HeldCertification
from app.domain.company_facts import CompanyFacts
from app.domain.day_words import in_words
from app.domain.experience import Experience, days_of_experience
from app.domain.identifiers import CCNIC
from app.domain.law import ParametersInForce, Rule, Violation
from app.domain.options import NO_SECOND_OPTION, OptionSought
from app.domain.rules.common_law_vae import R35
from app.domain.rules.decisions import D20, D21, D37, D47, D48, D53, D62
from app.domain.rules.individualised_training import R28, R30
from app.domain.rules.scheme import R2
from app.domain.text import Text

_R2_STATUSES = {EmploymentStatus.EMPLOYEE, EmploymentStatus.TEMPORARY_WORKER, EmploymentStatus.GEIQ_WORKER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """What the conditions look at. ``company``: the employer on record, which counts before what is declared of it.

    For a hosted worker it is None, since a host is no employer (D20). ``opened_by``: the company that opens the
    dossier, None where nobody opens one; ``linked``: the SIREN of those that the secretariat linked with the
    employer or the user company (D62). ``bridges``: those in force that lead from what
    is ``held`` to the certification; None where nobody looked for them, a dossier's own steps asking for them later.
    ``birth_date``: None where it was not told, as of who asks without a name.
    ``options``: the one that is asked for, or each that may be where none is named; empty where there are none.
    """

    employment: Employment
    birth_date: date | None = None
    experience: tuple[Experience, ...] = ()
    masters_all_competences: bool | None = None
    company: CompanyFacts | None = None
    opened_by: CompanyFacts | None = None
    linked: frozenset[str] = frozenset()
    held: tuple[HeldCertification, ...] = ()
    bridges: tuple[Bridge, ...] | None = None
    options: tuple[OptionSought, ...] = ()

    @property
    def idcc(self) -> str | None:
        """The collective agreement of the employer, as far as it is known."""
        if self.company is not None:
            return self.company.idcc
        return self.employment.employer.idcc if self.employment.employer else None

    @property
    def is_employed_elsewhere(self) -> bool:
        """Whether the employer that is declared is not the company that opens the dossier, nor linked with it."""
        opener, employer = self.opened_by, self.employment.employer
        return opener is not None and employer is not None and opener.siren not in self.linked | {employer.siren}

    @property
    def is_opened_by_a_stranger(self) -> bool:
        """D62: whether who opens the dossier is neither employer nor user company, nor linked with one of them.

        An employee of whom no employer is named is the company's; of a hosted worker that cannot be taken for granted.
        """
        if self.opened_by is None:
            return False
        theirs = self.employment.legal_units
        return self.opened_by.siren not in self.linked | theirs and bool(theirs or self.employment.is_hosted)

    @property
    def is_on_ccnic_payroll(self) -> bool:
        """D20, D21: employed by a company under the chemical agreement, not merely working at one.

        What the secretariat found counts before the IDCC, which is declared (D43).
        """
        if self.employment.status is not EmploymentStatus.EMPLOYEE:
            return False
        found = self.company.ccnic_verified if self.company is not None else None
        return self.idcc == CCNIC if found is None else found


@dataclass(frozen=True, slots=True)
class Asked:
    """An applicant, the day on which they ask, and the values of the parameters."""

    applicant: Applicant
    on: date
    parameters: ParametersInForce

    def days_since(self, since: date | None) -> Fraction:
        """The days of directly related experience from ``since`` on; all of them where it is None (D37).

        None of them lies before the birthday from which experience counts (D48).
        """
        hours = self.parameters.number(D37, "weekly_hours", self.on)
        floors = [day for day in (since, self.birthday("counts_from_age")) if day is not None]
        return days_of_experience(
            self.applicant.experience, until=self.on, since=max(floors, default=None), full_time_hours=hours
        )

    def birthday(self, age: str) -> date | None:
        """The day on which the applicant reaches an age that D48 names; None where their birth date is not known."""
        birth_date = self.applicant.birth_date
        return None if birth_date is None else add_years(birth_date, self.parameters.number(D48, age, self.on))


Unmet = Callable[[Asked], tuple[Violation, ...]]
CountedExperience = Callable[[Asked], Fraction]


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that the applicant must be. ``rules`` ask for it; ``unmet`` finds what is missing of it."""

    rules: tuple[Rule, ...]
    unmet: Unmet


def all_days(asked: Asked) -> Fraction:
    """Every day of directly related experience."""
    return asked.days_since(None)


def days_in_window(rule: Rule) -> CountedExperience:
    """The days within the years before the request that ``rule`` looks at."""
    return lambda asked: asked.days_since(
        years_before(asked.on, asked.parameters.number(rule, "window_years", asked.on))
    )


def _outside_of_the_public(asked: Asked) -> tuple[Violation, ...]:
    if asked.applicant.employment.status in _R2_STATUSES:
        return ()
    return (
        Violation(
            code="not_in_the_public_of_the_scheme",
            rule=R2,
            pointer="/candidate/employment/status",
            detail=Text(
                "Ce parcours est ouvert aux salariés, aux intérimaires et aux salariés mis à disposition par un GEIQ.",
                "This pathway is open to employees, temporary workers and workers of a GEIQ.",
            ),
        ),
    )


def _opened_by_a_stranger(asked: Asked) -> tuple[Violation, ...]:
    applicant = asked.applicant
    if applicant.employment.status not in _R2_STATUSES or not applicant.is_opened_by_a_stranger:
        return ()
    hosted = applicant.employment.is_hosted
    return (
        Violation(
            code="not_opened_by_employer_or_user_company" if hosted else "not_opened_by_the_employer",
            rule=D62 if hosted else R28,
            pointer="/candidate/employment" if hosted else "/candidate/employment/employer",
            detail=_OPENED_FOR_A_HOSTED_WORKER if hosted else _OPENED_FOR_AN_EMPLOYEE,
        ),
    )


_OPENED_FOR_AN_EMPLOYEE = Text(
    "Ce dossier s'ouvre par l'employeur du candidat, ou par une entreprise que le secrétariat a liée à lui : "
    "corrigez l'employeur déclaré, ou demandez ce lien au secrétariat.",
    "This dossier is opened by the candidate's employer, or by a company that the secretariat has linked with it: "
    "correct the employer that is declared, or ask the secretariat for that link.",
)
_OPENED_FOR_A_HOSTED_WORKER = Text(
    "Ce dossier s'ouvre par l'employeur du candidat, par l'entreprise utilisatrice, ou par une entreprise que le "
    "secrétariat a liée à l'un d'eux : indiquez-les, ou demandez ce lien au secrétariat.",
    "This dossier is opened by the candidate's employer, by the user company, or by a company that the secretariat "
    "has linked with one of them: name them, or ask the secretariat for that link.",
)


def _off_payroll(rule: Rule, asked: Asked) -> tuple[Violation, ...]:
    if asked.applicant.is_on_ccnic_payroll and not asked.applicant.is_employed_elsewhere:
        return ()
    hosted = asked.applicant.employment.is_hosted
    return (
        Violation(
            code="hosted_worker_not_on_payroll" if hosted else "not_on_ccnic_payroll",
            rule=D20 if hosted else rule,
            pointer="/candidate/employment",
            detail=Text(
                "Le candidat n'est pas à l'effectif d'une entreprise relevant de la CCNIC (IDCC 0044).",
                "The candidate is not on the payroll of a company under the chemical agreement (IDCC 0044).",
            ),
        ),
    )


def _recent_experience_too_short(rule: Rule, asked: Asked) -> tuple[Violation, ...]:
    needed = asked.parameters.number(rule, "minimum_days", asked.on)
    years = asked.parameters.number(rule, "window_years", asked.on)
    counted = days_in_window(rule)(asked)
    if counted >= needed:
        return ()
    return (
        Violation(
            code="recent_experience_too_short",
            rule=rule,
            pointer="/candidate/experience",
            detail=Text(
                f"{int(counted)} jours d'expérience en rapport direct sont comptés dans les {years} années "
                f"précédant le {in_words(asked.on).fr} ; il en faut {needed}.",
                f"{int(counted)} days of directly related experience count in the {years} years "
                f"before {in_words(asked.on).en}; {needed} are needed.",
            ),
        ),
    )


def _experience_too_short(asked: Asked) -> tuple[Violation, ...]:
    needed = asked.parameters.number(R35, "minimum_days", asked.on)
    counted = all_days(asked)
    if counted >= needed:
        return ()
    return (
        Violation(
            code="experience_too_short",
            rule=R35,
            pointer="/candidate/experience",
            detail=Text(
                f"{int(counted)} jours d'expérience en rapport direct sont comptés ; il en faut {needed}.",
                f"{int(counted)} days of directly related experience count; {needed} are needed.",
            ),
        ),
    )


def _not_all_mastered(asked: Asked) -> tuple[Violation, ...]:
    if asked.applicant.masters_all_competences is True:
        return ()
    return (
        Violation(
            code="competences_not_all_mastered",
            rule=R30,
            pointer="/candidate/masters_all_competences",
            detail=Text(
                "L'évaluation directe suppose que le repérage conclue à la maîtrise de l'ensemble des compétences.",
                "Direct assessment supposes that all competences were found mastered.",
            ),
        ),
    )


def _under_the_agreement(asked: Asked) -> tuple[Violation, ...]:
    if not asked.applicant.is_on_ccnic_payroll:
        return ()
    return (
        Violation(
            code="on_ccnic_payroll",
            rule=R35,
            sentence=1,
            pointer="/candidate/employment",
            detail=Text(
                "Ce parcours est celui des candidats hors des entreprises relevant de la CCNIC.",
                "This pathway is for candidates outside the companies under the chemical agreement.",
            ),
        ),
    )


def _too_young(asked: Asked) -> tuple[Violation, ...]:
    """D48: the guide sets no age, so that somebody looks at it where it is this low."""
    grown = asked.birthday("age_of_request")
    if grown is None or grown <= asked.on:
        return ()
    age = asked.parameters.number(D48, "age_of_request", asked.on)
    return (
        Violation(
            code="candidate_too_young",
            rule=D48,
            pointer="/candidate/birth_date",
            detail=Text(
                f"Le candidat n'a pas {age} ans le jour de la demande : vérifiez sa date de naissance.",
                f"The candidate is under {age} on the day of the request: check the birth date.",
            ),
        ),
    )


def _holds_all_that_is_asked(asked: Asked) -> tuple[Violation, ...]:
    options = asked.applicant.options
    return () if not options or any(sought.is_open for sought in options) else (NO_SECOND_OPTION,)


def recent_experience(rule: Rule) -> Condition:
    """Enough days in the years before the request: both are parameters of ``rule``."""
    return Condition((rule,), lambda asked: _recent_experience_too_short(rule, asked))


def on_payroll(rule: Rule) -> Condition:
    """On the payroll of a company under the chemical agreement (D20, D21)."""
    return Condition((rule, D21), lambda asked: _off_payroll(rule, asked))


OF_THE_PUBLIC = Condition((R2,), _outside_of_the_public)
OLD_ENOUGH = Condition((D48,), _too_young)
OPTION_OPEN = Condition((D53,), _holds_all_that_is_asked)
OPENED_BY_THEIR_COMPANY = Condition((R28, D62), _opened_by_a_stranger)
ALL_MASTERED = Condition((R30,), _not_all_mastered)
EXPERIENCED = Condition((R35,), _experience_too_short)
OUTSIDE_THE_AGREEMENT = Condition((R35, D47), _under_the_agreement)
