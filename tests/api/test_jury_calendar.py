"""Sessions of the jury in a calendar program: what it is told of each, and who reads which."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from httpx import AsyncClient
from icalendar import Calendar

from app.api.negotiation import preferred
from app.api.v1.jury_calendar import calendar_of
from app.domain.jury import JurySession, SessionState
from tests.api.dossier_requests import EMPLOYER, SECRETARIAT
from tests.api.jury_room import CHAIR, MEMBER, a_session, planned
from tests.api.signing_in import sign_in
from tests.builders import an_id

SESSION = JurySession(
    id=an_id(5),
    held_on=date(2027, 1, 4),
    registration_closes_on=date(2026, 12, 20),
    place="Paris, 12 rue de l'Essai ; 3ᵉ étage",
    capacity=40,
    updated_at=datetime(2026, 11, 23, 9, tzinfo=UTC),
)
JOIN = "https://visio.example/jury?salle=1,2;3"


def event(session: JurySession) -> Any:
    (found,) = Calendar.from_ical(calendar_of([session])).walk("VEVENT")
    return found


def test_an_event_takes_the_whole_day_under_the_sessions_own_name() -> None:
    told = event(SESSION)

    assert (told["UID"], told["SEQUENCE"], told["STATUS"]) == (str(SESSION.id), 0, "CONFIRMED")
    assert (told.decoded("DTSTART"), told.decoded("DTEND")) == (date(2027, 1, 4), date(2027, 1, 5))
    assert (told.decoded("DTSTAMP"), told.decoded("LAST-MODIFIED")) == (SESSION.updated_at, SESSION.updated_at)
    assert told["LOCATION"] == SESSION.place
    assert "URL" not in told


def test_a_later_version_replaces_the_event_and_a_cancelled_session_takes_it_away() -> None:
    moved = event(replace(SESSION, held_on=date(2027, 2, 1), version=2))
    cancelled = event(replace(SESSION, state=SessionState.CANCELLED, reason="Grève", version=3))

    assert (moved["UID"], moved["SEQUENCE"], moved.decoded("DTSTART")) == (str(SESSION.id), 1, date(2027, 2, 1))
    assert (cancelled["UID"], cancelled["SEQUENCE"], cancelled["STATUS"]) == (str(SESSION.id), 2, "CANCELLED")
    assert "Motif : Grève" in cancelled["DESCRIPTION"]


def test_a_remote_session_tells_where_to_join_it() -> None:
    told = event(replace(SESSION, remote=True, join_url=JOIN))

    assert (told["URL"], told["CONFERENCE"]) == (JOIN, JOIN)
    assert JOIN in told["DESCRIPTION"]


def test_what_people_wrote_opens_no_line_of_the_calendar() -> None:
    written = calendar_of([replace(SESSION, reason="a\r\nEND:VEVENT\nBEGIN:VALARM", place="x\nATTENDEE:y")])

    assert [c.name for c in Calendar.from_ical(written).walk()] == ["VCALENDAR", "VEVENT"]
    assert b"\nATTENDEE" not in written


def test_the_same_sessions_are_the_same_bytes() -> None:
    assert calendar_of([SESSION]) == calendar_of([SESSION])


@pytest.mark.parametrize(
    ("accept", "served"),
    [
        ("*/*", "application/json"),
        ("text/calendar", "text/calendar"),
        ("text/calendar;q=0.5, application/json", "application/json"),
        ("text/*, application/json;q=0.9", "text/calendar"),
        ("", "application/json"),
    ],
)
def test_what_the_client_likes_best_is_served_and_json_where_it_does_not_care(accept: str, served: str) -> None:
    assert preferred(accept, ("application/json", "text/calendar")) == served


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> dict[str, str]:
    return await sign_in(sandbox, SECRETARIAT)


async def test_a_member_follows_their_own_sessions_by_a_link_that_they_may_take_back(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    member = await sign_in(sandbox, MEMBER)
    theirs = await planned(sandbox, secretariat)
    foreign = await planned(sandbox, secretariat, members=a_session()["members"][:1])

    first = (await sandbox.post("/v1/jury-calendars", headers=member)).json()["url"]
    read = await sandbox.get(first)
    held = await sandbox.get(first, headers={"If-None-Match": read.headers["ETag"]})
    await sandbox.post(f"{theirs}/cancellation", json={"reason": "Grève"}, headers=secretariat)
    changed = await sandbox.get(first, headers={"If-None-Match": read.headers["ETag"], "Accept": "text/calendar"})
    second = (await sandbox.post("/v1/jury-calendars", headers=member)).json()["url"]
    replaced, renewed = await sandbox.get(first), await sandbox.get(second)
    await sandbox.delete("/v1/jury-calendars", headers=member)

    assert read.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert theirs.rsplit("/", 1)[1] in read.text
    assert foreign.rsplit("/", 1)[1] not in read.text
    assert held.status_code == 304
    assert (changed.status_code, "STATUS:CANCELLED" in changed.text) == (200, True)
    assert (replaced.status_code, renewed.status_code) == (404, 200)
    assert (await sandbox.get(second)).status_code == 404


async def test_the_link_of_somebody_who_left_the_jury_opens_nothing(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    member = await sign_in(sandbox, MEMBER)
    url = (await sandbox.post("/v1/jury-calendars", headers=member)).json()["url"]
    account = f"/v1/users/{(await sandbox.get('/v1/me', headers=member)).json()['id']}"
    tag = (await sandbox.get(account, headers=secretariat)).headers["ETag"]

    left = await sandbox.patch(account, json={"disabled": True}, headers={**secretariat, "If-Match": tag})

    assert left.status_code == 200
    assert (await sandbox.get(url)).status_code == 404


async def test_where_to_join_is_told_to_those_who_sit_and_to_the_secretariat(
    sandbox: AsyncClient, secretariat: dict[str, str]
) -> None:
    employer, chair, member = [await sign_in(sandbox, email) for email in (EMPLOYER, CHAIR, MEMBER)]
    session = await planned(sandbox, secretariat, remote=True, join_url=JOIN, members=a_session()["members"][:1])

    shown = {
        name: await sandbox.get(session, headers=headers)
        for name, headers in {
            "employer": employer,
            "chair": chair,
            "member": member,
            "secretariat": secretariat,
        }.items()
    }
    listed = (await sandbox.get("/v1/jury-sessions", headers=employer)).json()["items"][0]
    calendar = await sandbox.get(session, headers={**employer, "Accept": "text/calendar"})
    cleared = await sandbox.patch(
        session, json={"remote": False, "join_url": None}, headers={**secretariat, "If-Match": '"1"'}
    )

    assert {name: answer.json()["join_url"] for name, answer in shown.items()} == {
        "employer": None,
        "chair": JOIN,
        "member": None,
        "secretariat": JOIN,
    }
    assert (listed["remote"], listed["join_url"]) == (True, None)
    assert (calendar.headers["Content-Type"], JOIN in calendar.text) == ("text/calendar; charset=utf-8", False)
    assert {"Accept", "Authorization"} <= set(calendar.headers["Vary"].split(", "))
    varies = {"Accept", "Authorization", "Accept-Language", "Origin"}
    assert all(set(answer.headers["Vary"].split(", ")) == varies for answer in shown.values())
    assert (cleared.json()["remote"], cleared.json()["join_url"]) == (False, None)
