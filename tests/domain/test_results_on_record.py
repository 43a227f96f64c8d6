"""Where those who were replaced had sat, who answers for their results, and what is kept of one that is taken out."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.assessment import Assessment, Place, ResultRecord, Sitting
from app.domain.dossier import FormerAssignment
from app.domain.results_on_record import (
    records_of,
    unconfirmed_results,
    values_of,
    where_the_former_sat,
    with_what_was_sent,
)
from tests.builders import TODAY, a_choice, a_dossier, an_assessment, an_id

FIRST, SECOND = TODAY - timedelta(days=10), TODAY - timedelta(days=9)
LYON, PARIS = Place(postal_code="69007", city="Lyon"), Place(postal_code="75011", city="Paris")
APART = Sitting(on=SECOND, region="32", remote=True)


def former(*held_on: Any, region: str = "75", **changes: Any) -> FormerAssignment:
    """Somebody chosen for that region, who sat on those days and recorded results."""
    return FormerAssignment(
        choice=a_choice(region=region),
        acceptance=None,
        assessment=an_assessment(**{"held_on": held_on, "place": LYON, **changes}),
        trade_evaluator=None,
        trade_observations=None,
        until=SECOND,
        reason="Malade.",
    )


def sent(**changes: Any) -> Assessment:
    return an_assessment(**{"held_on": (FIRST, SECOND, TODAY), "place": PARIS, **changes})


@pytest.mark.parametrize(
    ("formers", "sittings"),
    [
        pytest.param((), (), id="nobody was replaced"),
        pytest.param((former(FIRST),), (Sitting(on=FIRST, region="84", place=LYON),), id="where the others were"),
        pytest.param(
            (former(FIRST, place=None, remote=True),),
            (Sitting(on=FIRST, region="75", remote=True),),
            id="from afar, in the region of the choice",
        ),
        pytest.param(
            (former(FIRST, SECOND, sittings=(APART,)),),
            (Sitting(on=FIRST, region="84", place=LYON), APART),
            id="one day elsewhere",
        ),
        pytest.param(
            (former(FIRST), former(FIRST, SECOND, place=PARIS)),
            (Sitting(on=FIRST, region="84", place=LYON), Sitting(on=SECOND, region="11", place=PARIS)),
            id="two of them, a day that both tell",
        ),
        pytest.param((former(FIRST - timedelta(days=1)),), (), id="on a day that is not sent"),
        pytest.param((replace(former(FIRST), assessment=None),), (), id="who recorded nothing"),
    ],
)
def test_where_the_former_sat_is_told_as_they_told_it(
    formers: tuple[FormerAssignment, ...], sittings: tuple[Sitting, ...]
) -> None:
    dossier = a_dossier(former_assignments=formers)

    assert where_the_former_sat(dossier, sent()) == sittings
    kept = with_what_was_sent(dossier, sent(), TODAY).assessment
    assert kept is not None
    assert kept.sittings == sittings


def test_what_is_sent_of_a_former_day_counts_before_what_they_told() -> None:
    again = Sitting(on=FIRST, region="11", place=PARIS)
    dossier = a_dossier(former_assignments=(former(FIRST, SECOND),))

    assert where_the_former_sat(dossier, sent(sittings=(again,))) == (Sitting(on=SECOND, region="84", place=LYON),)


def test_a_result_that_is_taken_out_leaves_who_took_it_out_and_when() -> None:
    dossier = a_dossier(evaluator=a_choice(), assessment=an_assessment())
    first, *others = an_assessment().results

    after = with_what_was_sent(dossier, an_assessment(results=tuple(others)), TODAY)

    assert values_of(after, first.competence_code)[1:] == (
        ResultRecord(
            competence_code=first.competence_code, acquired=None, comment="", evaluator_id=an_id(3), recorded_on=TODAY
        ),
    )
    assert [len(values_of(after, other.competence_code)) for other in others] == [1, 1]


@pytest.mark.parametrize("changes", [{"evaluator": None}, {"evaluator": a_choice(), "reduced_on": TODAY}], ids=str)
def test_nobody_is_asked_to_confirm_where_there_is_no_evaluator_or_no_value_any_more(changes: dict[str, Any]) -> None:
    theirs = records_of(a_dossier(evaluator=a_choice(evaluator_id=an_id(303)), assessment=an_assessment()))
    kept = () if "reduced_on" in changes else theirs

    assert unconfirmed_results(a_dossier(assessment=an_assessment(), results_on_record=kept, **changes)) == ()
    successor = a_dossier(assessment=an_assessment(), results_on_record=theirs, evaluator=a_choice())
    assert unconfirmed_results(successor) == an_assessment().results
