"""D50: what was examined is closed to the employer; what the secretariat changes of it puts back what rested on it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.admissibility import (
    candidacy_ends_on,
    decide,
    decision_due_on,
    has_lapsed,
    record_dispatch,
    submit,
)
from app.domain.assessing import complete_assessment, record_assessment
from app.domain.candidate import HeldCertification, Verification
from app.domain.case import Case
from app.domain.certification import CqpiEquivalence
from app.domain.checklist import Checklist, checklist
from app.domain.declared_changes import Changed, ChangeFacts, Changes, change_declared
from app.domain.documents import DocumentKind
from app.domain.dossier import AdmissibilityDecision, AdmissibilityVerdict, Dossier, Ground, Status, Trainer, Tutor
from app.domain.evaluators import AffiliationKind
from app.domain.examination import GIVEN_AGAIN_BY, PUT_BACK_LABELS, PutBack, PutBackCode
from app.domain.jury_registration import register_to_jury, withdraw_from_jury
from app.domain.pending_deadlines import DeadlineCode, pending_deadlines
from app.domain.preparation import (
    complete_registration,
    confirm_direct_assessment,
    record_portfolio,
    verify_held_certification,
)
from app.domain.progress import StepState, status_of
from app.domain.refusal import Refusal
from tests.builders import (
    CERTIFICATION,
    P1,
    P2,
    P3,
    TODAY,
    a_case,
    a_document,
    a_request,
    a_training_body,
    an_admission,
    an_affiliation,
    an_employment,
    an_evaluator,
    documents,
    experience,
)
from tests.rules.answers import INVALID, TOO_EARLY, TOO_LATE, accepted, kind_of, pointers, reasons
from tests.rules.bridge import PHARMA, bridge_on_agenda, bridge_request
from tests.rules.jury import a_motion, deliberated
from tests.rules.stages import (
    LONG_SINCE,
    P1B,
    a_session,
    admissible,
    assessment_of,
    day,
    decided,
    on_agenda,
    opened,
    ready_for_jury,
    ready_to_assess,
    ready_to_complete,
    ready_to_register,
    ready_to_submit,
    registered,
    without,
)

EMPLOYER, SECRETARIAT = "employer", "secretariat"
DECISION, CONFIRMATION, VERIFICATION = PutBackCode
CQPI = "cqpi-agent-logistique"
WHY = "Pièce d'identité vue"
TODAY_AGAIN = AdmissibilityDecision(verdict=AdmissibilityVerdict.ADMISSIBLE, grounds=(), decided_on=TODAY)
INCOMPLETE = replace(TODAY_AGAIN, verdict=AdmissibilityVerdict.INCOMPLETE, grounds=(Ground(text="Une page manque."),))
TUTOR = Tutor(name="Rémi Faure", position="Chef d'équipe", email="remi.faure@example.org")

CIVIL_STATUS: dict[str, Any] = {
    "birth_name": "Quelquun",
    "usage_name": "Autre",
    "first_names": "Dautre",
    "birth_date": date(1970, 1, 1),
    "sex": "M",
    "birth_place": "Brest",
}
EXAMINED: dict[str, Any] = {
    **CIVIL_STATUS,
    "employment": an_employment(siret="12345678200028"),
    "experience": (experience(600),),
}
OPEN: dict[str, dict[str, Any]] = {
    "email": {"candidate": {"email": "autre@example.org"}},
    "tutor": {"dossier": {"tutor": TUTOR}},
    "trainers": {"dossier": {"trainers": (Trainer(name="Line Petit"),)}},
    "training_body": {"dossier": {"training_body": a_training_body()}},
    "accompanying_body": {"dossier": {"accompanying_body": a_training_body()}},
    "training_scheme": {"dossier": {"training_scheme": "cpf"}},
    "requested_cqpi": {"dossier": {"requested_cqpi": (CQPI,)}},
}


def held(*, verified: bool | None = True, **changes: Any) -> HeldCertification:
    word = None if verified is None else Verification(verified=verified, reason="Parchemin vu", on=TODAY)
    return replace(
        HeldCertification(code=CQPI, certifier="UIMM", number="2019-77", awarded_on=day(-800), verification=word),
        **changes,
    )


def holding(dossier: Dossier, *certifications: HeldCertification) -> Dossier:
    return replace(dossier, candidate=replace(dossier.candidate, held_certifications=certifications))


DELIVERED = CqpiEquivalence(cqp=CERTIFICATION, cqpi=CQPI, in_force_from=TODAY, source="Référentiel", confirmed=True)


def of_candidate(**members: Any) -> Changes:
    return Changes(dossier={}, candidate=members, reason=WHY)


def change(dossier: Dossier, changes: Changes, role: str = EMPLOYER, **facts: Any) -> Changed | Refusal:
    return change_declared(a_case(dossier, **facts), role, changes, ChangeFacts(equivalences=(DELIVERED,)))


def changed(dossier: Dossier, changes: Changes, role: str = SECRETARIAT, **facts: Any) -> Changed:
    answer = change(dossier, changes, role, **facts)
    assert isinstance(answer, Changed), answer
    return answer


def put_back_in(dossier: Dossier, role: str = SECRETARIAT, **candidate: Any) -> set[PutBackCode]:
    return {each.code for each in changed(dossier, of_candidate(**candidate), role).put_back}


def told(case: Case) -> Checklist:
    return checklist(case, role=SECRETARIAT, allowed=lambda _: True)


def lacks_of(case: Case, step: str) -> tuple[StepState, list[tuple[str, str, str]]]:
    (view,) = [each for each in told(case).steps if each.step.code == step]
    return view.state, [(item.code, item.rule.number, item.operation_id) for item in view.missing]


# --- what is closed to the employer, from when to when ----------------------------------------------------------------

REQUEST_BACK = a_request(day(-9), verdict=AdmissibilityVerdict.INCOMPLETE)
AGAIN = a_request(day(-9), TODAY)
ALL, STATUS_ALONE, NOTHING = frozenset(EXAMINED), frozenset(CIVIL_STATUS), frozenset[str]()
MOMENTS: dict[str, tuple[Dossier, frozenset[str]]] = {
    "P1 opened": (opened(P1), NOTHING),
    "P1 with a certification to verify": (holding(opened(P1), held(verified=None)), NOTHING),
    "P1 with a certification found false": (holding(opened(P1), held(verified=False)), NOTHING),
    "P1 with a verified certification": (holding(opened(P1), held()), STATUS_ALONE),
    "P1 ready to register": (ready_to_register(P1), NOTHING),
    "P1b opened": (opened(P1B), NOTHING),
    "P1b confirmed": (ready_to_register(P1B), ALL),
    "P1b not confirmed": (ready_to_register(P1B, direct_assessment=None), NOTHING),
    "P1b with a verified certification": (holding(opened(P1B), held()), STATUS_ALONE),
    "P2 before the submission": (ready_to_submit(P2), NOTHING),
    "P2 submitted": (ready_to_submit(P2, admissibility=a_request()), ALL),
    "P2 incomplete": (ready_to_submit(P2, admissibility=REQUEST_BACK), NOTHING),
    "P2 submitted again": (ready_to_submit(P2, admissibility=AGAIN), ALL),
    "P2 admissible": (admissible(P2), ALL),
    "P2 ready to register": (ready_to_register(P2), ALL),
}
moments = pytest.mark.parametrize(("dossier", "closed"), MOMENTS.values(), ids=MOMENTS)


@moments
@pytest.mark.parametrize("member", EXAMINED)
def test_an_examined_fact_is_closed_to_the_employer_while_it_is_examined(
    dossier: Dossier, closed: frozenset[str], member: str
) -> None:
    answer = change(dossier, of_candidate(**{member: EXAMINED[member]}))

    if member not in closed:
        assert isinstance(answer, Changed), answer
        return
    assert reasons(answer) == {("fact_examined", "D50")}
    assert pointers(answer) == [f"/candidate/{member}"]
    assert isinstance(answer, Refusal)
    assert "demandez-lui" in answer.violations[0].detail.fr


@moments
@pytest.mark.parametrize("member", EXAMINED)
def test_sent_back_as_it_is_it_is_not_changed(dossier: Dossier, closed: frozenset[str], member: str) -> None:
    assert closed <= ALL
    same = of_candidate(**{member: getattr(dossier.candidate, member)})
    assert changed(dossier, same, EMPLOYER).put_back == ()


@moments
def test_so_is_the_option(dossier: Dossier, closed: frozenset[str]) -> None:
    with_option = replace(dossier, certification_code="cqp-responsable-secteur", option="production")
    answer = change(with_option, Changes(dossier={"option": "logistique"}, candidate={}))

    if closed <= STATUS_ALONE:
        assert isinstance(answer, Changed), answer
        return
    assert reasons(answer) == {("fact_examined", "D50")}
    assert pointers(answer) == ["/option"]


@moments
@pytest.mark.parametrize("changes", OPEN.values(), ids=OPEN)
def test_what_is_never_examined_stays_open_to_the_employer(
    dossier: Dossier, closed: frozenset[str], changes: dict[str, Any]
) -> None:
    assert closed <= ALL
    assert changed(dossier, Changes(**{"dossier": {}, "candidate": {}, **changes}), EMPLOYER).put_back == ()


@moments
@pytest.mark.parametrize("stage", [registered, ready_for_jury, on_agenda, decided])
def test_after_the_registration_nothing_is_the_employers_to_change(
    dossier: Dossier, closed: frozenset[str], stage: Any
) -> None:
    assert closed <= ALL
    later = stage(P1B if dossier.variant else dossier.pathway)
    for members in ({"birth_place": "Brest"}, {"email": "autre@example.org"}):
        assert kind_of(change(later, of_candidate(**members))) is TOO_LATE
    assert kind_of(change(later, Changes(dossier={"tutor": TUTOR}, candidate={}))) is TOO_LATE


@pytest.mark.parametrize("way", [P1, P1B, P2])
@pytest.mark.parametrize(
    ("declared", "place"),
    [
        pytest.param((held(verified=None, number="2019-78"),), "/candidate/held_certifications/0", id="other number"),
        pytest.param(
            (held(verified=None, certifier="AFPA"),), "/candidate/held_certifications/0", id="other certifier"
        ),
        pytest.param((held(verified=None, awarded_on=day(-1)),), "/candidate/held_certifications/0", id="other day"),
        pytest.param(
            (held(verified=None, code="PH04"), held(verified=None, number="2019-78")),
            "/candidate/held_certifications/1",
            id="moved",
        ),
        pytest.param((), "/candidate/held_certifications", id="declared no more"),
    ],
)
def test_a_certification_is_closed_from_its_own_verification_on(
    way: str, declared: tuple[HeldCertification, ...], place: str
) -> None:
    dossier = holding(opened(way), held())
    answer = change(dossier, of_candidate(held_certifications=declared))

    assert reasons(answer) == {("fact_examined", "D50")}
    assert pointers(answer) == [place]
    for before in (None, False):
        changed(holding(opened(way), held(verified=before)), of_candidate(held_certifications=declared), EMPLOYER)


@pytest.mark.parametrize("dossier", [opened(P1), admissible(P2), ready_to_register(P1B)], ids=[P1, P2, P1B])
def test_others_that_are_held_are_added_and_what_was_verified_stays_so(dossier: Dossier) -> None:
    other = held(verified=None, code="PH04")
    both = of_candidate(held_certifications=(other, held(verified=None)))
    answer = changed(holding(dossier, held()), both, EMPLOYER)

    assert answer.put_back == ()
    assert answer.dossier.candidate.held_certifications == (other, held())


def test_whoever_becomes_another_person_was_not_verified_to_hold_anything() -> None:
    request = holding(ready_to_submit(P2, admissibility=REQUEST_BACK), held(), held(code="PH04", verified=False))
    answer = changed(request, of_candidate(birth_name="Quelquun"), EMPLOYER)

    assert answer.put_back == (PutBack(code=VERIFICATION, held_code=CQPI),)
    assert [each.verification for each in answer.dossier.candidate.held_certifications] == [None, None]
    kept = changed(request, of_candidate(email="autre@example.org"), EMPLOYER)
    assert kept.dossier.candidate.held_certifications == request.candidate.held_certifications


# --- what the secretariat changes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", [P1, P1B, P2, P3])
@pytest.mark.parametrize("stage", [opened, registered, ready_to_complete, ready_for_jury])
@pytest.mark.parametrize(
    "changes",
    [
        {"candidate": {"employment": an_employment(idcc="1486")}},
        {"candidate": {"experience": (experience(700),)}},
        {"candidate": {"held_certifications": (held(verified=None),)}},
        {"dossier": {"training_body": a_training_body()}},
        {"dossier": {"accompanying_body": a_training_body()}},
        {"dossier": {"tutor": TUTOR}},
        {"dossier": {"trainers": ()}},
        {"dossier": {"option": None}},
        {"candidate": {"birth_place": "Brest"}, "dossier": {"tutor": TUTOR}},
    ],
    ids=str,
)
def test_until_the_jury_registration_the_secretariat_changes_it_with_a_reason(
    way: str, stage: Any, changes: dict[str, Any]
) -> None:
    dossier = replace(stage(way), created_by_role=EMPLOYER)
    said = Changes(**{"dossier": {}, "candidate": {}, "reason": WHY, **changes})

    assert isinstance(change(dossier, said, SECRETARIAT), Changed)
    silent = change(dossier, replace(said, reason=None), SECRETARIAT)
    assert reasons(silent, INVALID) == {("reason_missing", None)}
    assert pointers(silent) == ["/reason"]


@pytest.mark.parametrize("way", [P1, P2, P3])
def test_from_the_jury_registration_on_it_corrects_civil_status_alone(way: str) -> None:
    for stage in (on_agenda, decided):
        late = change(stage(way), of_candidate(employment=an_employment()), SECRETARIAT)
        assert kind_of(late) is TOO_LATE
        assert kind_of(change(stage(way), of_candidate(birth_place="Brest", experience=()), SECRETARIAT)) is TOO_LATE
        assert changed(stage(way), of_candidate(**CIVIL_STATUS, email=None)).put_back == ()
    left = accepted(withdraw_from_jury(a_case(on_agenda(way))))
    changed(left, of_candidate(employment=an_employment()))


def test_what_was_decided_or_closed_says_so_rather_than_that_it_is_on_an_agenda() -> None:
    late = change(decided(P1), of_candidate(employment=an_employment()), SECRETARIAT)
    assert isinstance(late, Refusal)
    assert late.detail is not None
    assert "statué" in late.detail.fr


def test_what_it_keeps_itself_takes_no_reason_until_it_is_examined() -> None:
    silent = replace(of_candidate(experience=(experience(600),)), reason=None)
    before, after = opened(P3), ready_to_submit(P3, admissibility=a_request())

    assert isinstance(change(before, silent, SECRETARIAT), Changed)
    assert reasons(change(after, silent, SECRETARIAT), INVALID) == {("reason_missing", None)}
    mixed = Changes(dossier={"tutor": TUTOR}, candidate={"birth_place": "Brest"})
    assert isinstance(change(before, mixed, SECRETARIAT), Changed)
    for members in ({"birth_place": "Brest"}, {"email": "autre@example.org"}):
        alone = Changes(dossier={}, candidate=members)
        assert reasons(change(before, alone, SECRETARIAT), INVALID) == {("reason_missing", None)}


def test_scheme_and_cqpi_are_changed_while_the_registration_is_in_progress_alone() -> None:
    asked = Changes(dossier={"training_scheme": "cpf"}, candidate={}, reason=WHY)
    changed(opened(P1), asked)
    assert kind_of(change(registered(P1), asked, SECRETARIAT)) is TOO_LATE


# --- what is put back -------------------------------------------------------------------------------------------------

RESTING: dict[str, tuple[Dossier, PutBackCode]] = {
    "P2 admissible": (admissible(P2), DECISION),
    "P2 registered": (registered(P2), DECISION),
    "P2 assessed": (ready_for_jury(P2), DECISION),
    "P3 admissible": (admissible(P3), DECISION),
    "P3 with its portfolio": (registered(P3), DECISION),
    "P3 assessed": (ready_for_jury(P3), DECISION),
    "P1b confirmed": (ready_to_register(P1B), CONFIRMATION),
    "P1b registered": (registered(P1B), CONFIRMATION),
    "P1b assessed": (ready_for_jury(P1B), CONFIRMATION),
}
resting = pytest.mark.parametrize(("dossier", "word"), RESTING.values(), ids=RESTING)


@resting
def test_a_change_of_what_it_rested_on_puts_a_word_back(dossier: Dossier, word: PutBackCode) -> None:
    assert put_back_in(dossier, employment=an_employment(siret="12345678200028")) == {word}
    assert put_back_in(dossier, experience=(experience(600),)) == {word}
    with_option = replace(dossier, certification_code="cqp-responsable-secteur", option="production")
    answer = changed(with_option, Changes(dossier={"option": "logistique"}, candidate={}, reason=WHY))
    assert {each.code for each in answer.put_back} == {word}


@resting
def test_nothing_else_does(dossier: Dossier, word: PutBackCode) -> None:
    assert put_back_in(dossier, **CIVIL_STATUS, email=None) == set(), word
    assert put_back_in(dossier, held_certifications=(held(verified=None),)) == set()
    assert changed(dossier, Changes(dossier={"tutor": TUTOR}, candidate={}, reason=WHY)).put_back == ()
    assert put_back_in(dossier, experience=dossier.candidate.experience) == set()


@resting
def test_the_status_stays_and_the_word_is_to_be_given_again(dossier: Dossier, word: PutBackCode) -> None:
    after = changed(dossier, of_candidate(experience=(experience(600),))).dossier

    assert status_of(after) is status_of(dossier)
    assert GIVEN_AGAIN_BY[word] in {action.operation_id for action in told(a_case(after)).next_actions}


@pytest.mark.parametrize("dossier", [opened(P1), ready_for_jury(P1), ready_to_submit(P2), bridge_request()])
def test_where_no_word_was_given_none_is_put_back(dossier: Dossier) -> None:
    assert put_back_in(dossier, experience=(experience(600),)) == set()


@pytest.mark.parametrize("request_", [a_request(), REQUEST_BACK], ids=["waiting", "incomplete"])
def test_a_request_without_an_admission_has_none_to_put_back(request_: Any) -> None:
    dossier = ready_to_submit(P2, admissibility=request_)
    answer = changed(dossier, of_candidate(experience=(experience(600),)))
    assert (answer.put_back, answer.dossier.admissibility) == ((), request_)


def test_the_former_decision_stays_on_record_with_its_letter() -> None:
    sent = an_admission(day(-20), dispatched_on=day(-19), tracking_number="1A 234", acknowledged_on=day(-15))
    request = changed(
        admissible(P2, admissibility=sent), of_candidate(experience=(experience(600),))
    ).dossier.admissibility

    assert request is not None
    (former,) = request.put_back
    assert (former.decision, former.on, former.reason) == (sent.decision, TODAY, WHY)
    assert (former.dispatched_on, former.tracking_number, former.acknowledged_on) == (day(-19), "1A 234", day(-15))
    assert (request.decision, request.awaits_decision, request.received_on) == (None, True, (day(-20),))
    assert (request.dispatched_on, request.tracking_number, request.acknowledged_on) == (None, None, None)


def test_it_is_decided_again_in_two_months_and_on_no_day_before_the_change() -> None:
    sent = an_admission(day(-90), dispatched_on=day(-80), tracking_number="1A 234")
    after = changed(registered(P2, admissibility=sent), of_candidate(experience=(experience(600),))).dossier
    case = a_case(after)

    assert decision_due_on(case) == date(2027, 1, 23)
    assert decision_due_on(case, from_first=True) == date(2026, 10, 25)
    (due,) = [each for each in pending_deadlines(case) if each.code is DeadlineCode.ADMISSIBILITY_DECISION]
    assert (due.since, due.due_on) == (TODAY, date(2027, 1, 23))
    early = decide(case, replace(TODAY_AGAIN, decided_on=day(-1)))
    assert reasons(early, INVALID) == {("before_the_change", "D50")}
    assert pointers(early) == ["/decided_on"]
    again = accepted(decide(case, TODAY_AGAIN))
    assert status_of(again) is Status.AWAITING_ASSESSMENT
    accepted(record_dispatch(a_case(again), "2A 345", TODAY))


def test_a_candidacy_whose_admission_was_put_back_does_not_lapse_meanwhile() -> None:
    old = registered(P2, admissibility=an_admission(day(-800)))
    assert has_lapsed(a_case(old))
    after = changed(old, of_candidate(experience=(experience(600),))).dossier
    assert candidacy_ends_on(a_case(after)) is None
    assert not has_lapsed(a_case(after))


def test_a_second_change_puts_the_second_decision_back_too() -> None:
    once = changed(admissible(P2), of_candidate(experience=(experience(600),))).dossier
    waiting = changed(once, of_candidate(experience=(experience(601),)))
    assert waiting.put_back == ()
    twice = changed(accepted(decide(a_case(once), TODAY_AGAIN)), of_candidate(experience=(experience(602),))).dossier
    assert twice.admissibility is not None
    assert len(twice.admissibility.put_back) == 2


# --- what waits for it ------------------------------------------------------------------------------------------------


def after_the_change(dossier: Dossier, **facts: Any) -> Case:
    return a_case(changed(dossier, of_candidate(experience=(experience(600),))).dossier, **facts)


AGAIN_P2 = ("admissibility_decision_put_back", "D50")
AGAIN_P1B = ("direct_assessment_not_confirmed", "D43")


def test_before_the_registration_its_step_is_the_current_one_again() -> None:
    case = after_the_change(ready_to_register(P2))

    assert reasons(complete_registration(case), TOO_EARLY) == {("admissibility_not_complete", "R68")}
    state, lacks = lacks_of(case, "admissibility")
    assert (state, lacks) == (StepState.OPEN, [(*AGAIN_P2, "decideAdmissibility")])
    again = accepted(decide(case, TODAY_AGAIN))
    accepted(complete_registration(replace(case, dossier=again)))


def test_so_it_is_before_the_portfolio() -> None:
    case = after_the_change(admissible(P3))
    assert reasons(record_portfolio(case, TODAY), TOO_EARLY) == {("admissibility_not_complete", "R68")}


@pytest.mark.parametrize(
    ("dossier", "step", "again"),
    [
        pytest.param(ready_to_assess(P2), "admissibility", AGAIN_P2, id="P2"),
        pytest.param(ready_to_assess(P3), "admissibility", AGAIN_P2, id="P3"),
        pytest.param(ready_to_assess(P1B), "registration", AGAIN_P1B, id="P1b"),
    ],
)
def test_afterwards_the_checklist_opens_its_step_again_and_the_results_wait(
    dossier: Dossier, step: str, again: tuple[str, str]
) -> None:
    case = after_the_change(dossier)
    way = P1B if dossier.variant else dossier.pathway

    assert reasons(record_assessment(case, assessment_of(way)), TOO_EARLY) == {again}
    state, lacks = lacks_of(case, step)
    assert state is StepState.OPEN
    assert [(code, rule) for code, rule, _ in lacks] == [again]
    assert "recordAssessment" not in {action.operation_id for action in told(case).next_actions}
    given = accepted(
        confirm_direct_assessment(case, confirmed=True, evidence="Contrats")
        if dossier.variant
        else decide(case, TODAY_AGAIN)
    )
    accepted(record_assessment(replace(case, dossier=given), assessment_of(way)))
    assert lacks_of(replace(case, dossier=given), step) == (StepState.DONE, [])


@pytest.mark.parametrize("way", [P1B, P2, P3])
def test_so_do_the_end_of_the_assessment_and_the_jury(way: str) -> None:
    again = {AGAIN_P1B if way == P1B else AGAIN_P2}
    under_way, over = after_the_change(ready_to_complete(way)), after_the_change(ready_for_jury(way))

    assert reasons(complete_assessment(under_way), TOO_EARLY) == again
    assert reasons(register_to_jury(over, a_session(), 0), TOO_EARLY) == again
    assert "registerToJury" not in {action.operation_id for action in told(over).next_actions}
    given = accepted(
        confirm_direct_assessment(over, confirmed=True, evidence="Contrats")
        if way == P1B
        else decide(over, TODAY_AGAIN)
    )
    accepted(register_to_jury(replace(over, dossier=given), a_session(), 0))


def test_a_common_law_vae_is_neither_registered_nor_is_its_portfolio_written_anew() -> None:
    case = after_the_change(ready_to_register(P3))
    assert reasons(complete_registration(case), TOO_EARLY) == {AGAIN_P2}
    assert reasons(record_portfolio(after_the_change(registered(P3)), TODAY), TOO_EARLY) == {AGAIN_P2}


def test_a_portfolio_that_followed_the_first_admission_stays_true_after_the_second() -> None:
    again = accepted(decide(after_the_change(registered(P3)), TODAY_AGAIN))
    accepted(record_portfolio(a_case(again), LONG_SINCE))
    early = record_portfolio(a_case(again), day(-401))
    assert reasons(early) == {("before_the_decision", "R38")}


def test_answered_incomplete_it_is_submitted_again_and_the_status_stays() -> None:
    back = accepted(decide(after_the_change(registered(P2)), INCOMPLETE))

    assert status_of(back) is Status.AWAITING_ASSESSMENT
    state, lacks = lacks_of(a_case(back), "admissibility")
    assert (state, lacks) == (
        StepState.OPEN,
        [
            ("request_not_admissible", "R44", "decideAdmissibility"),
            ("request_not_submitted", "R44", "submitAdmissibility"),
        ],
    )
    accepted(submit(a_case(back), TODAY))


def test_judged_inadmissible_the_second_time_the_dossier_is_closed() -> None:
    refused = replace(
        TODAY_AGAIN, verdict=AdmissibilityVerdict.INADMISSIBLE, grounds=(Ground(text="L'année manque.", rule="R31"),)
    )
    closed = accepted(decide(after_the_change(registered(P2)), refused))
    assert status_of(closed) is Status.CLOSED
    assert all(view.missing == () and view.state is not StepState.OPEN for view in told(a_case(closed)).steps)


def test_an_admission_is_not_given_again_over_a_condition_that_is_not_met() -> None:
    case = a_case(changed(registered(P2), of_candidate(experience=())).dossier)
    assert ("recent_experience_too_short", "R31") in reasons(decide(case, TODAY_AGAIN))


def test_nor_is_a_confirmation() -> None:
    case = a_case(changed(ready_to_register(P1B), of_candidate(experience=())).dossier)
    refused = confirm_direct_assessment(case, confirmed=True, evidence="Contrats")
    assert reasons(refused) == {("recent_experience_too_short", "R30")}
    accepted(confirm_direct_assessment(case, confirmed=False, evidence="Contrats"))


@pytest.mark.parametrize("role", [EMPLOYER, SECRETARIAT])
def test_d40_what_would_have_refused_the_opening_still_refuses_the_change_where_nothing_answers_for_it(
    role: str,
) -> None:
    nobody = of_candidate(experience=())
    assert reasons(change(opened(P1B), nobody, role)) == {("recent_experience_too_short", "R30")}
    held_too = replace(nobody, candidate={**nobody.candidate, "held_certifications": (held(verified=None),)})
    assert reasons(change(opened(P1B), held_too, role)) == {("recent_experience_too_short", "R30")}


def test_a_word_that_was_not_given_is_no_confirmation_to_put_back() -> None:
    dossier = ready_to_register(P1B)
    assert dossier.direct_assessment is not None
    not_proved = replace(dossier, direct_assessment=replace(dossier.direct_assessment, confirmed=False))
    answer = changed(not_proved, of_candidate(experience=(experience(600),)), EMPLOYER)
    assert (answer.put_back, answer.dossier.direct_assessment) == ((), None)


@pytest.mark.parametrize("confirmed", [True, False])
def test_a_confirmation_put_back_is_given_again_after_the_registration_and_one_that_stands_is_not(
    confirmed: bool,
) -> None:
    case = after_the_change(registered(P1B))
    word = accepted(confirm_direct_assessment(case, confirmed=confirmed, evidence="Contrats"))
    again = confirm_direct_assessment(a_case(word), confirmed=True, evidence="Contrats")
    assert kind_of(again) is TOO_LATE if confirmed else accepted(again)


# --- a certification that is held -------------------------------------------------------------------------------------


def test_a_certification_that_is_changed_is_verified_again_by_itself() -> None:
    other = held(code="PH04", number="PH-1")
    dossier = holding(ready_for_jury(P2), held(), other)
    answer = changed(
        dossier,
        of_candidate(held_certifications=(held(verified=None, number="2019-78"), replace(other, verification=None))),
    )

    assert answer.put_back == (PutBack(code=VERIFICATION, held_code=CQPI),)
    assert answer.dossier.candidate.held_certifications == (held(verified=None, number="2019-78"), other)
    assert answer.dossier.admissibility == dossier.admissibility


def test_one_that_is_declared_no_more_is_nothing_to_verify() -> None:
    answer = changed(holding(ready_for_jury(P1), held()), of_candidate(held_certifications=()))
    assert (answer.put_back, answer.dossier.candidate.held_certifications) == ((), ())


def test_civil_status_corrected_by_the_secretariat_takes_no_verification() -> None:
    answer = changed(holding(ready_for_jury(P1), held()), of_candidate(**CIVIL_STATUS))
    assert (answer.put_back, answer.dossier.candidate.held_certifications) == ((), (held(),))


def test_of_a_bridge_the_status_stays_and_the_jury_registration_waits() -> None:
    before = replace(bridge_on_agenda(), jury_registration=bridge_request().jury_registration)
    partner = replace(before.candidate.held_certifications[0], number="2020-12", verification=None)
    answer = changed(before, of_candidate(held_certifications=(partner,)))
    case = a_case(answer.dossier)

    assert answer.put_back == (PutBack(code=VERIFICATION, held_code=PHARMA),)
    assert status_of(answer.dossier) is Status.AWAITING_JURY
    assert lacks_of(case, "bridge_request") == (
        StepState.OPEN,
        [("held_certification_not_verified", "D25", "verifyHeldCertification")],
    )
    waits = {("held_certification_not_verified", "D25")}
    assert reasons(register_to_jury(case, a_session(), 0), TOO_EARLY) == waits
    again = accepted(verify_held_certification(case, PHARMA, verified=True, reason="Vu"))
    accepted(register_to_jury(replace(case, dossier=again), a_session(), 0))


def test_of_a_bridge_on_an_agenda_the_jury_judges_without_it() -> None:
    case = a_case(bridge_on_agenda(), bridged_competences=frozenset({"C1"}))
    withdrawn = accepted(verify_held_certification(case, PHARMA, verified=False, reason="Révoqué"))

    assert status_of(withdrawn) is Status.AWAITING_JURY
    judged = accepted(deliberated(a_case(withdrawn, bridged_competences=frozenset()), a_motion()))
    assert status_of(judged) is Status.NOT_AWARDED
    (view,) = [each for each in told(a_case(judged)).steps if each.step.code == "bridge_request"]
    assert (view.state, view.missing) == (StepState.DONE, ())


# --- the evidence comes first (R30, D25, D34, D43) --------------------------------------------------------------------


def test_a_direct_assessment_is_confirmed_on_a_skills_identification_and_its_guide() -> None:
    bare = confirm_direct_assessment(a_case(opened(P1B)), confirmed=True, evidence="Contrats")
    assert reasons(bare) == {("skills_identification_missing", "R30"), ("outil_1_missing", "D34")}
    without_guide = without(ready_to_register(P1B), DocumentKind.OUTIL_1)
    unsigned = confirm_direct_assessment(a_case(without_guide), confirmed=True, evidence="Contrats")
    assert reasons(unsigned) == {("outil_1_missing", "D34")}
    accepted(confirm_direct_assessment(a_case(ready_to_register(P1B)), confirmed=True, evidence="Contrats"))
    accepted(confirm_direct_assessment(a_case(opened(P1B)), confirmed=False, evidence="Rien au dossier"))


@pytest.mark.parametrize("way", [P1, P1B, P2, P3])
@pytest.mark.parametrize("proof", [DocumentKind.CQPI_PROOF, DocumentKind.DIPLOMA])
def test_what_is_held_is_verified_by_its_proof(way: str, proof: DocumentKind) -> None:
    bare = holding(opened(way), held(verified=None))
    refused = verify_held_certification(a_case(bare), CQPI, verified=True, reason="Vu")
    assert reasons(refused) == {("proof_missing", "D25")}
    assert pointers(refused) == ["/verified"]
    assert isinstance(refused, Refusal)
    assert "Justificatif du CQPI détenu" in refused.violations[0].detail.fr
    accepted(verify_held_certification(a_case(bare), CQPI, verified=False, reason="Aucune preuve"))
    proved = replace(bare, documents=documents(proof))
    accepted(verify_held_certification(a_case(proved), CQPI, verified=True, reason="Vu"))


@pytest.mark.parametrize("state", ["quarantined", "refused", "lost", "purged"])
def test_a_proof_that_nobody_can_read_is_none(state: Any) -> None:
    unread = holding(opened(P1, documents=(a_document(DocumentKind.CQPI_PROOF, state=state),)), held(verified=None))
    assert reasons(verify_held_certification(a_case(unread), CQPI, verified=True, reason="Vu")) == {
        ("proof_missing", "D25")
    }


@pytest.mark.parametrize("kind", [DocumentKind.BRIDGE_REQUEST, DocumentKind.DIPLOMA, DocumentKind.CQPI_PROOF])
def test_of_a_bridge_nothing_but_the_parchment_proves_the_partners_certificate(kind: DocumentKind) -> None:
    unseen = bridge_request(replace(bridge_request().candidate.held_certifications[0], verification=None))
    without_copy = replace(unseen, documents=documents(kind))
    refused = verify_held_certification(a_case(without_copy), PHARMA, verified=True, reason="Vu")
    assert reasons(refused) == {("proof_missing", "D25")}
    accepted(verify_held_certification(a_case(unseen), PHARMA, verified=True, reason="Vu"))


def test_a_partners_certificate_in_another_pathway_is_proved_as_any_other() -> None:
    dossier = holding(opened(P1, documents=documents(DocumentKind.DIPLOMA)), held(verified=None, code="PH04"))
    accepted(verify_held_certification(a_case(dossier), "PH04", verified=True, reason="Vu"))


# --- independence is judged again (D17) -------------------------------------------------------------------------------


def test_a_training_body_declared_after_the_assessment_may_tie_its_evaluator() -> None:
    body = a_training_body()
    tied = an_evaluator(affiliations=(an_affiliation(AffiliationKind.EMPLOYEE, siren=body.siren),))
    for way in (P1, P2, P3):
        free = ready_for_jury(way)
        accepted(register_to_jury(a_case(free, evaluator=tied), a_session(), 0))
        member = "accompanying_body" if way == P3 else "training_body"
        after = changed(free, Changes(dossier={member: body}, candidate={}, reason=WHY), evaluator=tied).dossier
        refused = register_to_jury(a_case(after, evaluator=tied), a_session(), 0)
        assert {rule for _, rule in reasons(refused)} == {"R15"}
        assert pointers(refused) == [None]


def test_so_may_a_tutor() -> None:
    tutor = replace(TUTOR, name=an_evaluator().name, email=an_evaluator().email)
    after = changed(ready_for_jury(P1), Changes(dossier={"tutor": tutor}, candidate={}, reason=WHY)).dossier
    assert {rule for _, rule in reasons(register_to_jury(a_case(after), a_session(), 0))} == {"R19"}


def test_each_word_that_may_be_put_back_has_a_name_and_an_operation() -> None:
    assert set(PUT_BACK_LABELS) == set(GIVEN_AGAIN_BY) == set(PutBackCode)
