"""R70: A dossier awaits assessment until the professional is invited, results, comments and observations are entered,
and outil 4 is uploaded."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.assessing import complete_assessment
from app.domain.documents import DocumentKind
from app.domain.dossier import Dossier
from app.domain.progress import status_of
from tests.builders import P1, a_case
from tests.rules.answers import TOO_LATE, accepted, kind_of, reasons
from tests.rules.stages import WAYS, WITH_TRADE_EVALUATOR, assessment_of, ready_for_jury, ready_to_complete, without

WAITING = "awaiting_assessment"


def _silent(dossier: Dossier) -> Dossier:
    assert dossier.assessment is not None
    first, *rest = dossier.assessment.results
    return replace(dossier, assessment=replace(dossier.assessment, results=(replace(first, comment=""), *rest)))


MISSING: dict[str, Any] = {
    "trade_evaluator_not_invited": lambda way: ready_to_complete(way, trade_evaluator=None),
    "candidate_observations_missing": lambda way: ready_to_complete(
        way, assessment=assessment_of(way, candidate_observations="")
    ),
    "comment_missing": lambda way: _silent(ready_to_complete(way)),
    "outil_4_missing": lambda way: without(ready_to_complete(way), DocumentKind.OUTIL_4),
}


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
@pytest.mark.parametrize("missing", MISSING)
def test_it_waits_until_all_four_are_there(way: str, missing: str) -> None:
    dossier = MISSING[missing](way)
    assert status_of(dossier) == WAITING
    assert reasons(complete_assessment(a_case(dossier))) == {(missing, "R70")}


@pytest.mark.parametrize("way", WAYS)
def test_then_it_is_completed_once(way: str) -> None:
    assert status_of(ready_to_complete(way)) == WAITING
    done = accepted(complete_assessment(a_case(ready_to_complete(way))))
    assert done.assessment_completed_on == a_case().on
    assert status_of(done) == "awaiting_jury"
    assert kind_of(complete_assessment(a_case(ready_for_jury(way)))) is TOO_LATE


def test_what_is_missing_is_told_at_once() -> None:
    bare = without(ready_to_complete(P1, trade_evaluator=None, assessment=None), DocumentKind.OUTIL_4)
    assert {code for code, _ in reasons(complete_assessment(a_case(bare)))} == {
        "trade_evaluator_not_invited",
        "assessment_missing",
        "outil_4_missing",
    }
