"""The shapes of jury sessions. 1: remote sessions came later than the first ones. 2: every member is explicit."""

from app.db.shapes.shaped import Shaped
from app.db.shapes.steps import Members, said_since
from app.domain.jury import JurySession
from app.domain.text import Text

SHAPE_2 = Members(
    silent={"remote": False, "join_url": None},
    added={
        "held_until": None,
        "attendance": [],
        "presidencies": [],
        "undone_openings": [],
        "opened_at": None,
        "closed_at": None,
        "minutes_corrections": [],
    },
)

JURY_SESSIONS = Shaped(
    name="jury_session",
    record=Text("la session du jury", "the jury session"),
    kind=JurySession,
    beside=frozenset(
        {
            "id",
            "held_on",
            "registration_closes_on",
            "place",
            "capacity",
            "state",
            "members",
            "version",
            "updated_at",
        }
    ),
    steps=(said_since(SHAPE_2),),
)
