"""Who is around a candidate: where they work, and what trained them (R15, D16, D22, D62)."""

from app.domain.case import Case
from app.domain.evaluators import RelatedParties
from app.domain.known_companies import workplaces


def company_sirens(case: Case) -> frozenset[str]:
    """The legal units where the candidate works: the employer, and the user company of a hosted worker (D22).

    A company that is linked with them and opens the dossier is none of them (D62).
    """
    return workplaces(case.dossier.candidate.employment, case.company)


def related_parties_of(case: Case) -> RelatedParties:
    """Those from whom the evaluator must be independent.

    The employer, the host, who opened the dossier and whoever makes one group with them; the training and
    accompanying bodies.
    """
    dossier, works_at = case.dossier, company_sirens(case)
    bodies = (dossier.training_body, dossier.accompanying_body)
    return RelatedParties(
        company_sirens=works_at | ({case.company.siren} if case.company is not None else frozenset()),
        linked_sirens=case.known_companies.linked_with(works_at),
        bodies=tuple(body for body in bodies if body is not None),
        known_networks=case.known_networks,
    )
