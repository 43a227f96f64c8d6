"""What is pointed out of the companies around a dossier: the agreements that count as they were declared (D62)."""

from app.domain.case import Case
from app.domain.known_companies import (
    THE_EMPLOYER,
    THE_PROFESSIONALS_EMPLOYER,
    THE_USER_COMPANY,
    declared_only,
)
from app.domain.law import RuleWarning


def agreement_warnings(case: Case) -> tuple[RuleWarning, ...]:
    """D62: one warning for each of employer, user company and named professional of whom nothing is verified."""
    return (*_of_the_employer(case), *_of_the_host(case), *_of_the_professional(case))


def _of_the_employer(case: Case) -> tuple[RuleWarning, ...]:
    employer = case.dossier.candidate.employment.employer
    if employer is None:
        return ()
    return declared_only(case.employer, employer.idcc, "/candidate/employment/employer", THE_EMPLOYER)


def _of_the_host(case: Case) -> tuple[RuleWarning, ...]:
    host = case.dossier.candidate.employment.user_company
    if host is None:
        return ()
    known = case.known_companies.including(case.company).on_record(host.siret)
    return declared_only(known, host.idcc, "/candidate/employment/user_company", THE_USER_COMPANY)


def _of_the_professional(case: Case) -> tuple[RuleWarning, ...]:
    named = case.dossier.assessment.professional if case.dossier.assessment is not None else None
    if named is None:
        return ()
    known = case.known_companies.unit_on_record(named.employer_siren)
    return declared_only(known, named.employer_idcc, "/trade_evaluator", THE_PROFESSIONALS_EMPLOYER)
