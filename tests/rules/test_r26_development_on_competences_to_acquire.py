"""R26: The development plan bears only on the competences to acquire."""

from dataclasses import replace

import pytest

from app.domain.documents import DocumentKind
from app.domain.dossier import Dossier
from app.domain.preparation import complete_registration, record_training_plan
from tests.builders import P1, a_case, a_skills_identification, a_training_plan, documents
from tests.rules.answers import INVALID, accepted, pointers, reasons
from tests.rules.stages import day, opened, ready_to_register


@pytest.mark.parametrize(
    ("to_acquire", "planned", "refused"),
    [
        (("C1",), ("C1",), []),
        (("C1", "C2"), ("C2",), []),
        (("C1",), ("C1", "C2"), ["/competences/1"]),
        ((), ("C1", "C2"), ["/competences/0", "/competences/1"]),
    ],
)
def test_the_plan_is_on_what_the_identification_found_missing(
    to_acquire: tuple[str, ...], planned: tuple[str, ...], refused: list[str]
) -> None:
    case = a_case(identified(*to_acquire))
    plan = a_training_plan(competences=planned)
    answer = record_training_plan(case, plan)
    if not refused:
        assert accepted(answer).training_plan == plan
        return
    assert reasons(answer) == {("competence_already_mastered", "R26")}
    assert pointers(answer) == refused


def test_without_an_identification_nobody_knows_what_is_mastered() -> None:
    accepted(record_training_plan(a_case(opened(P1)), a_training_plan(competences=("C1", "C2", "C3"))))


def test_a_plan_made_before_the_identification_is_made_to_fit_it() -> None:
    planned_first = ready_to_register(
        P1,
        training_plan=a_training_plan(competences=("C1", "C2")),
        skills_identification=a_skills_identification(to_acquire=("C2",)),
        documents=documents(DocumentKind.OUTIL_1, DocumentKind.OUTIL_6),
    )
    answer = complete_registration(a_case(planned_first))
    assert reasons(answer) == {("training_plan_beyond_needs", "R26")}
    fitting = replace(planned_first, training_plan=a_training_plan(competences=("C2",)))
    accepted(complete_registration(a_case(fitting)))


def test_a_plan_names_competences_that_exist_and_ends_after_it_starts() -> None:
    wrong = a_training_plan(competences=("C9",), starts_on=day(1), ends_on=day(0))
    answer = record_training_plan(a_case(opened(P1)), wrong)
    assert reasons(answer, INVALID) == {("unknown_competence", None), ("ends_before_it_starts", None)}
    accepted(record_training_plan(a_case(opened(P1)), a_training_plan(starts_on=day(1), ends_on=day(1))))


def test_who_masters_everything_has_nothing_to_develop_and_is_registered_all_the_same() -> None:
    nothing = a_training_plan(competences=())
    planned = accepted(record_training_plan(a_case(identified()), nothing))
    assert planned.training_plan == nothing
    left = ready_to_register(P1, training_plan=nothing, skills_identification=a_skills_identification())
    guide = documents(DocumentKind.OUTIL_1, DocumentKind.OUTIL_6)
    accepted(complete_registration(a_case(replace(left, documents=guide))))


@pytest.mark.parametrize(
    "dossier", [opened(P1), opened(P1, skills_identification=a_skills_identification(to_acquire=("C1",)))]
)
def test_a_plan_on_nothing_is_none_while_something_is_left_to_acquire(dossier: Dossier) -> None:
    documented = replace(dossier, documents=documents(DocumentKind.OUTIL_1) if dossier.skills_identification else ())
    answer = record_training_plan(a_case(documented), a_training_plan(competences=()))
    assert reasons(answer, INVALID) == {("nothing_to_develop", None)}
    assert pointers(answer) == ["/competences"]


def identified(*to_acquire: str) -> Dossier:
    return opened(
        P1,
        skills_identification=a_skills_identification(to_acquire=to_acquire),
        documents=documents(DocumentKind.OUTIL_1),
    )
