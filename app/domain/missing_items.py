"""From what a step lacks to the refusal that says so."""

from app.domain.case import Case
from app.domain.law import Violation
from app.domain.pathway import MissingItem
from app.domain.pathways import pathway_followed_by
from app.domain.refusal import Refusal, refused
from app.domain.scope import fallen_exemptions


def as_violation(item: MissingItem) -> Violation:
    """The lack, as a reason to refuse."""
    return Violation(code=item.code, detail=item.detail, rule=item.rule, sentence=item.sentence)


def items_missing_from_step(case: Case, step_code: str) -> tuple[MissingItem, ...]:
    """Everything that a step of the dossier's pathway lacks; nothing where the pathway has no such step."""
    step = pathway_followed_by(case.dossier).step(step_code)
    return () if step is None else step.missing(case)


def violations_of_missing_items(case: Case, step_code: str) -> tuple[Violation, ...]:
    """Each thing that a step lacks, as a reason to refuse."""
    return tuple(as_violation(item) for item in items_missing_from_step(case, step_code))


def refusal_of_missing_items(case: Case, step_code: str) -> Refusal | None:
    """The refusal to close a step, with each thing that it lacks; None where it lacks nothing."""
    return refused(violations_of_missing_items(case, step_code))


def lacking_again(case: Case) -> tuple[Violation, ...]:
    """What a completed assessment lacks since the source of an exemption has fallen (D51, D66)."""
    return tuple(as_violation(item) for item in lacks_again(case))


def lacks_again(case: Case) -> tuple[MissingItem, ...]:
    """The same, as lacks of the step: the results of the competences that came back into the scope."""
    dossier = case.dossier
    if dossier.assessment_completed_on is None or not fallen_exemptions(case):
        return ()
    return tuple(
        item
        for item in items_missing_from_step(case, "assessment")
        if item.code in {"result_missing", "comment_missing"}
    )
