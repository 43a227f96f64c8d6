"""D69: a death is a fact beside the status; the dossier goes on to its jury, or is closed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.case_warnings import warnings_for_the_branch, warnings_of
from app.domain.death import record_death, undo_death
from app.domain.documents import DocumentKind, Signatory
from app.domain.dossier import Closure, ClosureReason, Death, Dossier, JuryRegistrationState, KnownDeath, Status
from app.domain.event_types import EventType, event_types_of
from app.domain.holder_papers import HolderPaper, why_not_sent
from app.domain.jury_registration import register_to_jury
from app.domain.progress import status_of
from app.domain.signature_waivers import waive_signature
from tests.builders import P1, P2, TODAY, a_case
from tests.rules.answers import INVALID, TOO_LATE, accepted, kind_of, pairs, pointers, reasons
from tests.rules.stages import (
    WAYS,
    a_session,
    admissible,
    decided,
    on_agenda,
    ready_for_jury,
    registered,
    unsigned_by,
)

YESTERDAY = TODAY - timedelta(days=1)
SOURCE = "Acte de décès transmis par la famille."


def died(dossier: Dossier, *, goes_on: bool, on: object = YESTERDAY) -> object:
    return record_death(a_case(dossier), on=on, source=SOURCE, goes_on=goes_on)  # type: ignore[arg-type]


@pytest.mark.parametrize("way", WAYS)
def test_where_it_goes_on_the_status_stays(way: str) -> None:
    before = registered(way)

    after = accepted(died(before, goes_on=True))

    assert after == replace(before, death=Death(on=YESTERDAY, source=SOURCE, goes_on=True, recorded_on=TODAY))
    assert status_of(after) is status_of(before)


def test_it_goes_on_to_its_jury_with_the_signature_waived() -> None:
    after = accepted(died(unsigned_by(ready_for_jury(P1), DocumentKind.OUTIL_4, Signatory.CANDIDATE), goes_on=True))
    guide = after.latest(DocumentKind.OUTIL_4)
    assert guide is not None
    assert kind_of(register_to_jury(a_case(after), a_session(), 0))

    unsigned = accepted(waive_signature(a_case(after), guide, Signatory.CANDIDATE, "Décès"))

    accepted(register_to_jury(a_case(unsigned), a_session(), 0))


def test_where_it_does_not_the_dossier_is_closed_and_off_its_agenda() -> None:
    after = accepted(died(on_agenda(P1), goes_on=False))

    assert status_of(after) is Status.CLOSED
    assert after.closure == Closure(reason=ClosureReason.DECEASED, on=TODAY, detail=SOURCE)
    assert after.jury_registration.state is JuryRegistrationState.WITHDRAWN
    assert after.jury_registration.session_id is None
    assert accepted(died(registered(P1), goes_on=False)).jury_registration.state is JuryRegistrationState.NONE


@pytest.mark.parametrize("goes_on", [True, False])
def test_a_dossier_that_is_over_stays_as_it_is(goes_on: bool) -> None:
    before = decided(P1)

    after = accepted(died(before, goes_on=goes_on))

    assert after == replace(before, death=Death(on=YESTERDAY, source=SOURCE, goes_on=False, recorded_on=TODAY))


def test_recorded_again_it_can_only_close_what_was_to_go_on() -> None:
    going_on = accepted(died(registered(P1), goes_on=True))

    assert kind_of(died(going_on, goes_on=True)) is TOO_LATE
    closed = accepted(died(going_on, goes_on=False))
    assert status_of(closed) is Status.CLOSED
    assert kind_of(died(closed, goes_on=False)) is TOO_LATE


def test_nobody_died_tomorrow_nor_before_their_birth() -> None:
    dossier = registered(P1)
    birth = dossier.candidate.birth_date
    too_late, too_early = (
        died(dossier, goes_on=True, on=day) for day in (TODAY + timedelta(days=1), birth - timedelta(days=1))
    )

    assert reasons(too_late, INVALID) == {("day_in_the_future", "D69")}
    assert reasons(too_early, INVALID) == {("death_before_birth", "D69")}
    assert pointers(too_late) == pointers(too_early) == ["/on"]
    accepted(died(dossier, goes_on=True, on=birth))
    accepted(died(dossier, goes_on=True, on=TODAY))


def test_a_death_recorded_by_mistake_is_undone_with_the_closure_that_it_was() -> None:
    before = registered(P1)
    withdrawn = replace(before, closure=Closure(reason=ClosureReason.WITHDRAWN, on=TODAY, detail="fin"))

    assert undo_death(accepted(died(before, goes_on=False))) == before
    assert undo_death(accepted(died(before, goes_on=True))) == before
    assert undo_death(accepted(died(withdrawn, goes_on=True))) == withdrawn


def test_a_death_that_closes_is_told_as_a_closure_and_another_one_as_a_change() -> None:
    before = registered(P1)
    closed, going_on = accepted(died(before, goes_on=False)), accepted(died(before, goes_on=True))

    assert event_types_of("recordDeath", before, closed) == (
        EventType.DOSSIER_CLOSED,
        EventType.DOSSIER_STATUS_CHANGED,
    )
    assert event_types_of("recordDeath", before, going_on) == (EventType.DOSSIER_UPDATED,)
    assert event_types_of("recordDeath", closed, closed) == (EventType.DOSSIER_UPDATED,)


def test_the_branch_is_told_in_the_persons_other_dossiers_and_an_employer_is_not() -> None:
    known = (KnownDeath(number="CQP-2026-000009", on=YESTERDAY),)
    case = a_case(registered(P1), known_deaths=known)

    assert ("candidate_died", "D69") in pairs(warnings_for_the_branch(case))
    assert ("candidate_died", "D69") not in pairs(warnings_of(case))
    for silent in (accepted(died(registered(P1), goes_on=True)), decided(P1)):
        assert ("candidate_died", "D69") not in pairs(warnings_for_the_branch(a_case(silent, known_deaths=known)))


def test_no_paper_is_sent_to_somebody_who_has_died() -> None:
    admitted = admissible(P2)

    found = why_not_sent(admitted, HolderPaper.ADMISSIBILITY, (), session_closed=False, died=True)

    assert pairs(found) == {("candidate_died", "D69")}
