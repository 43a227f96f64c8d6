"""Each event writes to those whom it concerns, and to nobody else."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.appeals import AppealAgainst, AppealTerms, Appellant
from app.domain.calendar import end_of_paris_day
from app.domain.dossier import (
    Closure,
    ClosureReason,
    Dossier,
    EmployerChangeKind,
    FormerEmployer,
    JuryRegistration,
    JuryRegistrationState,
    KnownDeath,
)
from app.domain.event_types import EventType
from app.usecases.event_mails.table import EVENT_MAILS, Nobody
from app.usecases.holders.sending import HOLDER_LINKS_LAST
from app.usecases.ports.events import Event
from tests import builders as a
from tests.mail.fake_platform import (
    COMPANY,
    EMPLOYER_USER,
    EVALUATOR,
    EVALUATOR_USER,
    NOW,
    OTHER_EVALUATOR,
    SECRETARIAT_USER,
    SESSION,
    House,
    usual_people,
)

CANDIDATE = "camille"
BOTH = ("employer", "colleague")
NOBODYS_COMPANY = a.an_id(99)
ON_AGENDA = JuryRegistration(state=JuryRegistrationState.REGISTERED, session_id=SESSION, registered_on=a.TODAY)


def by(role: str, user_id: Any = None) -> dict[str, Any]:
    return {"by": {"role": role, **({"user_id": str(user_id)} if user_id is not None else {})}}


def a_dossier(pathway: str = a.P1, **changes: Any) -> Dossier:
    candidate = a.a_candidate(email=f"{CANDIDATE}@example.org")
    company = None if pathway in {a.P3, a.BRIDGE} else COMPANY
    usual = {"company_id": company, "candidate": candidate, "evaluator": a.a_choice(evaluator_id=EVALUATOR)}
    return a.a_dossier(pathway, **{**usual, **changes})


def closed(reason: ClosureReason) -> dict[str, Any]:
    return {"closure": Closure(reason=reason, on=a.TODAY, detail="Pour une raison privée")}


def told(event_type: EventType, dossier: Dossier | None, details: dict[str, Any], **data: str) -> Event:
    about = dossier.id if dossier is not None else SESSION
    return Event(
        id=a.an_id(500),
        type=event_type,
        at=NOW,
        about=about,
        dossier_id=dossier.id if dossier is not None else None,
        data=data,
        details=details,
    )


def to(template: str, *names: str) -> set[tuple[str, str]]:
    return {(name, template) for name in names}


ITS_FUNDING = {"funder_code": "OPCA", "reference": "2026-CH-1"}
LEFT_WITH_A_FUNDING = a_dossier(
    former_employers=(
        FormerEmployer(
            kind=EmployerChangeKind.CHANGE,
            until=a.TODAY,
            reason="Départ",
            recorded_on=a.TODAY,
            version=1,
            company_id=a.an_id(77),
            employment=a.an_employment(),
            fundings=(("OPCA", "2026-CH-1"),),
        ),
    )
)
OF_DOSSIERS: list[Any] = [
    (EventType.DOSSIER_CREATED, a_dossier(created_by_role="secretariat"), {}, to("dossier_opened", *BOTH)),
    (EventType.DOSSIER_CREATED, a_dossier(created_by_role="employer"), {}, set()),
    (EventType.DOSSIER_FUNDING_CHANGED, a_dossier(), {"confirmed": True}, to("funding_answered", *BOTH)),
    (EventType.DOSSIER_FUNDING_CHANGED, a_dossier(a.P3), {"confirmed": False}, set()),
    (
        EventType.DOSSIER_FUNDING_CHANGED,
        a_dossier(),
        {"change": "declared", **by("secretariat", SECRETARIAT_USER)},
        to("funding_changed", *BOTH),
    ),
    (EventType.DOSSIER_FUNDING_CHANGED, a_dossier(), {"change": "removed"}, set()),
    (EventType.DOSSIER_FUNDING_CHANGED, a_dossier(), {"change": "corrected", **by("employer")}, set()),
    (EventType.DOSSIER_FUNDING_CHANGED, LEFT_WITH_A_FUNDING, {**ITS_FUNDING, "change": "rejected"}, set()),
    (
        EventType.DOSSIER_FUNDING_CHANGED,
        LEFT_WITH_A_FUNDING,
        {**ITS_FUNDING, "reference": "2026-CH-2", "change": "rejected"},
        to("funding_answered", *BOTH),
    ),
    (
        EventType.DOSSIER_CLOSED,
        a_dossier(
            a.P2,
            trade_evaluator=a.a_trade_evaluator(email="guest@example.org"),
            admissibility=a.an_admission(),
            **closed(ClosureReason.LAPSED),
        ),
        by("secretariat"),
        to("dossier_closed", *BOTH)
        | to("candidate_dossier_closed", CANDIDATE)
        | to("assignment_ended", "evaluator")
        | to("trade_evaluator_revoked", "guest"),
    ),
    (
        EventType.DOSSIER_CLOSED,
        a_dossier(
            trade_evaluator=a.a_trade_evaluator(),
            trade_observations=a.trade_observations(),
            assessment_completed_on=a.TODAY,
            **closed(ClosureReason.WITHDRAWN),
        ),
        by("employer", EMPLOYER_USER),
        to("dossier_closed", "colleague") | to("candidate_dossier_closed", CANDIDATE),
    ),
    (
        EventType.DOSSIER_REOPENED,
        a_dossier(a.P2, trade_evaluator=a.a_trade_evaluator(email="guest@example.org"), admissibility=a.an_admission()),
        {"closure": {"reason": "lapsed"}, "until": "2027-11-23", **by("secretariat", SECRETARIAT_USER)},
        to("dossier_reopened", *BOTH)
        | to("candidate_dossier_reopened", CANDIDATE)
        | to("assignment_resumed", "evaluator")
        | to("trade_evaluator_resumed", "guest"),
    ),
    (
        EventType.DOSSIER_REOPENED,
        a_dossier(
            trade_evaluator=a.a_trade_evaluator(),
            trade_observations=a.trade_observations(),
            assessment_completed_on=a.TODAY,
        ),
        {"closure": {"reason": "withdrawn"}, **by("secretariat", SECRETARIAT_USER)},
        to("dossier_reopened", *BOTH) | to("candidate_dossier_reopened", CANDIDATE),
    ),
    (
        EventType.ADMISSIBILITY_DECIDED,
        a_dossier(a.P2, trade_evaluator=a.a_trade_evaluator(email="guest@example.org")),
        {
            "decision": "admissible",
            "replaced": {"verdict": "inadmissible"},
            **by("secretariat", SECRETARIAT_USER),
        },
        to("admissibility_decided", *BOTH)
        | to("candidate_admissibility_answered", CANDIDATE)
        | to("assignment_resumed", "evaluator")
        | to("trade_evaluator_resumed", "guest"),
    ),
    (
        EventType.ADMISSIBILITY_DECIDED,
        a_dossier(
            a.P2,
            trade_evaluator=a.a_trade_evaluator(),
            trade_observations=a.trade_observations(),
            assessment_completed_on=a.TODAY,
        ),
        {
            "decision": "admissible",
            "replaced": {"verdict": "inadmissible"},
            **by("secretariat", SECRETARIAT_USER),
        },
        to("admissibility_decided", *BOTH) | to("candidate_admissibility_answered", CANDIDATE),
    ),
    (
        EventType.ADMISSIBILITY_DECIDED,
        a_dossier(a.P2, acceptance=a.an_acceptance()),
        {
            "decision": "incomplete",
            "grounds": ["Une page manque"],
            "replaced": {"verdict": "admissible"},
            "put_back": [{"code": "admissibility_decision"}],
            **by("secretariat", SECRETARIAT_USER),
        },
        to("admissibility_decided", *BOTH)
        | to("candidate_admissibility_incomplete", CANDIDATE)
        | to("dossier_put_back", "evaluator"),
    ),
    (
        EventType.DOSSIER_UPDATED,
        a_dossier(a.P2, admissibility=a.an_admission()),
        {"entry": "admissibility_acknowledged_on", "until": "2027-11-23", **by("secretariat", SECRETARIAT_USER)},
        to("candidacy_counted_again", *BOTH) | to("candidate_candidacy_counted_again", CANDIDATE),
    ),
    (
        EventType.ADMISSIBILITY_SUBMITTED,
        a_dossier(a.P2, admissibility=a.a_request()),
        by("employer", EMPLOYER_USER),
        to("admissibility_submitted", "secretariat", "secretary"),
    ),
    (EventType.ADMISSIBILITY_SUBMITTED, a_dossier(a.P3), by("secretariat", SECRETARIAT_USER), set()),
    (
        EventType.ADMISSIBILITY_DECIDED,
        a_dossier(a.P2),
        {"decision": "incomplete", **by("secretariat", SECRETARIAT_USER)},
        to("admissibility_decided", *BOTH) | to("candidate_admissibility_incomplete", CANDIDATE),
    ),
    (
        EventType.ADMISSIBILITY_DECIDED,
        a_dossier(a.P3),
        {"decision": "inadmissible", **by("secretariat", SECRETARIAT_USER)},
        to("candidate_admissibility_answered", CANDIDATE),
    ),
    (
        EventType.ADMISSIBILITY_DECIDED,
        a_dossier(a.P3),
        by("secretariat"),
        to("candidate_admissibility_answered", CANDIDATE) | to("admissibility_by_silence", "secretariat", "secretary"),
    ),
    (
        EventType.ADMISSIBILITY_DECIDED,
        a_dossier(
            a.P2, trade_evaluator=a.a_trade_evaluator(email="guest@example.org"), **closed(ClosureReason.INADMISSIBLE)
        ),
        {"decision": "inadmissible", **by("secretariat", SECRETARIAT_USER)},
        to("admissibility_decided", *BOTH)
        | to("candidate_admissibility_answered", CANDIDATE)
        | to("assignment_ended", "evaluator")
        | to("trade_evaluator_revoked", "guest"),
    ),
    (EventType.DOSSIER_UPDATED, a_dossier(a.P2), {"fields": ["birth_place"], **by("secretariat")}, set()),
    (
        EventType.DOSSIER_UPDATED,
        a_dossier(a.P2, acceptance=a.an_acceptance()),
        {"put_back": [{"code": "admissibility_decision"}], **by("secretariat", SECRETARIAT_USER)},
        to("dossier_put_back", *BOTH, "evaluator") | to("candidate_admissibility_put_back", CANDIDATE),
    ),
    (
        EventType.DOSSIER_UPDATED,
        a_dossier(acceptance=a.an_acceptance()),
        {"put_back": [{"code": "direct_assessment_confirmation"}], **by("secretariat", SECRETARIAT_USER)},
        to("dossier_put_back", *BOTH, "evaluator"),
    ),
    (
        EventType.DOSSIER_UPDATED,
        a_dossier(a.P2),
        {"put_back": [{"code": "admissibility_decision"}], **by("secretariat", SECRETARIAT_USER)},
        to("dossier_put_back", *BOTH) | to("candidate_admissibility_put_back", CANDIDATE),
    ),
    (
        EventType.DOSSIER_UPDATED,
        a_dossier(acceptance=a.an_acceptance()),
        {"put_back": [{"code": "held_certification_verification"}] * 2, **by("secretariat", SECRETARIAT_USER)},
        to("dossier_put_back", *BOTH),
    ),
    (
        EventType.DOSSIER_UPDATED,
        a_dossier(),
        {"attached": True, **by("secretariat", SECRETARIAT_USER)},
        to("dossier_opened", *BOTH),
    ),
    (
        EventType.DOSSIER_UPDATED,
        a_dossier(company_id=None),
        {
            "employer_change": "change",
            "former_company_id": str(COMPANY),
            **by("secretariat", SECRETARIAT_USER),
        },
        to("dossier_left", *BOTH) | to("employer_changed", "evaluator") | to("candidate_employer_changed", CANDIDATE),
    ),
    (
        EventType.DOSSIER_UPDATED,
        a_dossier(),
        {
            "employer_change": "change",
            "former_company_id": str(NOBODYS_COMPANY),
            **by("secretariat", SECRETARIAT_USER),
        },
        to("dossier_joined", *BOTH) | to("employer_changed", "evaluator") | to("candidate_employer_changed", CANDIDATE),
    ),
    (
        EventType.DOSSIER_UPDATED,
        a_dossier(),
        {
            "employer_change": "succession",
            "former_company_id": str(NOBODYS_COMPANY),
            **by("secretariat", SECRETARIAT_USER),
        },
        to("employer_changed", "evaluator") | to("candidate_employer_changed", CANDIDATE),
    ),
    (
        EventType.DOSSIER_UPDATED,
        a_dossier(decisions=(a.a_decision(session_id=SESSION),)),
        {"employer_change": "succession", **by("secretariat", SECRETARIAT_USER)},
        set(),
    ),
    (
        EventType.DOSSIER_UPDATED,
        a_dossier(),
        {"died_on": "2026-11-20", **by("secretariat", SECRETARIAT_USER)},
        to("death_recorded", *BOTH, "evaluator"),
    ),
    (
        EventType.DOSSIER_UPDATED,
        a_dossier(decisions=(a.a_decision(session_id=SESSION),)),
        {"died_on": "2026-11-20", **by("secretariat", SECRETARIAT_USER)},
        to("death_recorded", *BOTH),
    ),
    (
        EventType.DOSSIER_UPDATED,
        a_dossier(),
        {"kind": "diploma", "brought_by": "employer", **by("secretariat", SECRETARIAT_USER)},
        to("document_removed", *BOTH),
    ),
    (
        EventType.DOSSIER_UPDATED,
        a_dossier(),
        {"kind": "outil_4", "brought_by": "evaluator", **by("secretariat", SECRETARIAT_USER)},
        to("document_removed", "evaluator"),
    ),
    (
        EventType.DOSSIER_UPDATED,
        a_dossier(),
        {"kind": "diploma", "brought_by": "employer", **by("employer", EMPLOYER_USER)},
        set(),
    ),
    (
        EventType.DOSSIER_UPDATED,
        a_dossier(),
        {"kind": "outil_4", "signatory": "candidate", **by("secretariat", SECRETARIAT_USER)},
        to("signature_waived", *BOTH),
    ),
    (
        EventType.ADMISSIBILITY_EXTENDED,
        a_dossier(a.P2),
        {"until": "2027-11-23"},
        to("admissibility_extended", *BOTH) | to("candidate_admissibility_extended", CANDIDATE),
    ),
    (
        EventType.EVALUATOR_CHOSEN,
        a_dossier(),
        {"evaluator_id": str(EVALUATOR), "replaces": str(OTHER_EVALUATOR)},
        to("evaluator_chosen", "evaluator") | to("evaluator_replaced", "listed"),
    ),
    (
        EventType.EVALUATOR_CHOSEN,
        a_dossier(),
        {
            "evaluator_id": str(EVALUATOR),
            "replaces": str(OTHER_EVALUATOR),
            "reason": "Malade",
            **by("secretariat", SECRETARIAT_USER),
        },
        to("evaluator_chosen", "evaluator")
        | to("evaluator_replaced", "listed")
        | to("assessment_taken_over", *BOTH)
        | to("candidate_evaluator_replaced", CANDIDATE),
    ),
    (EventType.EVALUATOR_CHOSEN, a_dossier(), {"evaluator_id": str(OTHER_EVALUATOR)}, set()),
    (
        EventType.EVALUATOR_CHOSEN,
        a_dossier(evaluator=a.a_choice(evaluator_id=OTHER_EVALUATOR)),
        {"evaluator_id": str(OTHER_EVALUATOR)},
        to("evaluator_chosen", "listed"),
    ),
    (EventType.EVALUATOR_ACCEPTED, a_dossier(), by("evaluator", EVALUATOR_USER), to("evaluator_accepted", *BOTH)),
    (EventType.EVALUATOR_ACCEPTED, a_dossier(a.P3), by("secretariat", SECRETARIAT_USER), set()),
    (
        EventType.EVALUATOR_DECLINED,
        a_dossier(a.P3, evaluator=None),
        by("evaluator", EVALUATOR_USER),
        to("evaluator_declined", "secretariat", "secretary"),
    ),
    (
        EventType.TRADE_OBSERVATIONS_RECORDED,
        a_dossier(),
        by("trade_evaluator"),
        to("observations_recorded", "evaluator"),
    ),
    (
        EventType.TRADE_OBSERVATIONS_RECORDED,
        a_dossier(assessment_completed_on=a.TODAY),
        by("trade_evaluator"),
        to("observations_recorded", "evaluator") | to("ready_for_jury", *BOTH),
    ),
    (EventType.ASSESSMENT_COMPLETED, a_dossier(), {}, to("assessment_completed", *BOTH)),
    (
        EventType.ASSESSMENT_COMPLETED,
        a_dossier(trade_observations=a.trade_observations()),
        {},
        to("ready_for_jury", *BOTH),
    ),
    (
        EventType.ASSESSMENT_COMPLETED,
        a_dossier(a.P3),
        by("evaluator", EVALUATOR_USER),
        to("ready_for_jury", "secretariat", "secretary"),
    ),
    (
        EventType.JURY_REGISTERED,
        a_dossier(jury_registration=ON_AGENDA),
        by("employer", EMPLOYER_USER),
        to("jury_registered", "colleague") | to("candidate_jury_registered", CANDIDATE),
    ),
    (EventType.JURY_REGISTERED, a_dossier(), {}, set()),
    (
        EventType.JURY_WITHDRAWN,
        a_dossier(),
        by("employer", EMPLOYER_USER),
        to("jury_left", "colleague") | to("candidate_jury_left", CANDIDATE),
    ),
    (
        EventType.JURY_POSTPONED,
        a_dossier(jury_registration=ON_AGENDA),
        {},
        to("jury_moved", *BOTH) | to("candidate_jury_moved", CANDIDATE),
    ),
    (EventType.JURY_POSTPONED, a_dossier(), {}, to("jury_left", *BOTH) | to("candidate_jury_left", CANDIDATE)),
    (
        EventType.DECISION_RECORDED,
        a_dossier(decisions=(a.a_decision(session_id=SESSION),)),
        {"outcome": "not_awarded"},
        to("decision_recorded", *BOTH) | to("candidate_decision_recorded", CANDIDATE),
    ),
    (
        EventType.DECISION_CORRECTED,
        a_dossier(decisions=(a.a_decision(session_id=SESSION),)),
        {"reason": "Une faute de frappe"},
        to("decision_corrected", *BOTH) | to("candidate_decision_corrected", CANDIDATE),
    ),
    (
        EventType.CERTIFICATE_ISSUED,
        a_dossier(),
        {"number": "7K3M", "certification_code": "cqpi-agent-logistique"},
        to("certificate_issued", *BOTH),
    ),
    (
        EventType.CERTIFICATE_REVOKED,
        a_dossier(),
        {"number": "7K3M", "certification_code": a.CERTIFICATION},
        to("certificate_revoked", *BOTH) | to("candidate_certificate_revoked", CANDIDATE),
    ),
    (
        EventType.CERTIFICATE_REVOKED,
        a_dossier(),
        {"number": "7K3M", "certification_code": a.CERTIFICATION, "replaced_by": "8K3M"},
        set(),
    ),
    (
        EventType.CERTIFICATE_WITHHELD,
        a_dossier(),
        {"certification_code": "cqpi-agent-logistique", "because": "cqpi_already_held"},
        to("cqpi_withheld", *BOTH) | to("candidate_cqpi_withheld", CANDIDATE),
    ),
    (
        EventType.APPEAL_FILED,
        a_dossier(),
        {"against": "jury_decision", "appellant": "employer", **by("employer", EMPLOYER_USER)},
        to("appeal_filed", "secretariat", "secretary") | to("appeal_acknowledged", *BOTH),
    ),
    (
        EventType.APPEAL_FILED,
        a_dossier(),
        {"against": "admissibility", "appellant": "candidate", **by("anonymous")},
        to("appeal_filed", "secretariat", "secretary") | to("candidate_appeal_acknowledged", CANDIDATE),
    ),
    (
        EventType.APPEAL_FILED,
        a_dossier(),
        {"against": "lapse", "appellant": "candidate", **by("secretariat", SECRETARIAT_USER)},
        to("candidate_appeal_acknowledged", CANDIDATE),
    ),
    (
        EventType.APPEAL_ANSWERED,
        a_dossier(),
        {"against": "lapse", "appellant": "candidate", "outcome": "upheld", **by("secretariat", SECRETARIAT_USER)},
        to("candidate_appeal_answered", CANDIDATE),
    ),
    (
        EventType.APPEAL_ANSWERED,
        a_dossier(),
        {"against": "lapse", "appellant": "employer", "outcome": "dismissed", **by("secretariat", SECRETARIAT_USER)},
        to("appeal_answered", *BOTH),
    ),
]


def test_every_happening_writes_to_somebody_or_says_why_to_nobody() -> None:
    assert set(EVENT_MAILS) == set(EventType)
    assert all(row.because if isinstance(row, Nobody) else row for row in EVENT_MAILS.values())


def test_every_notice_is_tried_here() -> None:
    tried = {template for *_, written in OF_DOSSIERS for _, template in written}
    of_sessions = {"jury_session_postponed", "jury_session_moved", "jury_session_cancelled", "candidate_jury_moved"}
    rows = (row for row in EVENT_MAILS.values() if not isinstance(row, Nobody))

    assert {event_mail.mail_kind.template for row in rows for event_mail in row} == {
        *tried,
        *of_sessions,
        "assessment_awaited",
    }


@pytest.mark.parametrize(("event_type", "dossier", "details", "written"), OF_DOSSIERS)
async def test_an_event_of_a_dossier_writes_to_those_whom_it_concerns(
    event_type: EventType, dossier: Dossier, details: dict[str, Any], written: set[tuple[str, str]]
) -> None:
    house = House(dossier=dossier, event=told(event_type, dossier, details))

    assert await house.announce() == written
    for mail in house.written.values():
        said = mail.subject + mail.body
        assert "raison privée" not in said
        assert "faute de frappe" not in said
        assert not {"awarded", "validé"} & set(said.replace(",", " ").split())


@pytest.mark.parametrize(
    ("status", "acceptance", "written"),
    [
        ("awaiting_assessment", a.an_acceptance(), to("assessment_awaited", "evaluator")),
        ("awaiting_assessment", None, set()),
        ("awaiting_jury", a.an_acceptance(), set()),
    ],
)
async def test_an_evaluator_learns_that_the_assessment_is_open(
    status: str, acceptance: Any, written: set[tuple[str, str]]
) -> None:
    dossier = a_dossier(acceptance=acceptance)
    house = House(dossier=dossier, event=told(EventType.DOSSIER_STATUS_CHANGED, dossier, {}, status=status))

    assert await house.announce() == written


@pytest.mark.parametrize(
    ("event_type", "details", "written"),
    [
        (
            EventType.JURY_SESSION_POSTPONED,
            {"was_held_on": "2026-11-20"},
            to("jury_session_postponed", "member")
            | to("jury_session_moved", *BOTH)
            | to("candidate_jury_moved", CANDIDATE),
        ),
        (EventType.JURY_SESSION_CANCELLED, {"reason": "Grève"}, to("jury_session_cancelled", "member")),
        (EventType.JURY_SESSION_CLOSED, {}, set()),
    ],
)
async def test_an_event_of_a_session_writes_to_its_members_and_to_those_on_its_agenda(
    event_type: EventType, details: dict[str, str], written: set[tuple[str, str]]
) -> None:
    agenda = (a_dossier(number="CQP-2026-000001"), a_dossier(id=a.an_id(2), number="CQP-2026-000002"))
    house = House(agenda=agenda, event=told(event_type, None, details))

    assert await house.announce() == written
    moved = [mail for mail in house.written.values() if mail.template == "jury_session_moved"]
    assert all("CQP-2026-000001, CQP-2026-000002" in mail.body for mail in moved)
    own = [mail.body for mail in house.written.values() if mail.template == "candidate_jury_moved"]
    assert len(own) == (2 if moved else 0)


async def test_an_event_announced_again_writes_nothing_again() -> None:
    dossier = a_dossier(jury_registration=ON_AGENDA)
    house = House(dossier=dossier, event=told(EventType.JURY_REGISTERED, dossier, {}))
    await house.announce()
    first = dict(house.written)
    await house.announce()

    assert house.written == first
    assert len(first) == 3


async def test_whoever_has_left_is_not_written_to_nor_a_company_without_access() -> None:
    dossier = a_dossier()
    event = told(EventType.EVALUATOR_DECLINED, dossier, {})
    people = [replace(user, disabled=user.name == "Employer") for user in usual_people()]

    assert await House(people=people, dossier=dossier, event=event).announce() == to("evaluator_declined", "colleague")
    assert await House(approved=False, dossier=dossier, event=event).announce() == set()


async def test_an_evaluator_who_has_left_is_not_written_to_at_their_listed_address_either() -> None:
    dossier = a_dossier()
    people = [replace(user, disabled=user.name == "Evaluator") for user in usual_people()]
    event = told(EventType.EVALUATOR_CHOSEN, dossier, {"evaluator_id": str(EVALUATOR)})

    assert await House(people=people, dossier=dossier, event=event).announce() == set()


async def test_the_secretariat_may_share_a_mailbox() -> None:
    dossier = a_dossier(a.P2, admissibility=a.a_request())
    house = House(
        dossier=dossier, event=told(EventType.ADMISSIBILITY_SUBMITTED, dossier, by("employer", EMPLOYER_USER))
    )

    assert await house.announce(secretariat="cqp@example.org") == to("admissibility_submitted", "cqp")


async def test_a_candidate_without_an_address_is_written_nothing() -> None:
    dossier = a_dossier(candidate=a.a_candidate(email=None))
    house = House(dossier=dossier, event=told(EventType.DECISION_RECORDED, dossier, {}))
    dossier = replace(dossier, decisions=(a.a_decision(session_id=SESSION),))
    house.dossier = dossier

    assert await house.announce() == to("decision_recorded", *BOTH)


@pytest.mark.parametrize("event_type", [EventType.DECISION_RECORDED, EventType.DOSSIER_CLOSED])
async def test_nobody_writes_to_a_candidate_who_has_died_in_whichever_dossier_it_was_said(
    event_type: EventType,
) -> None:
    dossier = a_dossier(decisions=(a.a_decision(session_id=SESSION),))
    house = House(dossier=dossier, event=told(event_type, dossier, {}))
    house.deaths = (KnownDeath(number="CQP-2026-000009", on=a.TODAY),)

    assert CANDIDATE not in {name for name, _ in await house.announce()}


async def test_those_on_an_agenda_who_have_died_are_not_told_that_it_moved() -> None:
    house = House(
        agenda=(a_dossier(),), event=told(EventType.JURY_SESSION_POSTPONED, None, {"was_held_on": "2026-11-20"})
    )
    house.deaths = (KnownDeath(number="CQP-2026-000009", on=a.TODAY),)

    assert CANDIDATE not in {name for name, _ in await house.announce()}


async def test_each_is_written_to_in_their_language_and_led_to_the_dossier() -> None:
    dossier = a_dossier(evaluator=None)
    house = House(dossier=dossier, event=told(EventType.EVALUATOR_DECLINED, dossier, {}))
    await house.announce()

    subjects = {mail.language: mail.subject for mail in house.written.values()}
    assert subjects == {
        "fr": f"Un autre évaluateur est à choisir : dossier {dossier.number}",
        "en": f"Another evaluator is to be chosen: dossier {dossier.number}",
    }
    assert {mail.links["url"] for mail in house.written.values()} == {f"https://front.example/dossiers/{dossier.id}"}


async def test_an_event_that_is_gone_has_nothing_to_tell() -> None:
    assert await House().announce() == set()


# --- a link to appeal with each refusal, lapse and decision (D71) -----------------------------------------------------

REFUSAL = {"decision": "inadmissible", **by("secretariat", SECRETARIAT_USER)}
CONTESTED: list[Any] = [
    (EventType.ADMISSIBILITY_DECIDED, a_dossier(a.P3, admissibility=a.a_request()), REFUSAL, "admissibility"),
    (
        EventType.DOSSIER_CLOSED,
        a_dossier(a.P3, admissibility=a.an_admission(), **closed(ClosureReason.LAPSED)),
        by("system"),
        "lapse",
    ),
    (EventType.DECISION_RECORDED, a_dossier(decisions=(a.a_decision(session_id=SESSION),)), {}, "jury_decision"),
    (EventType.DECISION_CORRECTED, a_dossier(decisions=(a.a_decision(session_id=SESSION),)), {}, "jury_decision"),
]


def mail_to_candidate(house: House) -> Any:
    (mail,) = [each for each in house.written.values() if each.to.startswith(CANDIDATE)]
    return mail


@pytest.mark.parametrize(("event_type", "dossier", "details", "against"), CONTESTED)
async def test_a_link_to_appeal_goes_out_with_what_may_be_contested_once(
    event_type: EventType, dossier: Dossier, details: dict[str, Any], against: str
) -> None:
    house = House(dossier=dossier, event=told(event_type, dossier, details))

    await house.announce()
    await house.announce()

    (link,) = house.links_kept
    assert (link.dossier_id, link.payload, link.expires_at - link.created_at) == (
        dossier.id,
        {"paper": "appeal"},
        HOLDER_LINKS_LAST,
    )
    assert mail_to_candidate(house).links["url"] in mail_to_candidate(house).body


@pytest.mark.parametrize(("event_type", "dossier", "details", "against"), CONTESTED)
async def test_the_branchs_terms_are_told_with_it_and_none_goes_to_who_may_not_appeal(
    event_type: EventType, dossier: Dossier, details: dict[str, Any], against: str
) -> None:
    terms = AppealTerms(
        against=AppealAgainst(against), open_to=(Appellant.EMPLOYER,), letter_text="Devant la CPNE.", source="x"
    )
    house = House(dossier=dossier, event=told(event_type, dossier, details), terms=(terms,))

    await house.announce()

    assert house.links_kept == []
    assert mail_to_candidate(house).links == {}
    assert "Devant la CPNE." in mail_to_candidate(house).body


async def test_a_link_to_appeal_lasts_until_the_term_is_over() -> None:
    event_type, dossier, details, _ = CONTESTED[0]
    terms = AppealTerms(against=AppealAgainst.ADMISSIBILITY, months=6, source="x")
    house = House(dossier=dossier, event=told(event_type, dossier, details), terms=(terms,))

    await house.announce()

    assert house.links_kept[0].expires_at >= end_of_paris_day(date(2027, 5, 23))
    assert "182 jours" in mail_to_candidate(house).body.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("event_type", "dossier", "details"),
    [
        (EventType.ADMISSIBILITY_DECIDED, a_dossier(a.P3, admissibility=a.an_admission()), {"decision": "admissible"}),
        (EventType.DOSSIER_CLOSED, a_dossier(a.P3, **closed(ClosureReason.WITHDRAWN)), {}),
    ],
)
async def test_what_is_not_contested_brings_no_link(
    event_type: EventType, dossier: Dossier, details: dict[str, Any]
) -> None:
    house = House(dossier=dossier, event=told(event_type, dossier, details))

    await house.announce()

    assert (house.links_kept, mail_to_candidate(house).links) == ([], {})
