"""What was reminded of, as rows: the key keeps two workers from reminding of one term at one distance twice."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, Date, and_, func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import deadlines, reminders
from app.domain.pending_deadlines import DeadlineCode
from app.domain.reminders import NOTHING_LEFT_TO_DO
from app.usecases.ports.deadlines import Remindable, Reminder


class SqlReminders:
    """The terms to remind of, and those that were."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def pending(self, on: date, *, until: date, nearest: int, closing: date | None) -> tuple[Remindable, ...]:
        """The terms that end soon enough, each with the nearest distance told, the earliest first."""
        due_on = func.coalesce(deadlines.c.due_on, literal(closing, Date))
        of_it = and_(
            reminders.c.dossier_id == deadlines.c.dossier_id,
            reminders.c.code == deadlines.c.code,
            reminders.c.due_on == due_on,
        )
        told = select(func.min(reminders.c.distance)).where(of_it).correlate(deadlines).scalar_subquery()
        terms = (
            select(deadlines.c.dossier_id, deadlines.c.code, deadlines.c.since, due_on.label("due_on"))
            .add_columns(told.label("told"))
            .where(_ends_by(until, closing), or_(deadlines.c.code.not_in(NOTHING_LEFT_TO_DO), due_on >= on))
            .subquery()
        )
        query = select(terms).where(or_(terms.c.told.is_(None), terms.c.told > nearest))
        rows = await self._connection.execute(query.order_by(terms.c.due_on, terms.c.dossier_id))
        return tuple(
            Remindable(
                dossier_id=row.dossier_id,
                code=DeadlineCode(row.code),
                since=row.since,
                due_on=row.due_on,
                reminded_at_distance=row.told,
            )
            for row in rows
        )

    async def add(self, reminder: Reminder, at: datetime) -> bool:
        """Insert the row, which can be there once."""
        values = {
            "dossier_id": reminder.dossier_id,
            "code": reminder.code,
            "due_on": reminder.due_on,
            "distance": reminder.distance,
            "sent_at": at,
        }
        added = await self._connection.execute(insert(reminders).values(values).on_conflict_do_nothing())
        return bool(added.rowcount)


def _ends_by(until: date, closing: date | None) -> ColumnElement[bool]:
    if closing is None or closing > until:
        return deadlines.c.due_on <= until
    return or_(deadlines.c.due_on <= until, deadlines.c.due_on.is_(None))
