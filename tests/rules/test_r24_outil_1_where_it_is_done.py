"""R24: When skills are identified it is done with outil 1, which is then handed to the evaluators."""

from dataclasses import replace

import pytest

from app.domain.documents import DocumentKind
from app.domain.dossier import Dossier
from app.domain.preparation import complete_registration
from app.domain.uploads import readable_kinds
from tests.builders import P1, P2, a_case, a_skills_identification, documents
from tests.rules.answers import TOO_EARLY, accepted, reasons
from tests.rules.stages import P1B, ready_to_assess, ready_to_register, registered


def test_an_identification_that_is_held_is_finished_with_outil_1() -> None:
    held = ready_to_register(P1, skills_identification=a_skills_identification(to_acquire=("C1",)))
    answer = complete_registration(a_case(held))
    assert reasons(answer, TOO_EARLY) == {("skills_identification_not_complete", "R68")}
    accepted(complete_registration(a_case(_with_outil_1(held))))


def test_outil_1_without_the_interview_is_not_an_identification() -> None:
    answer = complete_registration(a_case(_with_outil_1(ready_to_register(P1))))
    assert reasons(answer, TOO_EARLY) == {("skills_identification_not_complete", "R68")}


def test_what_the_step_lacks_is_said_under_the_rule() -> None:
    from app.domain.missing_items import items_missing_from_step

    missing = items_missing_from_step(a_case(ready_to_register(P1)), "skills_identification")
    assert {(item.code, item.rule.number) for item in missing} == {
        ("skills_identification_missing", "R24"),
        ("outil_1_missing", "R24"),
    }


@pytest.mark.parametrize("way", [P1, P1B, P2])
def test_outil_1_is_handed_to_the_evaluator_who_accepted(way: str) -> None:
    assert DocumentKind.OUTIL_1 not in readable_kinds(registered(way), "evaluator")
    assert DocumentKind.OUTIL_1 in readable_kinds(ready_to_assess(way), "evaluator")


def _with_outil_1(dossier: Dossier) -> Dossier:
    return replace(dossier, documents=(*dossier.documents, *documents(DocumentKind.OUTIL_1)))
