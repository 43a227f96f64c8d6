"""How far a dossier has come: the state of each step, the current one, and the status that follows (R68–R74)."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.dossier import Dossier, Status
from app.domain.pathway import Step
from app.domain.pathways import pathway_followed_by
from app.domain.text import Text


class StepState(StrEnum):
    """Where one step stands."""

    DONE = "done"
    OPEN = "open"
    LOCKED = "locked"
    SKIPPED = "skipped"


STEP_STATE_LABELS = {
    StepState.DONE: Text("Terminée", "Done"),
    StepState.OPEN: Text("Ouverte", "Open"),
    StepState.LOCKED: Text("Verrouillée", "Locked"),
    StepState.SKIPPED: Text("Passée", "Skipped"),
}


@dataclass(frozen=True, slots=True)
class StepProgress:
    """One step and its state."""

    step: Step
    state: StepState


def blocks(step: Step, dossier: Dossier) -> bool:
    """Whether the steps after ``step`` have to wait for it: an optional step not begun blocks nothing (R23)."""
    return not step.done(dossier) and (step.mandatory or step.started(dossier))


def progress(dossier: Dossier) -> tuple[StepProgress, ...]:
    """The state of each step, in order.

    Steps before the last one done are behind, whatever was uploaded since; after it, the first that blocks
    locks all that follow. Nothing is open in a dossier that is closed.
    """
    steps = pathway_followed_by(dossier).steps
    furthest = max((index for index, step in enumerate(steps) if step.done(dossier)), default=-1)
    furthest = _without_gaps(steps, dossier, furthest)
    open_ahead = dossier.closure is None
    states = []
    for index, step in enumerate(steps):
        if index <= furthest:
            states.append(StepProgress(step, StepState.DONE if step.done(dossier) else StepState.SKIPPED))
            continue
        states.append(StepProgress(step, StepState.OPEN if open_ahead else StepState.LOCKED))
        open_ahead = open_ahead and not blocks(step, dossier)
    return tuple(states)


def _without_gaps(steps: tuple[Step, ...], dossier: Dossier, furthest: int) -> int:
    """Not past a step that blocks: a document uploaded ahead of time completes nothing."""
    for index in range(furthest + 1):
        if blocks(steps[index], dossier):
            return index - 1
    return furthest


def current_step(dossier: Dossier) -> Step:
    """The step that the dossier waits in: the first that blocks, or the last one where none does."""
    steps = pathway_followed_by(dossier).steps
    return next((step for step in steps if blocks(step, dossier)), steps[-1])


def status_of(dossier: Dossier) -> Status:
    """The public status (R69–R74): closed, decided, or that of the current step."""
    if dossier.closure is not None:
        return Status.CLOSED
    if dossier.decision is not None:
        return Status(dossier.decision.outcome)
    return current_step(dossier).status
