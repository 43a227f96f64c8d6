"""What becomes of an assessment whose evaluator leaves it (D63), and of a guide that says it no longer (D57)."""

from dataclasses import replace

from app.domain.assessment import Assessment, Briefing, Result
from app.domain.case import Case
from app.domain.dossier import Dossier, FormerAssignment
from app.domain.pathways import pathway_followed_by
from app.domain.results_on_record import records_of, values_of, where_the_former_sat


def without_the_former(case: Case, reason: str | None) -> Dossier:
    """The dossier as an evaluator leaves it (D63): what was theirs is on record, and is to be given again.

    Sittings and results stay, to be confirmed; before a first result nothing of the assessment does.
    """
    dossier = case.dossier
    if dossier.evaluator is None:
        return dossier
    former = FormerAssignment(
        choice=dossier.evaluator,
        acceptance=dossier.acceptance,
        assessment=dossier.assessment,
        trade_evaluator=dossier.trade_evaluator,
        trade_observations=dossier.trade_observations,
        until=case.on,
        reason=reason,
    )
    goes_on = dossier.has_results or dossier.assessment_completed_on is not None
    left = replace(
        dossier,
        evaluator=None,
        acceptance=None,
        trade_evaluator=None,
        trade_observations=None,
        results_on_record=records_of(dossier),
        former_assignments=(*dossier.former_assignments, former),
        scope=dossier.scope if goes_on else None,
        assessment=_to_be_taken_up(dossier, former) if goes_on else None,
    )
    return with_guide_asked_again(left)


def _to_be_taken_up(dossier: Dossier, former: FormerAssignment) -> Assessment | None:
    kept = dossier.assessment
    if kept is None:
        return None
    nothing_told = Briefing(
        candidate_informed=False,
        professional_informed=False,
        guide_delivered=False,
        outil_3_delivered=False,
        branch_documents_used=False,
    )
    left = replace(dossier, former_assignments=(*dossier.former_assignments, former))
    sittings = (*kept.sittings, *where_the_former_sat(left, kept))
    return replace(kept, briefing=nothing_told, concertation_held_on=None, sittings=sittings, place=None, remote=False)


def with_guide_asked_again(dossier: Dossier) -> Dossier:
    """The dossier whose evaluators' guide, where one was handed in, is to be handed in again."""
    method = pathway_followed_by(dossier).assessment
    versions = dossier.versions(method.guide) if method is not None else ()
    void = dict.fromkeys((*dossier.void_guides, *(version.id for version in versions)))
    return replace(dossier, void_guides=tuple(void))


def changes_the_guide(dossier: Dossier, sent: Assessment) -> bool:
    """Whether what is sent says something else than a guide that was handed in (D57)."""
    method = pathway_followed_by(dossier).assessment
    if method is None or dossier.latest(method.guide) is None:
        return False
    there = {result.competence_code for result in dossier.assessment.results} if dossier.assessment else set()
    return any(
        _takes_the_other_value(dossier, result)
        or (method.filed_with_its_results and result.competence_code not in there)
        for result in sent.results
    )


def _takes_the_other_value(dossier: Dossier, result: Result) -> bool:
    """A result that was taken out meanwhile is compared with the value that it had."""
    values = [each.acquired for each in values_of(dossier, result.competence_code) if each.acquired is not None]
    return bool(values) and values[-1] is not result.acquired
