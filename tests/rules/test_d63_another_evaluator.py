"""D63, D57: an evaluator is replaced and results stay; what changed since it was signed is asked for again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.assessing import (
    complete_assessment,
    invite_trade_evaluator,
    record_assessment,
    record_trade_observations,
)
from app.domain.assessment import Assessment
from app.domain.assigning import choose_evaluator, decline_assignment, replace_evaluator, ties_on_days
from app.domain.case import Case
from app.domain.checklist import checklist
from app.domain.documents import DocumentKind
from app.domain.dossier import Dossier, FormerTradeObservations, Tutor
from app.domain.jury_registration import register_to_jury
from app.domain.progress import status_of
from app.domain.refusal import Refusal
from app.domain.results_on_record import unconfirmed_results, values_of
from tests.builders import (
    COMPANY_SIRET,
    P1,
    P2,
    P3,
    TODAY,
    a_case,
    a_choice,
    a_document,
    a_trade_evaluator,
    an_acceptance,
    an_authorisation,
    an_evaluator,
    an_id,
    trade_observations,
)
from tests.rules.answers import TOO_EARLY, TOO_LATE, accepted, kind_of, pointers, reasons
from tests.rules.stages import (
    WAYS,
    a_session,
    assessment_of,
    on_agenda,
    ready_for_jury,
    ready_to_assess,
    ready_to_complete,
)

FORMER, NEW = an_id(3), an_id(303)
SUCCESSOR = an_evaluator(id=NEW, name="Inès Garnier", email="ines.garnier@example.org")
CHOICE = a_choice(evaluator_id=NEW)
GUIDES = {P1: DocumentKind.OUTIL_4, P2: DocumentKind.OUTIL_4, P3: DocumentKind.OUTIL_8}


def half(way: str) -> Assessment:
    """What the former had recorded when they fell ill: one result of three, of a sitting ten days ago."""
    whole = assessment_of(way, held_on=(TODAY - timedelta(days=10),), observed_on=())
    return replace(whole, results=whole.results[:1])


def replaced(dossier: Dossier, **changes: Any) -> Case:
    """The same under the new evaluator, who has accepted."""
    left = accepted(replace_evaluator(a_case(dossier), SUCCESSOR, CHOICE, "Malade."))
    taken = replace(left, **{"acceptance": an_acceptance(), **changes})
    return a_case(taken, evaluator=SUCCESSOR, former_evaluators=(an_evaluator(),))


def with_own_ids(dossier: Dossier) -> Dossier:
    """Its documents told apart."""
    own = tuple(replace(each, id=an_id(500 + place)) for place, each in enumerate(dossier.documents))
    return replace(dossier, documents=own)


def open_again(case: Case, step: str = "assessment") -> list[str]:
    told = checklist(case, role="secretariat", allowed=lambda _: True)
    return [item.code for view in told.steps if view.step.code == step for item in view.missing]


@pytest.mark.parametrize("way", WAYS)
def test_sittings_and_results_stay_and_the_rest_is_to_be_given_again(way: str) -> None:
    before = ready_to_assess(way, assessment=half(way), scope=ready_to_complete(way).scope)
    after = accepted(replace_evaluator(a_case(before), SUCCESSOR, CHOICE, "Malade."))

    assert after.evaluator == CHOICE
    assert (after.acceptance, after.trade_evaluator, after.trade_observations) == (None, None, None)
    assert after.assessment is not None
    assert after.assessment.held_on == half(way).held_on
    assert after.assessment.results == half(way).results
    assert after.assessment.concertation_held_on is None
    assert not after.assessment.briefing.candidate_informed
    (former,) = after.former_assignments
    assert (former.choice, former.assessment, former.reason) == (before.evaluator, half(way), "Malade.")


@pytest.mark.parametrize("way", WAYS)
def test_before_any_result_everything_of_the_former_ends(way: str) -> None:
    none_yet = replace(half(way), results=())
    before = with_own_ids(ready_to_complete(way, assessment=none_yet))
    for after in (
        accepted(replace_evaluator(a_case(before), SUCCESSOR, CHOICE, "Malade.")),
        accepted(choose_evaluator(a_case(before), SUCCESSOR, CHOICE)),
        accepted(decline_assignment(a_case(before))),
    ):
        assert (after.assessment, after.scope, after.acceptance, after.trade_evaluator) == (None, None, None, None)
        assert before.documents[-1].id in after.void_guides
        assert after.former_assignments[0].assessment == none_yet


def test_it_is_open_until_the_jury_registration_and_to_another_evaluator_only() -> None:
    accepted(replace_evaluator(a_case(ready_for_jury(P1)), SUCCESSOR, CHOICE, "Malade."))
    assert kind_of(replace_evaluator(a_case(on_agenda(P1)), SUCCESSOR, CHOICE, "Malade.")) is TOO_LATE
    same = replace_evaluator(a_case(ready_to_complete(P1)), an_evaluator(), a_choice(), "Malade.")
    assert ("same_evaluator", "D63") in reasons(same)
    assert isinstance(same, Refusal)
    assert [each.pointer for each in same.violations if each.code == "same_evaluator"] == ["/evaluator_id"]
    elsewhere = replace_evaluator(a_case(ready_to_complete(P1)), SUCCESSOR, replace(CHOICE, region="11"), "Malade.")
    assert "R12" in {rule for _, rule in reasons(elsewhere)}


@pytest.mark.parametrize("way", WAYS)
def test_the_new_evaluator_confirms_by_sending_and_the_completion_asks_for_the_rest(way: str) -> None:
    former = replace(half(way), results=assessment_of(way).results[:2])
    case = replaced(ready_to_assess(way, assessment=former, scope=ready_to_complete(way).scope))
    first, _second, third = assessment_of(way).results
    sent = assessment_of(way, held_on=(*half(way).held_on, TODAY))
    partly = accepted(record_assessment(case, replace(sent, results=(first, third))))

    assert [each.competence_code for each in unconfirmed_results(partly)] == ["C2"]
    answer = complete_assessment(replace(case, dossier=partly))
    assert ("result_not_confirmed", "D63") in reasons(answer)
    whole = accepted(record_assessment(replace(case, dossier=partly), sent))
    assert unconfirmed_results(whole) == ()
    assert ("result_not_confirmed", "D63") not in reasons_or_none(complete_assessment(replace(case, dossier=whole)))
    (kept,) = values_of(whole, "C1")
    assert (kept.evaluator_id, kept.confirmed_by, kept.confirmed_on) == (FORMER, NEW, TODAY)
    (own,) = values_of(whole, "C3")
    assert (own.evaluator_id, own.recorded_on, own.confirmed_by) == (NEW, TODAY, None)


def reasons_or_none(answer: Any) -> set[tuple[str, str | None]]:
    return set() if isinstance(answer, Dossier) else reasons(answer)


def test_each_sitting_is_judged_by_the_evaluator_who_held_it() -> None:
    case = replaced(ready_to_assess(P1, assessment=half(P1), scope=ready_to_complete(P1).scope))
    nowhere = replace(case, former_evaluators=(an_evaluator(authorisations=()),))
    kept = assessment_of(P1, held_on=(*half(P1).held_on, TODAY), observed_on=())

    assert "R12" in {rule for _, rule in reasons(record_assessment(nowhere, kept))}
    accepted(record_assessment(nowhere, replace(kept, held_on=(TODAY,))))
    only_the_former = replace(case, evaluator=replace(SUCCESSOR, authorisations=()))
    accepted(record_assessment(only_the_former, replace(kept, held_on=half(P1).held_on)))
    assert "R12" in {rule for _, rule in reasons(record_assessment(only_the_former, kept))}


def test_the_sitting_of_the_former_is_judged_where_it_was_though_the_new_evaluator_sits_elsewhere() -> None:
    elsewhere = replace(SUCCESSOR, authorisations=(an_authorisation(region="11"),))
    case = replaced(ready_to_assess(P1, assessment=half(P1), scope=ready_to_complete(P1).scope))
    moved = replace(case.dossier, evaluator=replace(CHOICE, region="11"))
    kept = assessment_of(P1, held_on=(*half(P1).held_on, TODAY), observed_on=())

    recorded = accepted(record_assessment(replace(case, dossier=moved, evaluator=elsewhere), kept))

    assert recorded.assessment is not None
    assert [(sitting.on, sitting.region) for sitting in recorded.assessment.sittings] == [
        (half(P1).held_on[0], a_choice().region)
    ]


def test_the_day_that_was_agreed_with_the_former_is_agreed_with_nobody_else() -> None:
    """R21: it is past, and the new evaluator has agreed on none yet."""
    past = TODAY - timedelta(days=1)
    dossier = ready_to_complete(P1, evaluator=a_choice(planned_on=past))

    answer = replace_evaluator(a_case(dossier), SUCCESSOR, replace(CHOICE, planned_on=past), "Malade.")

    assert (reasons(answer), pointers(answer)) == ({("planned_in_the_past", "R21")}, ["/planned_on"])


TIED: dict[str, Any] = {"siren": COMPANY_SIRET[:9]}


@pytest.mark.parametrize(
    ("facts", "tied"),
    [
        pytest.param({}, [], id="nobody is tied"),
        pytest.param({"evaluator": replace(SUCCESSOR, **TIED)}, [], id="the successor, who did not sit"),
        pytest.param({"former_evaluators": (an_evaluator(**TIED),)}, ["R15"], id="the former, who did"),
        pytest.param(
            {"former_evaluators": (an_evaluator(**TIED),), "evaluator": None},
            ["R15"],
            id="the former, with no successor",
        ),
        pytest.param(
            {"former_evaluators": (), "evaluator": an_evaluator(**TIED)}, ["R15"], id="the former, who is back"
        ),
        pytest.param({"former_evaluators": (), "evaluator": None}, [], id="nobody is known"),
    ],
)
def test_r15_a_tie_is_that_of_who_held_the_sitting(facts: dict[str, Any], tied: list[str]) -> None:
    case = replaced(ready_to_assess(P1, assessment=half(P1), scope=ready_to_complete(P1).scope))

    faults = ties_on_days(replace(case, **facts), half(P1))

    assert [each.rule and each.rule.number for each in faults] == tied


def test_r15_where_nobody_is_known_to_have_sat_nobody_is_tied() -> None:
    dossier = ready_to_complete(P1)

    assert ties_on_days(a_case(dossier, evaluator=None), assessment_of(P1)) == ()


@pytest.mark.parametrize("way", WAYS)
def test_after_the_completion_the_status_stays_and_the_step_is_open_again(way: str) -> None:
    before = with_own_ids(ready_for_jury(way))
    case = replaced(before, acceptance=None)

    assert status_of(case.dossier) is status_of(before)
    assert {"assignment_not_accepted", "concertation_missing", "result_not_confirmed"} <= set(open_again(case))
    assert kind_of(register_to_jury(case, a_session(), 0)) is TOO_EARLY
    accepting = replace(case, dossier=replace(case.dossier, acceptance=an_acceptance()))
    taken = accepted(record_assessment(accepting, assessment_of(way)))
    if way != P3:
        invited = accepted(invite_trade_evaluator(replace(accepting, dossier=taken), a_trade_evaluator()))
        taken = accepted(record_trade_observations(replace(accepting, dossier=invited), "Bon travail."))
    guide = GUIDES.get(way, DocumentKind.OUTIL_4)
    unsigned = reasons(register_to_jury(replace(accepting, dossier=taken), a_session(), 0), TOO_EARLY)
    assert unsigned == {(f"{guide}_to_be_given_again", "D57")}
    signed = replace(taken, documents=(*taken.documents, a_document(guide, id=an_id(900), version_number=2)))
    accepted(register_to_jury(replace(accepting, dossier=signed), a_session(), 0))


def test_a_tie_declared_after_the_assessment_names_the_way_out() -> None:
    tied = an_evaluator(siren="123456782")
    answer: Any = register_to_jury(a_case(ready_for_jury(P1), evaluator=tied), a_session(), 0)
    assert any(
        "remplacer l'évaluateur" in each.detail.fr and "replace the evaluator" in each.detail.en
        for each in answer.violations
    )
    tutor = Tutor(name=an_evaluator().name, position="Chef", email=an_evaluator().email)
    seated: Any = register_to_jury(a_case(ready_for_jury(P1, tutor=tutor)), a_session(), 0)
    assert {each.pointer for each in (*answer.violations, *seated.violations)} == {None}


@pytest.mark.parametrize("way", [P1, P2, P3])
def test_a_result_that_takes_the_other_value_asks_for_the_guide_again(way: str) -> None:
    case = a_case(with_own_ids(ready_for_jury(way)))
    first, *others = assessment_of(way).results
    other = assessment_of(way, results=(replace(first, acquired=not first.acquired), *others))
    changed = accepted(record_assessment(case, other))

    assert f"{GUIDES[way]}_to_be_given_again" in {
        code for code, _ in reasons(register_to_jury(replace(case, dossier=changed), a_session(), 0), TOO_EARLY)
    }
    assert [each.acquired for each in values_of(changed, "C1")] == [first.acquired, not first.acquired]


@pytest.mark.parametrize("way", [P1, P2, P3])
def test_a_comment_and_an_observation_change_nothing_that_was_signed(way: str) -> None:
    case = a_case(with_own_ids(ready_for_jury(way)))
    first, *others = assessment_of(way).results
    said = assessment_of(way, results=(replace(first, comment="Vu deux fois"), *others), evaluator_observations="Relu")
    after = accepted(record_assessment(case, said))

    assert after.void_guides == ()
    assert [each.comment for each in values_of(after, "C1")] == [first.comment, "Vu deux fois"]
    accepted(register_to_jury(replace(case, dossier=after), a_session(), 0))


def test_a_competence_added_to_a_guide_already_filed_asks_for_it_again_but_a_first_entry_of_pathway_3() -> None:
    for way, void in ((P1, True), (P2, True), (P3, False)):
        filed = with_own_ids(ready_to_complete(way, assessment=half(way)))
        after = accepted(record_assessment(a_case(filed), assessment_of(way)))
        assert bool(after.void_guides) is void


def test_a_result_taken_out_and_entered_again_otherwise_is_changed() -> None:
    case = a_case(with_own_ids(ready_to_complete(P3)))
    first, *others = assessment_of(P3).results
    without = accepted(record_assessment(case, assessment_of(P3, results=tuple(others))))
    otherwise = assessment_of(P3, results=(replace(first, acquired=not first.acquired), *others))

    assert without.void_guides == ()
    assert accepted(record_assessment(replace(case, dossier=without), assessment_of(P3))).void_guides == ()
    again = accepted(record_assessment(replace(case, dossier=without), otherwise))
    assert again.void_guides != ()
    assert [each.acquired for each in values_of(again, "C1")] == [first.acquired, None, not first.acquired]


def test_trade_observations_follow_the_first_result_and_are_taken_up_again_by_a_new_invitation() -> None:
    early = record_trade_observations(a_case(ready_to_assess(P1)), "Bon travail.")
    assert reasons(early, TOO_EARLY) == {("no_result_yet", "D57")}
    given = ready_for_jury(P1)
    again = accepted(invite_trade_evaluator(a_case(given), a_trade_evaluator(email="luc.b@example.org")))
    assert again.trade_observations is None
    assert given.trade_evaluator is not None
    assert given.trade_observations is not None
    assert again.former_trade_observations == (
        FormerTradeObservations(
            trade_evaluator=given.trade_evaluator, observations=given.trade_observations, until=TODAY
        ),
    )
    accepted(record_trade_observations(a_case(again), "Mieux encore."))


def test_observations_that_were_waived_without_anybody_invited_are_nobodys_to_keep() -> None:
    waived = replace(trade_observations(), waived=True)
    nobodys = ready_for_jury(P1, trade_evaluator=None, trade_observations=waived)
    invited = accepted(invite_trade_evaluator(a_case(nobodys), a_trade_evaluator()))
    assert (invited.trade_observations, invited.former_trade_observations) == (None, ())


def test_trade_observations_wait_for_no_result_where_everything_is_held_already() -> None:
    early = ready_to_assess(P1)
    begun = accepted(record_assessment(a_case(early), assessment_of(P1, results=())))
    assert begun.scope is not None
    nothing_left = replace(begun, scope=replace(begun.scope, assessed=()))

    assert reasons(record_trade_observations(a_case(begun), "Bon travail."), TOO_EARLY) == {("no_result_yet", "D57")}
    assert accepted(record_trade_observations(a_case(nothing_left), "Bon travail.")).trade_observations is not None
