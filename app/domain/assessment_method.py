"""How the competences are assessed in a pathway, where the guide's pathways differ."""

from dataclasses import dataclass

from app.domain.documents import DocumentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentMethod:
    """How one pathway assesses.

    ``guide``: the evaluators' guide. ``guide_always_due``: it is sent within the term of R41 whatever D30's setting
    says. ``letter_presented_first``: the interview begins with the letter of admissibility (R39).
    ``professional_named``: the trade professional is named with the results (R18), not invited to observe (R17).
    ``filed_with_its_results``: the guide handed in holds every result, so that one more asks for it again (D57).
    ``near_the_candidate``: a remote sitting counts in the candidate's region, not in the company's (D19).
    """

    guide: DocumentKind
    guide_always_due: bool
    letter_presented_first: bool
    professional_named: bool
    filed_with_its_results: bool = False
    near_the_candidate: bool = False
