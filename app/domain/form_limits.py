"""The CERFA's limits: how many requests one person makes by it in a calendar year (D47). They stop nothing."""

from collections.abc import Collection, Iterable
from uuid import UUID

from app.domain.admissibility import request_of
from app.domain.case import Case
from app.domain.documents import DocumentKind
from app.domain.dossier import AdmissibilityVerdict, Dossier
from app.domain.law import RuleWarning
from app.domain.pathways import pathway_followed_by
from app.domain.rules.decisions import D47
from app.domain.text import Text

_FOR_ONE_CERTIFICATION, _IN_ALL = 1, 3


def is_made_by_the_form(dossier: Dossier) -> bool:
    """Whether the dossier's request is made by the CERFA, as in every pathway that asks for it."""
    return pathway_followed_by(dossier).asks_for(DocumentKind.CERFA_12818)


def exceeded_form_limits(case: Case) -> Iterable[RuleWarning]:
    """Which limits this request exceeds, by those made before it in the year; told until the request is answered."""
    dossier = case.dossier
    if not is_made_by_the_form(dossier) or _is_answered(dossier):
        return
    before = _requests_before(dossier, case.other_requests)
    year, place = dossier.requested_on.year, len(before) + 1
    same = sum(other.certification_code == dossier.certification_code for other in before) + 1
    if same > _FOR_ONE_CERTIFICATION:
        yield RuleWarning(
            code="cerfa_limit_for_certification",
            rule=D47,
            detail=Text(
                f"Demande n° {same} du candidat sur cette certification en {year} : le CERFA n'en admet qu'une par "
                "certification et par année civile.",
                f"The candidate's request no. {same} for this certification in {year}: the CERFA form admits one per "
                "certification and calendar year.",
            ),
        )
    if place > _IN_ALL:
        yield RuleWarning(
            code="cerfa_limit_in_all",
            rule=D47,
            detail=Text(
                f"Demande n° {place} du candidat en {year} : le CERFA n'en admet que {_IN_ALL} en tout par année "
                "civile.",
                f"The candidate's request no. {place} in {year}: the CERFA form admits {_IN_ALL} in all in a calendar "
                "year.",
            ),
        )


def _is_answered(dossier: Dossier) -> bool:
    decision = request_of(dossier).decision
    given_back = decision is None or decision.verdict is AdmissibilityVerdict.INCOMPLETE
    return not given_back or dossier.registered_on is not None or dossier.closure is not None


def _requests_before(dossier: Dossier, others: Collection[Dossier]) -> list[Dossier]:
    """The person's requests of the same year that came earlier; of two of one day, the dossier opened first."""
    every: dict[UUID | None, Dossier] = {other.id: other for other in others}
    return [
        other
        for other in every.values()
        if is_made_by_the_form(other)
        and other.requested_on.year == dossier.requested_on.year
        and (other.requested_on, other.id) < (dossier.requested_on, dossier.id)
        and _was_made(other)
        and not _goes_on(other, every.get(other.previous_dossier_id))
        and not _goes_on(dossier, other)
    ]


def _was_made(other: Dossier) -> bool:
    """Whether it was handed in, or may still be: what was given up before that asked for nothing."""
    is_submitted = pathway_followed_by(other).step("admissibility") is not None
    return not is_submitted or bool(request_of(other).received_on) or other.closure is None


def _goes_on(dossier: Dossier, previous: Dossier | None) -> bool:
    """D33: whether a new attempt took the former one's admissibility over: both are one request."""
    if previous is None or previous.id != dossier.previous_dossier_id:
        return False
    former = request_of(previous)
    return former.is_admissible and request_of(dossier).received_on == former.received_on
