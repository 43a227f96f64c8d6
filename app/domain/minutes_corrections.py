"""The minutes of a closed session put right: proposed by the secretariat, countersigned by whoever presided last.

What was signed stays as it is: a correction comes beside it, and both can be read.
"""

from dataclasses import replace
from datetime import date
from uuid import UUID

from app.domain.jury import JurySession, MinutesCorrection, SessionState
from app.domain.law import Violation
from app.domain.refusal import Refusal, RefusalKind, invalid
from app.domain.rules.decisions import D39, D54
from app.domain.text import Text


def propose_correction(
    session: JurySession, *, correction_id: UUID, text: str, reason: str, by: str, on: date
) -> JurySession | Refusal:
    """The secretariat's half. It takes the place of what was proposed before and is not countersigned."""
    proposed = MinutesCorrection(id=correction_id, text=text, reason=reason, proposed_by=by, proposed_on=on)
    in_force = tuple(each for each in session.minutes_corrections if each.is_in_force)
    return _not_closed(session) or replace(session, minutes_corrections=(*in_force, proposed))


def countersign_correction(session: JurySession, *, text: str, reason: str, by: str, on: date) -> JurySession | Refusal:
    """The half of whoever presided last, in the same words: from now on the minutes are read with it."""
    refusal = _not_closed(session)
    if refusal:
        return refusal
    before, last = session.minutes_corrections[:-1], next(reversed(session.minutes_corrections), None)
    if last is None or last.is_in_force:
        return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=(_NOT_PROPOSED,))
    corrections = (*before, replace(last, countersigned_by=by, countersigned_on=on))
    return invalid(_other_words(last, text, reason)) or replace(session, minutes_corrections=corrections)


def _not_closed(session: JurySession) -> Refusal | None:
    if session.state is SessionState.CLOSED:
        return None
    return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=(_STILL_OPEN,))


def _other_words(proposed: MinutesCorrection, text: str, reason: str) -> tuple[Violation, ...]:
    sent = {"text": (text, proposed.text), "reason": (reason, proposed.reason)}
    return tuple(
        Violation(
            code="differs_from_proposal",
            pointer=f"/{name}",
            detail=Text(
                "Ce ne sont pas les mots que le secrétariat a proposés : reprenez-les, ou demandez-lui d'autres mots.",
                "These are not the words that the secretariat proposed: send those, or ask for others.",
            ),
        )
        for name, (word, wanted) in sent.items()
        if word != wanted
    )


_STILL_OPEN = Violation(
    code="session_not_closed",
    rule=D39,
    detail=Text(
        "Le procès-verbal d'une session qui n'est pas close n'est qu'un projet : il se corrige en le continuant.",
        "The minutes of a session that is not closed are a draft: they are put right by going on.",
    ),
)
_NOT_PROPOSED = Violation(
    code="correction_not_proposed",
    rule=D54,
    detail=Text(
        "Le secrétariat propose d'abord la rectification du procès-verbal, puis la présidence la contresigne.",
        "The secretariat proposes the correction of the minutes first, then the chair countersigns it.",
    ),
)
