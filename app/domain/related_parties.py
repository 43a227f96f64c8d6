"""Who is around a candidate: where they work, and what trained them (R15, D16, D22)."""

from app.domain.case import Case
from app.domain.evaluators import RelatedParties


def company_sirens(case: Case) -> frozenset[str]:
    """The legal units where the candidate works: the company, and the user company of a hosted worker (D22)."""
    host = case.dossier.candidate.employment.user_company
    sirens = {case.company.siren} if case.company is not None else set()
    return frozenset(sirens | ({host.siren} if host is not None else set()))


def related_parties_of(case: Case) -> RelatedParties:
    """Those from whom the evaluator must be independent: employer, host, training and accompanying bodies."""
    dossier = case.dossier
    employer = dossier.candidate.employment.employer
    bodies = (dossier.training_body, dossier.accompanying_body)
    return RelatedParties(
        company_sirens=company_sirens(case) | ({employer.siren} if employer is not None else frozenset()),
        bodies=tuple(body for body in bodies if body is not None),
        known_networks=case.known_networks,
    )
