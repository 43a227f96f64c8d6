"""What a dossier awaits, from when on, and whose turn it is."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.case import GovernedDossier
from app.domain.deadlines import deadlines_of
from app.domain.deliberation import Outcome, Retained
from app.domain.dossier import Closure, ClosureReason, Dossier, Extension
from app.domain.jury import JurySession
from app.domain.law import ParametersInForce
from app.domain.pending_deadlines import (
    DEADLINE_LABELS,
    DEADLINE_RULES,
    DeadlineCode,
    Party,
    PendingDeadline,
    pending_deadlines,
)
from tests.builders import (
    P2,
    P3,
    TODAY,
    a_case,
    a_choice,
    a_decision,
    a_dossier,
    a_request,
    an_admission,
    an_assessment,
    an_id,
)
from tests.domain.test_checklist import REGISTERED, a_session, assessed, interviewed, registered
from tests.rules.bridge import bridge_request

DAY = timedelta(days=1)


def terms(dossier: Dossier) -> dict[DeadlineCode, PendingDeadline]:
    found = pending_deadlines(GovernedDossier(dossier=dossier, parameters=ParametersInForce()))
    return {deadline.code: deadline for deadline in found}


def test_each_kind_of_term_has_its_label_and_its_rule() -> None:
    assert set(DEADLINE_LABELS) == set(DEADLINE_RULES) == set(DeadlineCode)


def test_a_request_is_the_secretariats_from_its_last_receipt_on() -> None:
    term = terms(a_dossier(P3, admissibility=a_request(date(2026, 8, 31), date(2026, 9, 15))))
    found = term[DeadlineCode.ADMISSIBILITY_DECISION]

    assert (found.since, found.due_on, found.actor) == (date(2026, 9, 15), date(2026, 11, 15), Party.SECRETARIAT)


@pytest.mark.parametrize(
    ("pathway", "company", "actor"),
    [
        (P2, an_id(7), Party.EMPLOYER),
        (P2, None, Party.SECRETARIAT),
        (P3, an_id(7), Party.SECRETARIAT),
        (P3, None, Party.SECRETARIAT),
    ],
)
def test_r59_a_candidacy_is_for_whom_registers_to_a_jury(pathway: str, company: Any, actor: Party) -> None:
    found = terms(a_dossier(pathway, company_id=company, admissibility=an_admission()))[DeadlineCode.CANDIDACY]

    assert found.actor is actor


def test_an_extension_begins_a_term_of_its_own() -> None:
    granted = Extension(until=date(2029, 1, 1), reason="maladie", granted_on=date(2028, 2, 1))
    before = terms(a_dossier(P3, admissibility=an_admission(date(2026, 8, 31))))[DeadlineCode.CANDIDACY]
    after = terms(a_dossier(P3, admissibility=an_admission(date(2026, 8, 31), extensions=(granted,))))

    assert (before.since, before.due_on) == (date(2026, 8, 31), date(2028, 2, 29))
    assert (after[DeadlineCode.CANDIDACY].since, after[DeadlineCode.CANDIDACY].due_on) == (
        date(2028, 2, 1),
        date(2029, 1, 1),
    )


def test_whoever_waits_for_a_jury_is_due_at_its_closing_until_they_are_registered() -> None:
    waiting = assessed(assessment_completed_on=TODAY - DAY, created_on=TODAY - 9 * DAY)
    found = terms(waiting)[DeadlineCode.JURY_REGISTRATION_CLOSING]

    assert (found.since, found.due_on, found.actor) == (TODAY - DAY, None, Party.EMPLOYER)
    assert DeadlineCode.JURY_REGISTRATION_CLOSING not in terms(replace(waiting, jury_registration=REGISTERED))
    assert DeadlineCode.JURY_REGISTRATION_CLOSING not in terms(registered())


def test_a_bridge_assesses_nobody_and_waits_for_a_jury_since_it_was_opened() -> None:
    dossier = bridge_request(registered_on=TODAY, created_on=TODAY - 9 * DAY)

    assert terms(dossier)[DeadlineCode.JURY_REGISTRATION_CLOSING].since == TODAY - 9 * DAY


def test_what_is_planned_or_awaited_of_the_evaluator_is_theirs() -> None:
    chosen = registered(evaluator=a_choice(chosen_on=TODAY - 3 * DAY))
    held = interviewed(assessment=an_assessment(held_on=(TODAY - 5 * DAY, TODAY - 2 * DAY)))

    assert terms(chosen)[DeadlineCode.PLANNED_ASSESSMENT] == PendingDeadline(
        code=DeadlineCode.PLANNED_ASSESSMENT,
        since=TODAY - 3 * DAY,
        due_on=TODAY + 30 * DAY,
        actor=Party.EVALUATOR,
    )
    assert terms(held)[DeadlineCode.VAE_DOCUMENTS] == PendingDeadline(
        code=DeadlineCode.VAE_DOCUMENTS,
        since=TODAY - 2 * DAY,
        due_on=TODAY + 12 * DAY,
        actor=Party.EVALUATOR,
    )


def test_what_a_partial_award_keeps_is_the_candidates_from_the_decision_on() -> None:
    kept = (Retained(competence_code="C1", until=date(2031, 11, 23)), Retained(competence_code="C2", until=None))
    partial = assessed(decisions=(a_decision(Outcome.PARTIALLY_AWARDED, retained=kept, decided_on=TODAY - DAY),))
    found = terms(partial)

    assert found.keys() == {DeadlineCode.RETENTION}
    assert found[DeadlineCode.RETENTION].actor is Party.CANDIDATE
    assert found[DeadlineCode.RETENTION].since == TODAY - DAY
    assert found[DeadlineCode.RETENTION].due_on == date(2031, 11, 23)


def test_nothing_is_due_in_a_closed_dossier() -> None:
    closure = Closure(reason=ClosureReason.LAPSED, on=TODAY, detail="x")

    assert terms(a_dossier(P3, admissibility=an_admission(), closure=closure)) == {}


@pytest.mark.parametrize(
    "dossier", [registered(), assessed(), interviewed(), a_dossier(P3, admissibility=a_request(TODAY))]
)
def test_the_checklist_tells_each_term_that_somebody_has_to_act_on(dossier: Dossier) -> None:
    session: JurySession = a_session()
    due = deadlines_of(a_case(dossier, on=TODAY + DAY), session)
    told = {(each.code, each.due_on) for each in due}
    awaited = {(code, deadline.due_on or session.registration_closes_on) for code, deadline in terms(dossier).items()}

    assert awaited == told
    assert all(each.rule is DEADLINE_RULES[each.code] for each in due)
