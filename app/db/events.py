"""What happened, in rows that the change feed reads in commit order."""

from uuid import UUID

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import events
from app.domain.event_types import EventType
from app.usecases.ports.events import Event
from app.usecases.ports.jobs import JobKind, Jobs

CHANNEL = "cqp_events"
"""What tells those who listen that there is something to read in the feed."""
TELL = text(f"SELECT pg_notify('{CHANNEL}', '')")

_RECORD = text(
    f"""
    WITH recorded AS (
        INSERT INTO events (id, type, at, about, dossier_id, data, details)
        SELECT id, type, at, about, dossier_id, data, details
        FROM jsonb_populate_recordset(CAST(NULL AS events), :rows)
    )
    SELECT pg_notify('{CHANNEL}', '')
    """  # noqa: S608 - our own channel
).bindparams(bindparam("rows", type_=JSONB))


class SqlEvents:
    """Events as rows. Their place in the feed is given by its readers, once the transaction is committed."""

    def __init__(self, connection: AsyncConnection, jobs: Jobs) -> None:
        self._connection = connection
        self._jobs = jobs

    async def record(self, *happened: Event) -> None:
        """Keep what happened, and enqueue its announcement."""
        if not happened:
            return
        rows = [
            {
                "id": event.id,
                "type": event.type,
                "at": event.at,
                "about": event.about,
                "dossier_id": event.dossier_id,
                "data": dict(event.data),
                "details": dict(event.details),
            }
            for event in happened
        ]
        await self._connection.execute(_RECORD, {"rows": rows})
        await self._jobs.enqueue_each(JobKind.ANNOUNCE_EVENT, [event.id for event in happened])

    async def get(self, event_id: UUID) -> Event | None:
        """What happened, or None."""
        row = (await self._connection.execute(select(events).where(events.c.id == event_id))).one_or_none()
        if row is None:
            return None
        return Event(
            id=row.id,
            type=EventType(row.type),
            at=row.at,
            about=row.about,
            dossier_id=row.dossier_id,
            data=row.data,
            details=row.details,
        )
