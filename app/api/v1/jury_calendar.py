"""Sessions of the jury as a calendar that any program of that kind reads (RFC 5545, RFC 7986)."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from icalendar import Calendar, Event
from starlette.responses import Response

from app.api.caching import PERSONAL
from app.domain.jury import SESSION_STATE_LABELS, JurySession, SessionState

CALENDAR = "text/calendar"
CALENDAR_CONTENT = {CALENDAR: {"schema": {"type": "string"}}}
_NAME = "Jury paritaire national des CQP des industries chimiques"
_REFRESH = timedelta(hours=12)


def calendar_response(sessions: Iterable[JurySession]) -> Response:
    """The answer that serves those sessions; its ETag is that of its bytes, which depend on nothing else."""
    content = calendar_of(sessions)
    headers = {
        "ETag": f'"{sha256(content).hexdigest()}"',
        "Content-Disposition": 'inline; filename="jury.ics"',
        "Vary": "Accept",
        "Cache-Control": PERSONAL.decode(),
    }
    return Response(content, headers=headers, media_type=f"{CALENDAR}; charset=utf-8")


def calendar_of(sessions: Iterable[JurySession]) -> bytes:
    """One event for each session: the same bytes as long as no session changes."""
    calendar = Calendar()  # type: ignore[no-untyped-call]
    calendar.add("prodid", "-//CQP//Jury paritaire national//FR")
    calendar.add("version", "2.0")
    calendar.add("name", _NAME)
    calendar.add("x-wr-calname", _NAME)
    calendar.add("x-wr-timezone", "Europe/Paris")
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    for session in sessions:
        calendar.add_component(_event(session))
    written: bytes = calendar.to_ical()
    return written


def _event(session: JurySession) -> Event:
    """A whole day, which is the same day wherever it is read; each version of the session follows the one before."""
    changed = session.updated_at or datetime.min.replace(tzinfo=UTC)
    event = Event()  # type: ignore[no-untyped-call]
    event.add("uid", str(session.id))
    event.add("sequence", session.version - 1)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("dtstart", session.held_on)
    event.add("dtend", session.last_day + timedelta(days=1))
    event.add("summary", _NAME)
    event.add("location", session.place)
    event.add("description", "\n".join(_lines(session)))
    event.add("status", "CANCELLED" if session.state is SessionState.CANCELLED else "CONFIRMED")
    if session.join_url is not None:
        event.add("url", session.join_url)
        event.add("conference", session.join_url, parameters={"VALUE": "URI", "FEATURE": "VIDEO"})
    return event


def _lines(session: JurySession) -> Iterable[str]:
    yield f"Session {SESSION_STATE_LABELS[session.state].fr.lower()}."
    if session.reason is not None:
        yield f"Motif : {session.reason}"
    yield f"Inscriptions jusqu'au {session.registration_closes_on:%d/%m/%Y}, {session.capacity} dossiers au plus."
    if session.remote:
        yield f"À distance : {session.join_url or 'le lien sera communiqué'}"
