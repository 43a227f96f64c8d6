"""R41: The evaluator sends outils 7 and 8 to the secretariat within two weeks of the assessment."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.case import Case
from app.domain.deadlines import deadlines_of
from app.domain.documents import DocumentKind
from app.domain.law import ParametersInForce, ParameterValue
from app.domain.pending_deadlines import documents_due_on
from tests.builders import P1, P2, P3, TODAY, a_case, a_document
from tests.rules.stages import assessment_of, day, ready_to_complete, without


def awaited(way: str = P3, *held_on: date, **facts: Any) -> Case:
    kind = DocumentKind.OUTIL_8 if way == P3 else DocumentKind.OUTIL_4
    assessed = ready_to_complete(way, assessment=assessment_of(way, held_on=held_on or (TODAY,)))
    return a_case(without(assessed, kind), **facts)


def test_the_two_weeks_run_from_the_last_day_of_the_assessment() -> None:
    assert documents_due_on(awaited(P3, day(-20), day(-6), day(-10))) == day(8)


@pytest.mark.parametrize(("offset", "late"), [(13, False), (14, False), (15, True)])
def test_they_are_over_the_day_after(offset: int, late: bool) -> None:
    (due,) = [d for d in deadlines_of(awaited(on=day(offset))) if d.code == "vae_documents"]
    assert (due.due_on, due.overdue, due.rule.number) == (TODAY + timedelta(days=14), late, "R41")


@pytest.mark.parametrize(("received", "awaits"), [(-1, True), (0, False), (1, False)])
def test_the_receipt_of_outil_8_ends_them(received: int, awaits: bool) -> None:
    case = awaited()
    guide = a_document(DocumentKind.OUTIL_8, received_on=day(received))
    dossier = replace(case.dossier, documents=(*case.dossier.documents, guide))
    assert (documents_due_on(replace(case, dossier=dossier)) is not None) is awaits


@pytest.mark.parametrize("way", [P1, P2])
def test_they_are_the_common_law_vaes_unless_a_setting_extends_them(way: str) -> None:
    everywhere = ParameterValue(rule="D30", name="other_pathways", value=True, since=TODAY, source="Secrétariat")
    assert documents_due_on(awaited(way)) is None
    assert documents_due_on(awaited(way, parameters=ParametersInForce((everywhere,)))) == day(14)


def test_their_number_is_a_parameter() -> None:
    three = ParameterValue(rule="R41", name="weeks", value=3, since=TODAY, source="Secrétariat")
    assert documents_due_on(awaited(parameters=ParametersInForce((three,)))) == day(21)


def test_nothing_is_due_before_the_assessment() -> None:
    assert documents_due_on(a_case(ready_to_complete(P3, assessment=None))) is None
    assert documents_due_on(a_case(ready_to_complete(P3, assessment=assessment_of(P3, held_on=())))) is None
