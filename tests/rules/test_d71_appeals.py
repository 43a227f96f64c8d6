"""D71: a refusal, a lapse and a jury's decision may be contested, once it is told; the appeal changes no result."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.admissibility import decide, lapse
from app.domain.appealing import (
    Filing,
    answer_appeal,
    appeal_warnings,
    contested_in,
    file_appeal,
    is_named_among,
    is_to_be_reopened,
    pending_appeals,
)
from app.domain.appeals import Appeal, AppealAgainst, AppealOutcome, AppealTerms, Appellant
from app.domain.appeals_followed import followed_by
from app.domain.checklist import checklist
from app.domain.deliberation import Outcome
from app.domain.documents import DocumentKind
from app.domain.dossier import (
    AdmissibilityDecision,
    AdmissibilityVerdict,
    AwaitingSignature,
    Closure,
    ClosureReason,
    Dossier,
)
from app.domain.personal_data import Erasure, erased
from app.domain.redeliberation_requests import request_redeliberation
from app.domain.reopening import reopen
from app.domain.uploads import readable_kinds
from tests.builders import (
    P1,
    P3,
    TODAY,
    a_case,
    a_decision,
    a_document,
    a_request,
    an_admission,
    an_appeal,
    an_appeal_answer,
    an_id,
    an_upheld_appeal,
)
from tests.rules.answers import INVALID, RULES, TOO_EARLY, TOO_LATE, accepted, kind_of, pairs, pointers, reasons
from tests.rules.stages import a_session, admissible, day, decided, opened

ADMISSIBILITY, JURY, LAPSE = AppealAgainst.ADMISSIBILITY, AppealAgainst.JURY_DECISION, AppealAgainst.LAPSE
EMPLOYER, CANDIDATE = Appellant.EMPLOYER, Appellant.CANDIDATE
WHY = "Recours accueilli"
YES = AdmissibilityDecision(verdict=AdmissibilityVerdict.ADMISSIBLE, grounds=(), decided_on=TODAY)


def refused_request(decided_on: date = TODAY, **changes: Any) -> Dossier:
    request = a_request(decided_on, verdict=AdmissibilityVerdict.INADMISSIBLE, **changes)
    closure = Closure(reason=ClosureReason.INADMISSIBLE, on=decided_on, detail="Dix mois.")
    return replace(opened(P3), admissibility=request, closure=closure)


def lapsed_dossier() -> Dossier:
    return accepted(lapse(a_case(admissible(P3))))


def awarded_in_part(**changes: Any) -> Dossier:
    return replace(decided(P1), decisions=(a_decision(Outcome.PARTIALLY_AWARDED),), **changes)


CONTESTED = {ADMISSIBILITY: refused_request, LAPSE: lapsed_dossier, JURY: awarded_in_part}


def filing(against: AppealAgainst = ADMISSIBILITY, **changes: Any) -> Filing:
    usual = Filing(id=an_id(41), against=against, appellant=CANDIDATE, filed_on=TODAY, grounds="À tort.")
    return replace(usual, **changes)


def filed(dossier: Dossier, written: Filing, terms: AppealTerms | None = None, **known: Any) -> object:
    return file_appeal(a_case(dossier), written, terms or AppealTerms(against=written.against), **known)


# --- what may be contested --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("against", list(AppealAgainst))
def test_what_stands_is_contested_and_nothing_else_of_the_dossier_changes(against: AppealAgainst) -> None:
    dossier = CONTESTED[against]()

    after = accepted(filed(dossier, filing(against)))

    (appeal,) = after.appeals
    assert replace(after, appeals=()) == dossier
    assert (appeal.against, appeal.appellant, appeal.acknowledged_on) == (against, CANDIDATE, TODAY)
    assert (appeal.id, appeal.grounds, appeal.document_ids) == (an_id(41), "À tort.", ())
    assert (appeal.closes_on, appeal.is_late, appeal.answer) == (None, False, None)
    assert appeal.decision_id == (dossier.decisions[-1].id if against is JURY else None)


@pytest.mark.parametrize("against", list(AppealAgainst))
@pytest.mark.parametrize("standing", [ADMISSIBILITY, LAPSE, JURY, None])
def test_what_does_not_stand_is_not_contested(against: AppealAgainst, standing: AppealAgainst | None) -> None:
    dossier = CONTESTED[standing]() if standing is not None else opened(P1)
    if against is standing:
        assert [each.against for each in contested_in(dossier)] == [standing]
        return

    assert reasons(filed(dossier, filing(against)), TOO_EARLY) == {("nothing_to_contest", "D71")}


@pytest.mark.parametrize(
    "dossier",
    [
        pytest.param(awarded_in_part(awaiting_signature=AwaitingSignature(decisions=0, version=1)), id="not signed"),
        pytest.param(replace(refused_request(), closure=None), id="open again"),
        pytest.param(
            replace(refused_request(), closure=Closure(reason=ClosureReason.DECEASED, on=TODAY, detail="")), id="died"
        ),
        pytest.param(
            replace(lapsed_dossier(), closure=Closure(reason=ClosureReason.WITHDRAWN, on=TODAY, detail="")),
            id="withdrawn",
        ),
        pytest.param(
            replace(refused_request(), admissibility=a_request(verdict=AdmissibilityVerdict.INCOMPLETE)),
            id="incomplete",
        ),
        pytest.param(replace(refused_request(), admissibility=an_admission()), id="admitted"),
    ],
)
def test_nothing_is_contested_before_it_is_told_nor_once_it_is_no_more(dossier: Dossier) -> None:
    assert contested_in(dossier) == ()


def test_an_unsigned_decision_leaves_the_one_before_it_to_contest() -> None:
    first, second = a_decision(Outcome.NOT_AWARDED), a_decision(Outcome.PARTIALLY_AWARDED, id=an_id(77))
    awaiting = AwaitingSignature(decisions=1, version=1)

    dossier = replace(decided(P1), decisions=(first, second), awaiting_signature=awaiting)
    (found,) = contested_in(dossier)

    assert found.decision_id == first.id


def test_nothing_is_contested_in_a_dossier_that_has_lost_its_words() -> None:
    gone = erased(refused_request(), (Erasure.DOCUMENTS, Erasure.REDUCTION), TODAY)

    assert contested_in(gone) == ()
    assert reasons(filed(gone, filing()), TOO_EARLY) == {("personal_data_erased", None)}
    answer = answer_appeal(a_case(gone), an_appeal(), an_appeal_answer())
    assert reasons(answer, TOO_EARLY) == {("personal_data_erased", None)}


# --- by whom, in what term --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("open_to", "appellant", "is_open"),
    [
        ((), CANDIDATE, True),
        ((), EMPLOYER, True),
        ((CANDIDATE,), CANDIDATE, True),
        ((CANDIDATE,), EMPLOYER, False),
        ((EMPLOYER,), CANDIDATE, False),
        ((CANDIDATE, EMPLOYER), EMPLOYER, True),
    ],
)
def test_it_is_open_to_both_until_the_branch_says_otherwise(
    open_to: tuple[Appellant, ...], appellant: Appellant, is_open: bool
) -> None:
    answer = filed(refused_request(), filing(appellant=appellant), AppealTerms(against=ADMISSIBILITY, open_to=open_to))

    if is_open:
        assert accepted(answer).appeals[0].appellant is appellant
    else:
        assert reasons(answer, RULES) == {("appeal_not_open_to_appellant", "D71")}
        assert pointers(answer) == ["/against"]


@pytest.mark.parametrize(("months", "late"), [(None, False), (3, False), (2, True)])
def test_one_that_comes_late_is_recorded_and_marked(months: int | None, late: bool) -> None:
    long_ago = date(2026, 8, 23)
    terms = AppealTerms(against=ADMISSIBILITY, months=months)

    after = accepted(filed(refused_request(long_ago), filing(filed_on=date(2026, 11, 23)), terms))

    (appeal,) = after.appeals
    assert appeal.is_late is late
    assert pairs(appeal_warnings(after, appeal)) == ({("appeal_filed_late", "D71")} if late else set())


@pytest.mark.parametrize(
    ("changes", "closes_on"),
    [
        pytest.param({}, date(2026, 9, 23), id="the decision"),
        pytest.param({"dispatched_on": date(2026, 8, 25)}, date(2026, 9, 25), id="the letter"),
        pytest.param(
            {"dispatched_on": date(2026, 8, 25), "acknowledged_on": date(2026, 8, 28)},
            date(2026, 9, 28),
            id="its receipt",
        ),
    ],
)
def test_the_term_of_a_refusal_runs_from_when_it_is_known(changes: dict[str, Any], closes_on: date) -> None:
    dossier = refused_request(date(2026, 8, 23))
    assert dossier.admissibility is not None
    known = replace(dossier, admissibility=replace(dossier.admissibility, **changes))

    after = accepted(filed(known, filing(), AppealTerms(against=ADMISSIBILITY, months=1)))

    assert after.appeals[0].closes_on == closes_on
    assert after.appeals[0].contested_on == date(2026, 8, 23)


def test_the_term_of_a_jurys_decision_runs_from_the_closure_of_its_session() -> None:
    terms = AppealTerms(against=JURY, months=1)

    after = accepted(filed(awarded_in_part(), filing(JURY), terms, signed_on=TODAY + timedelta(days=5)))

    assert after.appeals[0].closes_on == date(2026, 12, 28)


def test_the_term_of_a_lapse_runs_from_its_own_day() -> None:
    after = accepted(filed(lapsed_dossier(), filing(LAPSE), AppealTerms(against=LAPSE, months=1)))

    assert after.appeals[0].closes_on == date(2026, 12, 23)


@pytest.mark.parametrize(
    ("filed_on", "code", "rule"),
    [
        (TODAY + timedelta(days=1), "day_in_the_future", None),
        (TODAY - timedelta(days=1), "before_what_is_contested", "D71"),
    ],
)
def test_its_day_is_between_what_it_contests_and_today(filed_on: date, code: str, rule: str | None) -> None:
    answer = filed(refused_request(), filing(filed_on=filed_on))

    assert reasons(answer, INVALID) == {(code, rule)}
    assert pointers(answer) == ["/filed_on"]


def test_one_that_waits_is_not_filed_again_by_the_same() -> None:
    once = accepted(filed(refused_request(), filing()))

    again = filed(once, filing(id=an_id(42)))
    other = accepted(filed(once, filing(id=an_id(42), appellant=EMPLOYER)))
    after = accepted(answer_appeal(a_case(once), once.appeals[0], an_appeal_answer(AppealOutcome.DISMISSED)))

    assert kind_of(again) is TOO_LATE
    assert [each.appellant for each in other.appeals] == [CANDIDATE, EMPLOYER]
    assert len(accepted(filed(after, filing(id=an_id(42)))).appeals) == 2


def test_what_came_with_it_is_numbered_after_what_was_there_and_read_by_who_files_appeals_alone() -> None:
    kept = replace(refused_request(), documents=(a_document(DocumentKind.APPEAL_DOCUMENT, version_number=4),))
    brought = tuple(a_document(DocumentKind.APPEAL_DOCUMENT, id=an_id(60 + number)) for number in (1, 2))

    after = accepted(filed(kept, filing(documents=brought)))

    first = accepted(filed(refused_request(), filing(documents=brought)))

    assert [each.version_number for each in first.documents] == [1, 2]
    assert [each.version_number for each in after.documents] == [4, 5, 6]
    assert after.appeals[0].document_ids == (an_id(61), an_id(62))
    readers = {
        role
        for role in ("employer", "secretariat", "evaluator", "trade_evaluator", "jury")
        if DocumentKind.APPEAL_DOCUMENT in readable_kinds(after, role)
    }
    assert readers == {"employer", "secretariat"}


# --- answered, once ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", list(AppealOutcome))
@pytest.mark.parametrize("against", list(AppealAgainst))
def test_an_answer_changes_nothing_else_and_there_is_one(against: AppealAgainst, outcome: AppealOutcome) -> None:
    dossier = accepted(filed(CONTESTED[against](), filing(against)))

    after = accepted(answer_appeal(a_case(dossier), dossier.appeals[0], an_appeal_answer(outcome)))

    assert replace(after, appeals=dossier.appeals) == dossier
    assert after.appeals[0] == replace(dossier.appeals[0], answer=an_appeal_answer(outcome))
    assert (pending_appeals(dossier), pending_appeals(after)) == (dossier.appeals, ())
    assert kind_of(answer_appeal(a_case(after), after.appeals[0], an_appeal_answer())) is TOO_LATE
    assert is_to_be_reopened(after, after.appeals[0]) is (outcome is AppealOutcome.UPHELD and against is not JURY)


def test_the_other_appeals_stay_as_they_are() -> None:
    one, other = an_appeal(), an_appeal(id=an_id(42), appellant=EMPLOYER)
    dossier = replace(refused_request(), appeals=(one, other))

    after = accepted(answer_appeal(a_case(dossier), other, an_appeal_answer(AppealOutcome.DISMISSED)))

    assert after.appeals == (one, replace(other, answer=an_appeal_answer(AppealOutcome.DISMISSED)))


@pytest.mark.parametrize(
    ("heard_on", "code"),
    [(TODAY + timedelta(days=1), "day_in_the_future"), (TODAY - timedelta(days=1), "before_what_is_contested")],
)
def test_nobody_is_heard_before_they_appeal_nor_tomorrow(heard_on: date, code: str) -> None:
    dossier = replace(refused_request(), appeals=(an_appeal(),))

    answer = answer_appeal(a_case(dossier), an_appeal(), an_appeal_answer(heard_on=heard_on))

    assert {found for found, _ in reasons(answer, INVALID)} == {code}
    assert pointers(answer) == ["/heard_on"]


def test_who_was_heard_on_the_day_of_the_appeal_was_heard() -> None:
    dossier = replace(refused_request(), appeals=(an_appeal(),))

    after = accepted(answer_appeal(a_case(dossier), an_appeal(), an_appeal_answer(heard_on=TODAY)))

    assert after.appeals[0].answer == an_appeal_answer(heard_on=TODAY)


def test_who_decided_first_and_examines_is_pointed_out() -> None:
    same = an_appeal(answer=an_appeal_answer(decided_first=True))

    (told,) = appeal_warnings(awarded_in_part(), same)
    assert pairs((told,)) == {("examiner_decided_first", "D71")}
    assert told.detail.fr.startswith("Anne Roche ")
    assert told.detail.en.startswith("Anne Roche ")
    assert appeal_warnings(awarded_in_part(), an_appeal(answer=an_appeal_answer())) == ()
    assert is_named_among(" anne  ROCHE ", ("Simon Leroy", "Anne Roche"))
    assert not is_named_among("Anne Roche", ("Anne Rocher",))
    assert not is_named_among("Anne Roche", ())


# --- what follows names it --------------------------------------------------------------------------------------------


def with_appeal(dossier: Dossier, appeal: Appeal) -> Dossier:
    return replace(dossier, appeals=(appeal,))


UNFIT = [
    pytest.param((), id="none"),
    pytest.param((an_upheld_appeal(JURY),), id="against something else"),
    pytest.param((an_appeal(),), id="not answered"),
    pytest.param((an_appeal(answer=an_appeal_answer(AppealOutcome.DISMISSED)),), id="dismissed"),
    pytest.param((an_appeal(answer=an_appeal_answer(AppealOutcome.INADMISSIBLE)),), id="inadmissible"),
    pytest.param((an_upheld_appeal(id=an_id(42)),), id="another one"),
]


@pytest.mark.parametrize("appeals", UNFIT)
def test_a_reopening_and_a_new_decision_name_an_upheld_appeal_of_theirs(appeals: tuple[Appeal, ...]) -> None:
    refused_again = replace(YES, appeal_id=an_id(41))
    dossier = replace(refused_request(), appeals=appeals)
    awaiting = replace(dossier, admissibility=a_request(), closure=None)

    for answer in (reopen(a_case(dossier), WHY, appeal_id=an_id(41)), decide(a_case(awaiting), refused_again)):
        assert reasons(answer, INVALID) == {("appeal_not_upheld", "D71")}
        assert pointers(answer) == ["/appeal_id"]


def test_a_redeliberation_names_an_upheld_appeal_against_the_jurys_decision() -> None:
    def asked(appeal: Appeal) -> object:
        dossier = with_appeal(awarded_in_part(), appeal)
        return request_redeliberation(a_case(dossier), a_session(), 0, reason=WHY, appeal_id=an_id(41))

    assert reasons(asked(an_upheld_appeal(LAPSE)), INVALID) == {("appeal_not_upheld", "D71")}
    after = accepted(asked(an_upheld_appeal(JURY)))
    assert [each.kind for each in followed_by(after, after.appeals[0])] == ["redeliberation"]


def test_a_reopening_by_mistake_of_a_withdrawal_names_no_appeal() -> None:
    withdrawn = replace(opened(P1), closure=Closure(reason=ClosureReason.WITHDRAWN, on=TODAY, detail=""))

    for against in AppealAgainst:
        answer = reopen(a_case(with_appeal(withdrawn, an_upheld_appeal(against))), WHY, appeal_id=an_id(41))
        assert reasons(answer, INVALID) == {("appeal_not_upheld", "D71")}


def test_an_upheld_refusal_is_open_again_and_decided_again() -> None:
    upheld = with_appeal(refused_request(day(-3)), an_upheld_appeal(contested_on=day(-3), filed_on=day(-2)))

    again = accepted(reopen(a_case(upheld), WHY, appeal_id=an_id(41)))
    after = accepted(
        decide(a_case(replace(again, documents=admissible(P3).documents)), replace(YES, appeal_id=an_id(41)))
    )

    assert again.closure is None
    assert not is_to_be_reopened(again, again.appeals[0])
    assert appeal_warnings(again, again.appeals[0]) == ()
    assert pairs(appeal_warnings(upheld, upheld.appeals[0])) == {("still_closed", "D71")}
    assert [each.kind for each in followed_by(after, after.appeals[0])] == ["reopening", "admissibility_decision"]


def test_an_appeal_against_a_refusal_that_another_one_replaced_opens_nothing() -> None:
    later = with_appeal(refused_request(), an_upheld_appeal(contested_on=day(-3)))

    assert not is_to_be_reopened(later, later.appeals[0])


# --- the checklist ----------------------------------------------------------------------------------------------------


def listed(dossier: Dossier, role: str, *, may: bool = True) -> list[tuple[str, str, bool]]:
    found = checklist(a_case(dossier), role=role, allowed=lambda _: may).next_actions
    rows = [(each.operation_id, str(each.actor), each.allowed) for each in found]
    return [each for each in rows if each[0] in {"fileAppeal", "answerAppeal"}]


def test_the_checklist_tells_who_may_file_and_who_must_answer_and_nothing_of_it_to_others() -> None:
    waits = replace(with_appeal(awarded_in_part(), an_appeal(JURY)), company_id=an_id(9))

    assert listed(waits, "employer") == [
        ("fileAppeal", "employer", True),
        ("fileAppeal", "secretariat", True),
        ("answerAppeal", "secretariat", False),
    ]
    assert listed(waits, "secretariat")[-1] == ("answerAppeal", "secretariat", True)
    assert listed(replace(waits, company_id=None), "secretariat")[0] == ("fileAppeal", "secretariat", True)
    assert listed(with_appeal(opened(P1), an_upheld_appeal()), "secretariat") == []
    for role in ("evaluator", "jury", "trade_evaluator"):
        assert listed(waits, role) == []
