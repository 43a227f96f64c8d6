"""D54, D39: minutes that were signed stay; a correction comes beside them, in words that two have agreed on."""

from dataclasses import replace

import pytest

from app.domain.jury import JurySession, MinutesCorrection, SessionState
from app.domain.minutes_corrections import countersign_correction, propose_correction
from tests.builders import TODAY, an_id
from tests.rules.answers import INVALID, TOO_EARLY, pointers, reasons
from tests.rules.jury import sitting

CLOSED = sitting(state=SessionState.CLOSED)
WORDS = {"text": "La séance a commencé à dix heures.", "reason": "Heure mal lue"}


def proposed(session: JurySession = CLOSED, number: int = 81, **words: str) -> JurySession:
    answer = propose_correction(session, correction_id=an_id(number), by="Secrétariat", on=TODAY, **{**WORDS, **words})
    assert isinstance(answer, JurySession), answer
    return answer


def countersigned(session: JurySession, **words: str) -> object:
    return countersign_correction(session, by="Présidence", on=TODAY, **{**WORDS, **words})


def test_what_is_proposed_is_in_force_once_the_chair_says_the_same() -> None:
    waiting = proposed()
    half = MinutesCorrection(
        id=an_id(81), text=WORDS["text"], reason=WORDS["reason"], proposed_by="Secrétariat", proposed_on=TODAY
    )
    assert waiting.minutes_corrections == (half,)
    assert not half.is_in_force

    both = countersigned(waiting)

    whole = replace(half, countersigned_by="Présidence", countersigned_on=TODAY)
    assert both == replace(waiting, minutes_corrections=(whole,))
    assert whole.is_in_force


def test_another_proposal_takes_the_place_of_one_that_waits_and_never_of_one_in_force() -> None:
    again = proposed(proposed(), number=82, text="La séance a commencé à onze heures.")
    assert [each.id for each in again.minutes_corrections] == [an_id(82)]

    first = countersigned(proposed())
    assert isinstance(first, JurySession)
    second = countersigned(proposed(first, number=82))
    assert isinstance(second, JurySession)
    assert [(each.id, each.is_in_force) for each in second.minutes_corrections] == [
        (an_id(81), True),
        (an_id(82), True),
    ]


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ({"text": "Autre chose."}, ["/text"]),
        ({"reason": "Autre raison"}, ["/reason"]),
        ({"text": "Autre chose.", "reason": "Autre raison"}, ["/text", "/reason"]),
    ],
)
def test_the_chair_countersigns_the_words_that_were_proposed(words: dict[str, str], places: list[str]) -> None:
    answer = countersigned(proposed(), **words)
    assert reasons(answer, INVALID) == {("differs_from_proposal", None)}
    assert pointers(answer) == places


def test_nothing_is_countersigned_that_nobody_proposed_or_that_is_in_force_already() -> None:
    assert reasons(countersigned(CLOSED), TOO_EARLY) == {("correction_not_proposed", "D54")}
    done = countersigned(proposed())
    assert isinstance(done, JurySession)
    assert reasons(countersigned(done), TOO_EARLY) == {("correction_not_proposed", "D54")}


@pytest.mark.parametrize("state", [state for state in SessionState if state is not SessionState.CLOSED])
def test_minutes_of_a_session_that_is_not_closed_are_a_draft(state: SessionState) -> None:
    session = sitting(state=state)
    proposal = propose_correction(session, correction_id=an_id(81), by="Secrétariat", on=TODAY, **WORDS)
    assert reasons(proposal, TOO_EARLY) == {("session_not_closed", "D39")}
    assert reasons(countersigned(session), TOO_EARLY) == {("session_not_closed", "D39")}
