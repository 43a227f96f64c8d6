"""What a jury that adds no word of its own decides: the evaluators' result, and what follows from it (D4, D5, D7)."""

from dataclasses import dataclass

from app.domain.case import Case
from app.domain.deliberating import evaluators_words, jury_day_of, outcome_for, retained_for, scope_for
from app.domain.deliberation import CompetenceDecision, Outcome, Retained
from app.domain.jury import JurySession


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The decision by default on a dossier: the word on each competence in the framework's order, and its effects."""

    words: tuple[CompetenceDecision, ...]
    outcome: Outcome
    retained: tuple[Retained, ...]


def proposal_for(case: Case, session: JurySession) -> Proposal:
    """What ``session`` decides on the dossier if it departs from nothing."""
    scope = scope_for(case)
    words = tuple(evaluators_words(case, scope).values())
    return Proposal(
        words=words,
        outcome=outcome_for(case, words),
        retained=retained_for(case, scope, words, jury_day_of(case, session)),
    )
