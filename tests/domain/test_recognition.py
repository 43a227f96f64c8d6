"""Whose a dossier is: evidence establishes one person, a likeness only raises a doubt (D49)."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from app.domain.candidate import Employment, EmploymentStatus, HeldCertification, Verification
from app.domain.person_matches import EstablishedBy, MatchDecision, MatchState, PersonMatch
from app.domain.persons import Difference, Identity
from app.domain.recognition import (
    Appearance,
    Likeness,
    appearance_of,
    doubtful_since,
    likeness_between,
    looked_at_again,
    new_likenesses,
    number_key,
    proved_by_number,
)
from tests import builders as b

COMPANY, NUMBER = EstablishedBy.SAME_COMPANY, EstablishedBy.CERTIFICATE_NUMBER
AWA = Identity(birth_name="Traoré", first_names="Awa", birth_date=date(1982, 1, 1), birth_place="Bamako")
EMP, OTH = "123456782", "987654324"


def shown(number: int, siren: str = EMP, **changes: Any) -> Appearance:
    """Awa Traoré as a dossier of that number shows her."""
    appearance = Appearance(dossier_id=b.an_id(number), identity=AWA, sex="F", sirens=frozenset({siren}))
    return replace(appearance, **changes)


def match(one: int, other: int, *states: MatchState, evidence: EstablishedBy | None = None) -> PersonMatch:
    return PersonMatch(
        id=b.an_id(100 * one + other),
        dossier_ids=frozenset({b.an_id(one), b.an_id(other)}),
        differences=frozenset(),
        evidence=evidence,
        found_in=b.an_id(other),
        found_at=b.NOW,
        decisions=tuple(MatchDecision(state=s, reason="Vu", decided_by={}, decided_at=b.NOW) for s in states),
    )


@pytest.mark.parametrize(
    ("other", "differences", "evidence"),
    [
        pytest.param(shown(1), (), COMPANY, id="one company"),
        pytest.param(
            shown(1, sex="M", identity=replace(AWA, birth_name="Traore-Diop")),
            (Difference.NAME, Difference.SEX),
            None,
            id="another name and another sex",
        ),
        pytest.param(shown(1, OTH), (), None, id="civil status alone"),
        pytest.param(shown(1, sirens=frozenset({OTH, EMP})), (), COMPANY, id="one of two companies"),
        pytest.param(shown(1, sex="M"), (Difference.SEX,), None, id="another sex in one company"),
        pytest.param(shown(1, OTH, delivered_numbers=frozenset({"n1"})), (), NUMBER, id="a number delivered here"),
        pytest.param(shown(1, OTH, verified_numbers=frozenset({"n1"})), (), NUMBER, id="one paper declared twice"),
        pytest.param(shown(1, delivered_numbers=frozenset({"n1"})), (), NUMBER, id="the number counts first"),
        pytest.param(shown(1, OTH, delivered_numbers=frozenset({"n2"})), (), None, id="another number"),
        pytest.param(
            shown(1, identity=replace(AWA, birth_name="Traore-Diop")), (Difference.NAME,), None, id="another name"
        ),
        pytest.param(shown(1, identity=replace(AWA, birth_name="TRAORE")), (), COMPANY, id="written otherwise"),
    ],
)
def test_one_person_is_established_by_sex_and_company_or_number_besides_civil_status(
    other: Appearance, differences: tuple[Difference, ...], evidence: EstablishedBy | None
) -> None:
    one = shown(2, verified_numbers=frozenset({"n1"}))

    for here, there in ((one, other), (other, one)):
        assert likeness_between(here, there) == Likeness(
            dossier_id=here.dossier_id,
            other_id=there.dossier_id,
            differences=frozenset(differences),
            evidence=evidence,
        )


def test_a_number_that_nobody_verified_proves_nothing() -> None:
    one, other = shown(2, OTH, delivered_numbers=frozenset({"n1"})), shown(1, delivered_numbers=frozenset({"n1"}))
    likeness = likeness_between(one, other)
    assert likeness is not None
    assert likeness.evidence is None


def test_who_is_somebody_else_is_like_nobody() -> None:
    assert likeness_between(shown(2), shown(1, identity=replace(AWA, birth_name="Martin"))) is None


def test_a_dossier_shows_its_company_or_else_its_employer_and_what_was_verified() -> None:
    verified = Verification(verified=True, reason="Vu", on=b.TODAY)
    held = HeldCertification(
        code=b.CERTIFICATION,
        certifier="Branche",
        number="CQP 12-3",
        awarded_on=b.TODAY,
        verification=verified,
    )
    unverified = replace(held, number="CQP 99", verification=None)
    dossier = b.a_dossier(candidate=b.a_candidate(held_certifications=(held, unverified)))

    seen = appearance_of(dossier, b.a_company(siret=b.OTHER_SIRET))

    assert seen == Appearance(
        dossier_id=dossier.id,
        identity=dossier.candidate.identity,
        sex=dossier.candidate.sex,
        sirens=frozenset({b.OTHER_SIRET[:9]}),
        verified_numbers=frozenset({f"{b.CERTIFICATION} cqp123"}),
    )
    assert appearance_of(dossier, None).sirens == {b.COMPANY_SIRET[:9]}
    unemployed = b.a_candidate(employment=Employment(status=EmploymentStatus.JOB_SEEKER))
    assert appearance_of(replace(dossier, candidate=unemployed), None).sirens == frozenset()


def test_one_number_of_two_certifications_is_two() -> None:
    assert number_key("cqp-a", "N° 12-3") == number_key("cqp-a", "n°12 3") != number_key("cqp-b", "N° 12-3")


def found(*likenesses: Likeness) -> list[tuple[UUID, EstablishedBy | None]]:
    return [(each.other_id, each.evidence) for each in likenesses]


@pytest.mark.parametrize(
    ("others", "matches", "expected"),
    [
        pytest.param((), (), (), id="nobody"),
        pytest.param((shown(1, identity=replace(AWA, birth_name="Martin")),), (), (), id="somebody else"),
        pytest.param((shown(1),), (), ((1, COMPANY),), id="the same company"),
        pytest.param((shown(1, OTH),), (), ((1, None),), id="another company"),
        pytest.param((shown(1, OTH), shown(2)), (), ((1, None), (2, COMPANY)), id="two whom nobody has compared"),
        pytest.param((shown(1, OTH), shown(2)), (match(1, 2),), ((2, COMPANY),), id="two whom somebody compares"),
        pytest.param(
            (shown(1, OTH), shown(2)), (match(1, 2, MatchState.DIFFERENT),), ((2, COMPANY),), id="two told apart"
        ),
        pytest.param((shown(1), shown(2)), (), ((1, None), (2, None)), id="two of one company"),
        pytest.param(
            (shown(1), shown(2)), (match(1, 2, evidence=COMPANY),), ((1, COMPANY),), id="one person of two dossiers"
        ),
        pytest.param(
            (shown(1, OTH), shown(2)), (match(1, 2, MatchState.SAME),), ((2, COMPANY),), id="what is surest of a person"
        ),
        pytest.param((shown(1),), (match(1, 9, MatchState.DIFFERENT),), (), id="one already told apart"),
        pytest.param((shown(1),), (match(1, 9),), (), id="one already in doubt"),
        pytest.param(
            (shown(1), shown(2)),
            (match(1, 9, MatchState.DIFFERENT),),
            ((2, None),),
            id="one company no longer proves where it was shown not to",
        ),
        pytest.param(
            (shown(1, OTH), shown(2, OTH)), (match(1, 2, MatchState.SAME),), ((1, None),), id="one doubt for a person"
        ),
    ],
)
def test_each_person_whom_somebody_may_think_of_is_found_once(
    others: tuple[Appearance, ...], matches: tuple[PersonMatch, ...], expected: tuple[tuple[int, Any], ...]
) -> None:
    likenesses = new_likenesses(shown(9), others, matches)
    assert found(*likenesses) == [(b.an_id(number), evidence) for number, evidence in expected]


SAID = MatchState.SAME, MatchState.DIFFERENT


@pytest.mark.parametrize(
    ("before", "other", "evidence"),
    [
        pytest.param(match(1, 2, evidence=COMPANY), shown(2), COMPANY, id="as before"),
        pytest.param(match(1, 2, evidence=COMPANY), shown(2, OTH), None, id="the company is another"),
        pytest.param(match(1, 2), shown(2), None, id="the company has become one"),
        pytest.param(match(1, 2), shown(2, OTH, verified_numbers=frozenset({"n"})), None, id="a doubt stays one"),
        pytest.param(
            match(1, 2, evidence=COMPANY), shown(2, OTH, verified_numbers=frozenset({"n"})), NUMBER, id="now by number"
        ),
        pytest.param(match(1, 2, evidence=NUMBER), shown(2), COMPANY, id="the company is left"),
    ],
)
def test_a_match_is_looked_at_again_as_its_sides_change(
    before: PersonMatch, other: Appearance, evidence: EstablishedBy | None
) -> None:
    one = shown(1, delivered_numbers=frozenset({"n"}))
    assert looked_at_again(before, one, other) == replace(before, evidence=evidence)


def test_what_differs_is_told_anew_and_what_nobody_would_doubt_is_gone() -> None:
    nearly = shown(2, identity=replace(AWA, birth_name="Traorre"))
    again = looked_at_again(match(1, 2), shown(1), nearly)
    assert again is not None
    assert again.differences == {Difference.NAME}
    assert looked_at_again(match(1, 2), shown(1), shown(2, identity=replace(AWA, birth_name="Martin"))) is None


@pytest.mark.parametrize("state", SAID)
def test_what_was_decided_stays_whatever_changes(state: MatchState) -> None:
    decided = match(1, 2, state, evidence=COMPANY)
    assert looked_at_again(decided, shown(1), shown(2, OTH, sex="M")) == decided


HOLDER = shown(9, OTH, verified_numbers=frozenset({"n"}))


def delivered(number: int) -> Appearance:
    return shown(number, delivered_numbers=frozenset({"n"}))


@pytest.mark.parametrize(
    ("others", "matches", "proved"),
    [
        pytest.param((delivered(1),), (match(1, 9),), (1, 9), id="one doubt"),
        pytest.param((shown(1),), (match(1, 9),), None, id="another number"),
        pytest.param((delivered(1),), (match(1, 9, MatchState.DIFFERENT),), None, id="told apart"),
        pytest.param((delivered(1),), (match(1, 9, MatchState.SAME),), None, id="nothing in doubt"),
        pytest.param((delivered(1), delivered(2)), (match(1, 9), match(2, 9)), None, id="two persons"),
        pytest.param(
            (delivered(1), delivered(2)),
            (match(1, 9), match(2, 9), match(1, 2, MatchState.SAME)),
            (1, 9),
            id="two dossiers of one person",
        ),
        pytest.param(
            (delivered(1), shown(2)),
            (match(1, 9), match(2, 9, MatchState.SAME), match(1, 2, MatchState.DIFFERENT)),
            None,
            id="told apart from who it is the same as",
        ),
        pytest.param((), (match(1, 9),), None, id="nobody any more"),
        pytest.param((delivered(1), shown(2)), (match(1, 9), match(2, 9)), (1, 9), id="another doubt beside it"),
        pytest.param((delivered(1),), (match(1, 9, evidence=COMPANY),), None, id="established already"),
        pytest.param(
            (delivered(1),), (match(1, 9), match(2, 3), match(4, 5, evidence=COMPANY)), (1, 9), id="what is others'"
        ),
    ],
)
def test_a_verified_number_resolves_the_doubt_with_one_person_alone(
    others: tuple[Appearance, ...], matches: tuple[PersonMatch, ...], proved: tuple[int, int] | None
) -> None:
    raised = proved_by_number(HOLDER, others, matches)
    expected = None if proved is None else replace(match(*proved), evidence=NUMBER)
    assert raised == expected


def test_what_differed_once_differs_no_more_where_a_number_proves() -> None:
    doubt = replace(match(1, 9), differences=frozenset({Difference.NAME}))

    assert proved_by_number(HOLDER, (delivered(1),), (doubt,)) == match(1, 9, evidence=NUMBER)


def test_the_same_company_alone_resolves_no_doubt() -> None:
    assert proved_by_number(shown(9), (shown(1),), (match(1, 9),)) is None


def test_once_two_are_told_apart_the_evidence_that_speaks_for_both_establishes_neither() -> None:
    apart = match(1, 2, MatchState.DIFFERENT, evidence=COMPANY)
    of_both, of_one = match(1, 3, evidence=COMPANY), match(1, 4, evidence=COMPANY)
    decided = match(1, 5, MatchState.SAME, evidence=COMPANY)
    people = {number: shown(number) for number in (1, 2, 3, 5)} | {4: shown(4, OTH)}
    appearances = {b.an_id(number): appearance for number, appearance in people.items()}

    found = doubtful_since(apart, appearances, (apart, of_both, of_one, decided))

    assert found == (replace(of_both, evidence=None),)
    beyond = match(2, 6, evidence=COMPANY)
    assert doubtful_since(apart, {**appearances, b.an_id(6): shown(6)}, (apart, beyond)) == (
        replace(beyond, evidence=None),
    )
    for unknown in (1, 2, 3):
        known = {each: seen for each, seen in appearances.items() if each != b.an_id(unknown)}
        assert doubtful_since(apart, known, (apart, of_both)) == (
            () if unknown != 1 else (replace(of_both, evidence=None),)
        )
    assert doubtful_since(apart, {}, (apart, of_both)) == ()
