"""How long what is known of a candidate is kept."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.calendar import add_months
from app.domain.candidate import Candidate, Employment, EmploymentStatus
from app.domain.deliberating import correct_material_error
from app.domain.deliberation import Outcome, Retained
from app.domain.documents import DocumentKind, DocumentState
from app.domain.dossier import Closure, ClosureReason, Dossier
from app.domain.personal_data import (
    RETENTION_MONTHS,
    WORDS_ERASED,
    Erasure,
    Kept,
    RetentionPeriods,
    due_on,
    erased,
    is_erased,
    next_due_on,
)
from app.domain.progress import status_of
from app.domain.refusal import Refusal, RefusalKind
from tests import builders as b

USUAL = RetentionPeriods()
END = date(2020, 1, 31)
FILES, NAMES, ALL = Erasure.DOCUMENTS, Erasure.REDUCTION, Erasure.ANONYMISATION
DECIDED, CLOSED = add_months(END, RETENTION_MONTHS[Kept.DECIDED]), add_months(END, RETENTION_MONTHS[Kept.CLOSED])
FILED = add_months(END, RETENTION_MONTHS[Kept.DOCUMENTS])
DAY = timedelta(days=1)
LATER = date(2099, 1, 1)
SEEKING = EmploymentStatus.JOB_SEEKER


def decided(outcome: Outcome = Outcome.NOT_AWARDED, *retained: date | None) -> Dossier:
    kept = tuple(Retained(competence_code=f"C{number}", until=until) for number, until in enumerate(retained, 1))
    decision = b.a_decision(outcome, decided_on=END, retained=kept)
    return b.a_dossier(documents=b.documents(DocumentKind.OUTIL_6), decisions=(decision,))


def closed() -> Dossier:
    closure = Closure(reason=ClosureReason.WITHDRAWN, on=END, detail="Parti en Zyx")
    return b.a_dossier(documents=b.documents(DocumentKind.OUTIL_6), closure=closure)


@pytest.mark.parametrize(
    ("dossier", "on", "due"),
    [
        pytest.param(b.a_dossier(documents=b.documents(DocumentKind.OUTIL_6)), LATER, (), id="in course for ever"),
        pytest.param(decided(), FILED, (), id="the last day of the files"),
        pytest.param(decided(), FILED + DAY, (FILES,), id="the day after"),
        pytest.param(decided(), DECIDED, (FILES,), id="the last day of the names"),
        pytest.param(decided(), DECIDED + DAY, (FILES, ALL), id="the day after it"),
        pytest.param(closed(), CLOSED, (), id="withdrawn, the last day"),
        pytest.param(closed(), CLOSED + DAY, (FILES, ALL), id="withdrawn, the day after"),
        pytest.param(
            decided(Outcome.PARTIALLY_AWARDED, DECIDED + DAY),
            DECIDED + DAY,
            (FILES, NAMES),
            id="held for that day still",
        ),
        pytest.param(
            decided(Outcome.PARTIALLY_AWARDED, DECIDED), DECIDED + DAY, (FILES, ALL), id="held until the day before"
        ),
        pytest.param(decided(Outcome.PARTIALLY_AWARDED, END, None), LATER, (FILES, NAMES), id="held for good"),
    ],
)
def test_what_is_due_follows_from_the_end_and_from_what_is_still_held(
    dossier: Dossier, on: date, due: tuple[Erasure, ...]
) -> None:
    assert due_on(dossier, USUAL, on) == due


def test_a_later_decision_begins_the_periods_again() -> None:
    dossier = decided()
    again = replace(dossier, decisions=(*dossier.decisions, b.a_decision(Outcome.NOT_AWARDED, decided_on=END + DAY)))

    assert due_on(again, USUAL, FILED + DAY) == ()


def test_the_periods_are_those_that_are_set_and_files_never_outlive_the_names() -> None:
    assert due_on(decided(), RetentionPeriods({"documents": 36}), FILED + DAY) == ()
    assert due_on(decided(), RetentionPeriods({"decided": 1}), add_months(END, 1) + DAY) == (FILES, ALL)


@pytest.mark.parametrize("dossier", [decided(), closed(), decided(Outcome.PARTIALLY_AWARDED, None)])
def test_what_is_done_is_not_due_again(dossier: Dossier) -> None:
    due = due_on(dossier, USUAL, LATER)
    after = erased(dossier, due, LATER)

    assert due
    assert due_on(after, USUAL, LATER) == ()
    assert status_of(after) is status_of(dossier)


def test_whoever_was_reduced_is_anonymised_once_nothing_is_held_any_more() -> None:
    reduced = erased(decided(Outcome.PARTIALLY_AWARDED, DECIDED + DAY), (FILES, NAMES), DECIDED + DAY)

    assert due_on(reduced, USUAL, DECIDED + 2 * DAY) == (ALL,)


def test_the_files_go_alone_and_their_rows_count_as_before() -> None:
    dossier = decided()
    after = erased(dossier, (FILES,), LATER)

    assert [(each.state, each.file_name) for each in after.documents] == [(DocumentState.PURGED, "outil_6")]
    assert after.latest(DocumentKind.OUTIL_6) == after.documents[0]
    assert after.candidate == dossier.candidate


def test_whoever_is_anonymised_keeps_the_situation_and_the_sex_that_statistics_count() -> None:
    before = decided()
    before = replace(before, candidate=replace(before.candidate, sex="M", employment=b.an_employment(SEEKING)))

    assert erased(before, (ALL,), LATER).candidate == Candidate(
        birth_name=f"Anonymisé {before.number}",
        first_names="Anonymisé",
        birth_date=date(1900, 1, 1),
        birth_place="Anonymisé",
        sex="M",
        employment=Employment(status=SEEKING),
    )


@pytest.mark.parametrize(
    ("erasures", "is_silent"), [((), False), ((FILES,), False), ((NAMES,), True), ((FILES, ALL), True)]
)
def test_nothing_is_printed_any_more_of_a_dossier_that_lost_its_words(
    erasures: tuple[Erasure, ...], is_silent: bool
) -> None:
    assert is_erased(erased(decided(), erasures, LATER)) is is_silent


@pytest.mark.parametrize(
    ("months", "shortest"),
    [({}, 24), ({"decided": 3}, 3), ({"closed": 2, "decided": 3}, 2), ({"documents": 1}, 1), ({"links": 1}, 24)],
)
def test_nothing_is_taken_before_the_shortest_of_a_dossiers_periods(months: dict[str, int], shortest: int) -> None:
    assert RetentionPeriods(months).shortest_of_a_dossier == shortest


def test_two_that_were_anonymised_are_not_one_person() -> None:
    one, other = (replace(decided(), number=number) for number in ("CQP-2020-000001", "CQP-2020-000002"))
    keys = {erased(each, (ALL,), LATER).candidate.person_key for each in (one, other)}

    assert len(keys) == 2


def test_nothing_is_corrected_in_a_dossier_of_nobody() -> None:
    nobody = erased(decided(), (FILES, ALL), LATER)
    refusal = correct_material_error(b.a_case(nobody), (), decision_id=b.an_id(9), reason="Erreur", by="", signed=True)

    assert isinstance(refusal, Refusal)
    assert (refusal.kind, refusal.violations) == (RefusalKind.STEP_NOT_OPEN, (WORDS_ERASED,))


@pytest.mark.parametrize(
    ("dossier", "on", "again"),
    [
        pytest.param(b.a_dossier(), END, date.max, id="in course"),
        pytest.param(decided(), END, FILED + DAY, id="first the files"),
        pytest.param(decided(), FILED, FILED + DAY, id="on their last day"),
        pytest.param(decided(), FILED + DAY, DECIDED + DAY, id="then the names"),
        pytest.param(decided(), DECIDED, DECIDED + DAY, id="on their last day too"),
        pytest.param(decided(), DECIDED + DAY, date.max, id="then nothing"),
        pytest.param(closed(), END, CLOSED + DAY, id="closed"),
        pytest.param(decided(Outcome.PARTIALLY_AWARDED, LATER, None), DECIDED + DAY, LATER + DAY, id="what is held"),
        pytest.param(decided(Outcome.AWARDED, None), DECIDED + DAY, date.max, id="held for good"),
    ],
)
def test_the_next_day_on_which_something_may_be_due_is_known(dossier: Dossier, on: date, again: date) -> None:
    assert next_due_on(dossier, USUAL, on) == again


def test_the_names_of_a_closed_dossier_have_a_period_of_their_own() -> None:
    periods = RetentionPeriods(months={Kept.CLOSED: 3, Kept.DECIDED: 6})

    assert next_due_on(closed(), periods, END) == add_months(END, 3) + DAY
    assert next_due_on(decided(), periods, END) == add_months(END, 6) + DAY
