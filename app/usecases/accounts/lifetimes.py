"""How long sessions last. They follow the system's clock: the sandbox's opens and ends none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.usecases.access import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetime:
    """``whole``: after which it ends whatever is done in it; ``idle``: after which it ends when nothing is."""

    whole: timedelta
    idle: timedelta

    def prolonged(self, at: datetime, end: datetime) -> datetime:
        """Until when it may be prolonged again, if it is now, and ends at ``end``."""
        return min(at + self.idle, end)


DECIDES_DIPLOMAS = Lifetime(whole=timedelta(hours=12), idle=timedelta(hours=2))
"""A day's work: what these sessions can do is worth stealing, and a desk is left at noon."""
FILLS_IN = Lifetime(whole=timedelta(days=30), idle=timedelta(days=14))
"""A dossier is filled in now and then, by people who have it as one task among many."""
_BY_ROLE: Mapping[Role, Lifetime] = {Role.SECRETARIAT: DECIDES_DIPLOMAS, Role.JURY: DECIDES_DIPLOMAS}


def lifetime_of(role: Role) -> Lifetime:
    """How long a session under ``role`` lasts."""
    return _BY_ROLE.get(role, FILLS_IN)
