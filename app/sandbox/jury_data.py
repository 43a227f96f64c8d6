"""The sandbox's session of the jury, a month ahead of the day on which it is brought in."""

from datetime import timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.adapters.clock import system_time
from app.db.jury import session_row
from app.db.shapes.jury_session import JURY_SESSIONS
from app.db.shapes.written import WrittenShape
from app.db.tables import jury_members, jury_sessions
from app.domain.calendar import add_months, paris_day
from app.domain.jury import JurySession
from app.sandbox.identities import BEGINNING, JURY_EMPLOYEES_USER, JURY_SESSION, JURY_USER


async def load(connection: AsyncConnection) -> None:
    """Bring in the session and its two members, where they are not there yet; their accounts already are."""
    held_on = add_months(paris_day(await system_time()), 1)
    session = JurySession(
        id=JURY_SESSION,
        held_on=held_on,
        registration_closes_on=held_on - timedelta(days=7),
        place="Paris, salle des Alambics (exemple du bac à sable)",
        capacity=40,
    )
    shape = await WrittenShape(connection, JURY_SESSIONS).get()
    row = {"id": session.id, "created_at": BEGINNING, **session_row(session, BEGINNING, shape)}
    await connection.execute(insert(jury_sessions).values(row).on_conflict_do_nothing(index_elements=["id"]))
    await connection.execute(insert(jury_members).values(_MEMBERS).on_conflict_do_nothing())


_MEMBERS = [
    {
        "session_id": JURY_SESSION,
        "user_id": JURY_USER,
        "name": "Jeanne Prévost",
        "employer_siren": None,
        "college": "employers",
        "chair": True,
    },
    {
        "session_id": JURY_SESSION,
        "user_id": JURY_EMPLOYEES_USER,
        "name": "Marc Tessier",
        "employer_siren": None,
        "college": "employees",
        "chair": False,
    },
]
