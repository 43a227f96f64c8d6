"""R68: A step is reached only when every step before it is complete."""

from collections.abc import Callable

import pytest

from app.domain.assessing import complete_assessment, record_assessment
from app.domain.case import Case
from app.domain.dossier import Dossier
from app.domain.jury_registration import register_to_jury
from app.domain.pathways import PATHWAYS
from app.domain.preparation import complete_registration
from app.domain.progress import StepState, current_step, progress, status_of
from tests.builders import P1, P2, P3, TODAY, a_case, a_training_plan
from tests.rules.answers import TOO_EARLY, reasons
from tests.rules.stages import (
    P1B,
    WAYS,
    a_session,
    admissible,
    assessment_of,
    decided,
    on_agenda,
    opened,
    ready_for_jury,
    ready_to_assess,
    ready_to_register,
    registered,
)

Act = Callable[[Case, str], object]
ACTS: dict[str, Act] = {
    "completeRegistration": lambda case, _: complete_registration(case),
    "recordAssessment": lambda case, way: record_assessment(case, assessment_of(way)),
    "completeAssessment": lambda case, _: complete_assessment(case),
    "registerToJury": lambda case, _: register_to_jury(case, a_session(), 0),
}
FIRST_LOCKED = {
    P1: {"completeRegistration": "development", "recordAssessment": "development", "registerToJury": "development"},
    P1B: {"completeRegistration": "skills_identification", "completeAssessment": "skills_identification"},
    P2: {"completeRegistration": "skills_identification", "recordAssessment": "admissibility"},
    P3: {"recordAssessment": "admissibility", "completeRegistration": "assessment", "registerToJury": "registration"},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("act", ACTS)
def test_just_opened_no_later_step_is_reached_and_each_that_is_missing_is_named(way: str, act: str) -> None:
    answer = ACTS[act](a_case(opened(way)), way)
    named = reasons(answer, TOO_EARLY)
    assert {rule for code, rule in named if code.endswith("_complete")} == {"R68"}
    expected = FIRST_LOCKED[way].get(act)
    assert expected is None or (f"{expected}_not_complete", "R68") in named


STAGES: list[tuple[str, Dossier, str, list[str]]] = [
    ("P1 opened", opened(P1), "development", ["open", "open", "locked", "locked", "locked"]),
    (
        "P1 planned",
        opened(P1, training_plan=a_training_plan()),
        "registration",
        ["skipped", "done", "open", "locked", "locked"],
    ),
    ("P1 registered", registered(P1), "assessment", ["skipped", "done", "done", "open", "locked"]),
    ("P1 assessed", ready_for_jury(P1), "jury", ["skipped", "done", "done", "done", "open"]),
    ("P1 decided", decided(P1), "jury", ["skipped", "done", "done", "done", "done"]),
    ("P1b opened", opened(P1B), "skills_identification", ["open", "locked", "locked", "locked"]),
    ("P1b ready", ready_to_register(P1B), "registration", ["done", "open", "locked", "locked"]),
    ("P2 opened", opened(P2), "skills_identification", ["open", "locked", "locked", "locked", "locked"]),
    ("P2 admissible", admissible(P2), "registration", ["done", "done", "open", "locked", "locked"]),
    ("P2 on the agenda", on_agenda(P2), "jury", ["done", "done", "done", "done", "open"]),
    ("P3 opened", opened(P3), "admissibility", ["open", "locked", "locked", "locked", "locked"]),
    ("P3 admissible", admissible(P3), "vae_portfolio", ["done", "open", "locked", "locked", "locked"]),
    ("P3 written", ready_to_assess(P3), "assessment", ["done", "done", "open", "locked", "locked"]),
    ("P3 assessed", ready_to_register(P3), "registration", ["done", "done", "done", "open", "locked"]),
    ("P3 registered", ready_for_jury(P3), "jury", ["done", "done", "done", "done", "open"]),
]


@pytest.mark.parametrize(("dossier", "current", "states"), [s[1:] for s in STAGES], ids=[s[0] for s in STAGES])
def test_one_step_waits_and_those_after_it_are_locked(dossier: Dossier, current: str, states: list[str]) -> None:
    assert current_step(dossier).code == current
    assert [each.state.value for each in progress(dossier)] == states


def test_what_is_done_ahead_of_time_completes_nothing() -> None:
    ahead = opened(P2, registered_on=TODAY, assessment_completed_on=TODAY)
    assert {each.state for each in progress(ahead)} == {StepState.OPEN, StepState.LOCKED}
    assert status_of(ahead) == "registration_in_progress"


@pytest.mark.parametrize("pathway", PATHWAYS, ids=lambda pathway: f"{pathway.code}-{pathway.variant}")
def test_every_pathway_says_so(pathway: object) -> None:
    assert "R68" in {rule.number for rule in pathway.rules}  # type: ignore[attr-defined]
