"""From what a step lacks to the refusal that says so."""

from app.domain.case import Case
from app.domain.law import Violation
from app.domain.pathway import Lack
from app.domain.pathways import pathway_followed_by
from app.domain.refusal import Refusal, refused
from app.domain.scope import fallen_exemptions


def as_violation(lack: Lack) -> Violation:
    """The lack, as a reason to refuse."""
    return Violation(code=lack.code, detail=lack.detail, rule=lack.rule, sentence=lack.sentence)


def step_lacks(case: Case, step_code: str) -> tuple[Lack, ...]:
    """Everything that a step of the dossier's pathway lacks; nothing where the pathway has no such step."""
    step = pathway_followed_by(case.dossier).step(step_code)
    return () if step is None else step.lacks(case)


def lack_violations(case: Case, step_code: str) -> tuple[Violation, ...]:
    """Each thing that a step lacks, as a reason to refuse."""
    return tuple(as_violation(lack) for lack in step_lacks(case, step_code))


def lacking(case: Case, step_code: str) -> Refusal | None:
    """The refusal to close a step, with each thing that it lacks; None where it lacks nothing."""
    return refused(lack_violations(case, step_code))


def lacking_again(case: Case) -> tuple[Violation, ...]:
    """What a completed assessment lacks since the source of an exemption has fallen (D51, D66)."""
    return tuple(as_violation(lack) for lack in lacks_again(case))


def lacks_again(case: Case) -> tuple[Lack, ...]:
    """The same, as lacks of the step: the results of the competences that came back into the scope."""
    dossier = case.dossier
    if dossier.assessment_completed_on is None or not fallen_exemptions(case):
        return ()
    return tuple(lack for lack in step_lacks(case, "assessment") if lack.code in {"result_missing", "comment_missing"})
