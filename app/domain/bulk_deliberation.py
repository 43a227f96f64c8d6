"""One vote for the dossiers that call for no discussion: each gets the evaluators' result, all of them or none (D5)."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from app.domain.case import Case
from app.domain.deliberating import Motion, deliberate, not_sitting
from app.domain.deliberation import Outcome
from app.domain.dossier import Dossier
from app.domain.jury import JurySession
from app.domain.law import ParametersInForce, Violation
from app.domain.panel import MemberAccount, VoteMoment, unknown_members, vote_faults
from app.domain.refusal import Refusal, invalid, refused
from app.domain.rules.jury import R63
from app.domain.text import Text


def deliberate_together(
    put: Sequence[tuple[Case, UUID]], session: JurySession, motion: Motion, accounts: Collection[MemberAccount]
) -> tuple[Dossier, ...] | Refusal:
    """The dossiers as the one vote leaves them, in the order of ``put``, which pairs each with the id of its decision.

    Refused with everything that stands against the vote, else with what stands against each dossier: one on which
    the jury departs from the evaluators' result, or validates nothing, or from which another member stands back, is
    decided by itself.
    """
    return (
        not_sitting(session)
        or invalid(unknown_members(session, motion.recused))
        or refused(_vote_faults(put, session, motion))
        or _decided(put, session, replace(motion, words=()), accounts)
    )


def _vote_faults(put: Sequence[tuple[Case, UUID]], session: JurySession, motion: Motion) -> tuple[Violation, ...]:
    parameters = next((case.parameters for case, _ in put), ParametersInForce())
    sitting = VoteMoment(session=session, day=motion.decided_on or session.last_day, at=motion.at)
    return vote_faults(sitting, motion.votes, motion.recused, parameters)


def misplaced(asked: Sequence[UUID], agenda: Collection[UUID]) -> tuple[Violation, ...]:
    """Those of the dossiers asked for that are not on the agenda, or asked for twice, by their places."""
    times = Counter(asked)
    return tuple(
        replace(_TWICE if dossier_id in agenda else _NOT_ON_AGENDA, pointer=_place(index))
        for index, dossier_id in enumerate(asked)
        if dossier_id not in agenda or times[dossier_id] > 1
    )


def _decided(
    put: Sequence[tuple[Case, UUID]], session: JurySession, motion: Motion, accounts: Collection[MemberAccount]
) -> tuple[Dossier, ...] | Refusal:
    decided: list[Dossier] = []
    faults: list[Violation] = []
    for index, (case, decision_id) in enumerate(put):
        answer = deliberate(case, session, motion, accounts=accounts, decision_id=decision_id)
        if not isinstance(answer, Refusal) and _calls_for_discussion(answer):
            answer = refused((_CALLS_FOR_DISCUSSION,)) or answer
        if isinstance(answer, Refusal):
            faults.extend(_of_dossier(answer, index, case.dossier.number))
        else:
            decided.append(answer)
    return refused(tuple(faults)) or tuple(decided)


def _calls_for_discussion(decided: Dossier) -> bool:
    """R63: a refusal of everything is discussed, and voted by itself."""
    return decided.decision is not None and decided.decision.outcome is Outcome.NOT_AWARDED


def _of_dossier(refusal: Refusal, index: int, number: str) -> Iterable[Violation]:
    for violation in refusal.violations or (_ALREADY_DECIDED,):
        detail = Text(f"{number} : {violation.detail.fr}", f"{number}: {violation.detail.en}")
        yield replace(violation, pointer=_place(index), detail=detail)


def _place(index: int) -> str:
    return f"/dossier_ids/{index}"


_CALLS_FOR_DISCUSSION = Violation(
    code="calls_for_discussion",
    rule=R63,
    detail=Text(
        "Rien n'y serait validé : délibérez sur ce dossier à part.",
        "Nothing would be validated: deliberate on this dossier by itself.",
    ),
)
_ALREADY_DECIDED = Violation(
    code="already_decided",
    rule=R63,
    detail=Text("Le jury a déjà statué sur ce dossier.", "The jury has decided on this dossier already."),
)
_NOT_ON_AGENDA = Violation(
    code="not_on_this_agenda",
    detail=Text("Ce dossier n'est pas à l'ordre du jour.", "This dossier is not on the agenda."),
)
_TWICE = Violation(
    code="dossier_twice", detail=Text("Ce dossier est nommé plusieurs fois.", "This dossier is named several times.")
)
