"""Who is around a candidate: where they work, and what trained them (R15, D16, D22, D62)."""

from collections.abc import Iterable

from app.domain.case import Case
from app.domain.company_facts import CompanyFacts
from app.domain.dossier import FormerEmployer
from app.domain.evaluators import RelatedParties
from app.domain.known_companies import workplaces


def company_sirens(case: Case) -> frozenset[str]:
    """The legal units where the candidate works or has worked since the request: the employer, and the user company of
    a hosted worker (D22, D64).

    A company that is linked with them and opens the dossier is none of them (D62).
    """
    now = workplaces(case.dossier.candidate.employment, case.company)
    return now.union(*(workplaces(each.employment, company) for each, company in _former(case)))


def _former(case: Case) -> Iterable[tuple[FormerEmployer, CompanyFacts | None]]:
    """Whose the dossier was, each with what is known of that company."""
    for each in case.dossier.former_employers:
        yield each, case.former_companies.get(each.company_id) if each.company_id is not None else None


def related_parties_of(case: Case) -> RelatedParties:
    """Those from whom the evaluator must be independent.

    The employer, the host, who opened the dossier and whoever makes one group with them, those of before a change of
    employer too (D64); the training and accompanying bodies.
    """
    dossier, works_at = case.dossier, company_sirens(case)
    bodies = (dossier.training_body, dossier.accompanying_body)
    in_charge = (case.company, *(company for _, company in _former(case)))
    return RelatedParties(
        company_sirens=works_at | {company.siren for company in in_charge if company is not None},
        linked_sirens=case.known_companies.linked_with(works_at),
        bodies=tuple(body for body in bodies if body is not None),
        known_networks=case.known_networks,
    )
