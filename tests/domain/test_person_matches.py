"""What was decided of two who may be one: it holds together with all that was decided before."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from app.domain.person_matches import (
    Bequest,
    EstablishedBy,
    MatchDecision,
    MatchState,
    PersonMatch,
    are_linked,
    bequest_of,
    contradicted_by,
    person_id_of,
    persons_among,
    settled_by_others,
    sides_of,
)
from app.domain.persons import Difference
from tests.builders import NOW, an_id

SAME, DIFFERENT = MatchState.SAME, MatchState.DIFFERENT


def dossier(letter: str) -> UUID:
    """The dossier of a letter; those of earlier letters are older."""
    return an_id(ord(letter))


def a_match(letters: str, *states: MatchState, evidence: EstablishedBy | None = None) -> PersonMatch:
    """Between the dossiers of two letters, decided so one after the other."""
    words = tuple(
        MatchDecision(state=state, reason="Acte de naissance", decided_by={}, decided_at=NOW + timedelta(days=place))
        for place, state in enumerate(states)
    )
    return PersonMatch(
        id=an_id(sum(map(ord, letters)) + 1000 * ord(letters[0])),
        dossier_ids=frozenset(map(dossier, letters)),
        differences=frozenset({Difference.NAME}),
        evidence=evidence,
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
    assert [match.dossier_ids for match in contradicted_by(decided, others)] == (
        [frozenset(map(dossier, contradicted))] * bool(contradicted)
    )


@pytest.mark.parametrize(
    ("match", "state", "by"),
    [
        (a_match("AB"), MatchState.PENDING, None),
        (a_match("AB", evidence=EstablishedBy.SAME_COMPANY), SAME, EstablishedBy.SAME_COMPANY),
        (a_match("AB", SAME), SAME, EstablishedBy.SECRETARIAT),
        (a_match("AB", DIFFERENT, evidence=EstablishedBy.CERTIFICATE_NUMBER), DIFFERENT, None),
        (a_match("AB", DIFFERENT, SAME, evidence=EstablishedBy.SAME_COMPANY), SAME, EstablishedBy.SECRETARIAT),
    ],
)
def test_a_word_counts_before_the_evidence(match: PersonMatch, state: MatchState, by: EstablishedBy | None) -> None:
    assert (match.state, match.established_by) == (state, by)


def test_the_other_side_is_known_from_the_one() -> None:
    assert a_match("AB").other_than(dossier("A")) == dossier("B")
    with pytest.raises(ValueError, match="unpack"):
        a_match("AB").other_than(dossier("C"))


def persons(*letters: str) -> tuple[frozenset[UUID], ...]:
    return tuple(frozenset(map(dossier, each)) for each in letters)


@pytest.mark.parametrize(
    ("alone", "matches", "expected"),
    [
        ("CA", (), ("A", "C")),
        ("", (a_match("AB"),), ("A", "B")),
        ("AB", (a_match("AB", DIFFERENT), a_match("BC")), ("A", "B", "C")),
        ("D", (a_match("AB", SAME), a_match("BC", SAME)), ("ABC", "D")),
        ("", (a_match("AB", SAME), a_match("CD", SAME), a_match("BC", DIFFERENT)), ("AB", "CD")),
        ("", (a_match("BC", SAME), a_match("AD", SAME), a_match("CD", SAME)), ("ABCD",)),
    ],
)
def test_a_person_is_what_the_matches_join(
    alone: str, matches: tuple[PersonMatch, ...], expected: tuple[str, ...]
) -> None:
    assert persons_among(map(dossier, alone), matches) == persons(*expected)
    assert [person_id_of(person) for person in persons(*expected)] == [dossier(each[0]) for each in expected]


@pytest.mark.parametrize("match", [a_match("BC"), a_match("BC", SAME), a_match("BC", DIFFERENT)])
def test_two_persons_are_linked_by_a_match_in_whatever_state(match: PersonMatch) -> None:
    one, other, third = persons("AB", "CD", "E")

    assert are_linked(one, other, (match,))
    assert are_linked(other, one, (match,))
    assert not are_linked(one, third, (match,))
    assert not are_linked(one, other, ())


@pytest.mark.parametrize(
    ("match", "others", "expected"),
    [
        (a_match("AB"), (), ("A", "B")),
        (a_match("AB", SAME), (), ("A", "B")),
        (a_match("BC", SAME), (a_match("AB", SAME), a_match("CD", SAME)), ("AB", "CD")),
        (a_match("AC", SAME), (a_match("AB", SAME), a_match("BC", SAME)), ("A", "C")),
    ],
)
def test_the_two_sides_are_the_persons_that_would_be_without_it(
    match: PersonMatch, others: tuple[PersonMatch, ...], expected: tuple[str, ...]
) -> None:
    assert sides_of(match, (match, *others)) == persons(*expected)


@pytest.mark.parametrize(
    ("doubt", "others", "is_settled"),
    [
        (a_match("AB"), (), False),
        (a_match("AB"), (a_match("BC", SAME),), False),
        (a_match("AC"), (a_match("AB", SAME), a_match("BC", SAME)), True),
        (a_match("AC"), (a_match("AB", SAME), a_match("BC", DIFFERENT)), True),
        (a_match("AC"), (a_match("AB", DIFFERENT), a_match("BC", DIFFERENT)), False),
        (a_match("AC"), (a_match("AB"), a_match("BC", SAME)), False),
    ],
)
def test_a_doubt_is_settled_where_others_join_its_sides_or_tell_them_apart(
    doubt: PersonMatch, others: tuple[PersonMatch, ...], is_settled: bool
) -> None:
    assert (doubt in settled_by_others((doubt, *others))) is is_settled
    assert all(match.state is MatchState.PENDING for match in settled_by_others((doubt, *others)))


def test_what_was_decided_is_never_settled_by_others() -> None:
    decided = a_match("AC", SAME)
    assert settled_by_others((decided, a_match("AB", SAME), a_match("BC", SAME))) == ()


def test_the_next_dossier_of_the_person_inherits_what_was_said_of_the_one_that_goes() -> None:
    joined, apart, doubt = a_match("AB", SAME), a_match("AC", DIFFERENT), a_match("AD")

    bequest = bequest_of(dossier("A"), (joined, apart, doubt, a_match("BE")))

    assert bequest.dropped == (joined,)
    assert bequest.handed_on == (
        replace(apart, dossier_ids=frozenset(map(dossier, "BC"))),
        replace(doubt, dossier_ids=frozenset(map(dossier, "BD"))),
    )


def test_the_oldest_that_is_left_inherits_and_keeps_what_was_said_of_itself() -> None:
    matches = (a_match("AB", SAME), a_match("AC", SAME), a_match("BD", DIFFERENT), a_match("AD"))

    bequest = bequest_of(dossier("A"), matches)

    assert [match.dossier_ids for match in bequest.handed_on] == [frozenset(map(dossier, "BC"))]
    assert bequest.dropped == (matches[0], matches[3])


def test_of_who_has_no_other_dossier_nothing_is_kept() -> None:
    matches = (a_match("AC", DIFFERENT), a_match("AD"))
    assert bequest_of(dossier("A"), matches) == Bequest(dropped=matches)
