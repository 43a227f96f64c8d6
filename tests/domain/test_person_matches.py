"""What was decided of two who may be one: it holds together with all that was decided before."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.person_matches import MatchDecision, MatchState, PersonMatch, contradicted_by
from app.domain.persons import Difference
from tests.builders import NOW, an_id

SAME, DIFFERENT = MatchState.SAME, MatchState.DIFFERENT


def a_match(keys: str, *states: MatchState) -> PersonMatch:
    """Between the persons of two letters, decided so one after the other."""
    words = tuple(
        MatchDecision(state=state, reason="Acte de naissance", decided_by={}, decided_at=NOW + timedelta(days=place))
        for place, state in enumerate(states)
    )
    return PersonMatch(
        id=an_id(sum(map(ord, keys)) + 1000 * ord(keys[0])),
        keys=frozenset(keys),
        differences=frozenset({Difference.NAME}),
        found_in=an_id(2),
        found_at=NOW,
        decisions=words,
    )


def test_it_waits_until_it_is_decided_and_the_last_word_counts() -> None:
    assert [a_match("AB", *words).state for words in ((), (SAME,), (SAME, DIFFERENT))] == [
        MatchState.PENDING,
        SAME,
        DIFFERENT,
    ]


def test_a_decision_more_leaves_those_before_it() -> None:
    match = a_match("AB", SAME)
    (word,) = a_match("AB", DIFFERENT).decisions
    assert match.decided(word) == replace(match, decisions=(*match.decisions, word))


def test_it_is_between_two() -> None:
    with pytest.raises(ValueError, match="a match is between two"):
        a_match("A")


@pytest.mark.parametrize(
    ("decided", "others", "contradicted"),
    [
        pytest.param(a_match("AB", SAME), (), "", id="nothing around it"),
        pytest.param(a_match("AB", SAME), (a_match("BC", SAME),), "", id="three who are one"),
        pytest.param(a_match("AC", SAME), (a_match("AB", SAME), a_match("BC", DIFFERENT)), "BC", id="one too many"),
        pytest.param(a_match("AC", DIFFERENT), (a_match("AB", SAME), a_match("BC", SAME)), "AC", id="one by others"),
        pytest.param(a_match("AC", DIFFERENT), (a_match("AB", SAME), a_match("BC", DIFFERENT)), "", id="two of three"),
        pytest.param(a_match("AB", SAME), (a_match("CD", SAME), a_match("AC", DIFFERENT)), "", id="two and two"),
        pytest.param(
            a_match("BC", SAME),
            (a_match("AB", SAME), a_match("CD", SAME), a_match("AD", DIFFERENT)),
            "AD",
            id="two told apart, joined from afar",
        ),
        pytest.param(
            a_match("AB", SAME),
            (a_match("BC", SAME), a_match("DE", SAME), a_match("AC", DIFFERENT)),
            "AC",
            id="others elsewhere change nothing",
        ),
        pytest.param(a_match("AB", SAME, DIFFERENT), (a_match("AB", SAME),), "", id="taken back"),
        pytest.param(
            a_match("AB", SAME), (replace(a_match("AB", DIFFERENT), id=an_id(7)),), "AB", id="the same two, found twice"
        ),
    ],
)
def test_no_decision_makes_one_of_two_who_were_told_apart(
    decided: PersonMatch, others: tuple[PersonMatch, ...], contradicted: str
) -> None:
    assert [match.keys for match in contradicted_by(decided, others)] == (
        [frozenset(contradicted)] * bool(contradicted)
    )


def test_it_follows_a_correction_until_its_two_sides_are_one() -> None:
    match = a_match("AB", SAME)

    followed = match.followed("A", "C")

    assert followed is not None
    assert (followed.keys, followed.state, followed.id) == (frozenset("BC"), SAME, match.id)
    assert match.followed("A", "B") is None
