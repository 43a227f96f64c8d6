"""When something happens: the instant, and the legal day that it falls on."""

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.calendar import paris_day


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in UTC, given by the clock at the edge of the system."""

    at: datetime

    @property
    def on(self) -> date:
        """The day in Europe/Paris: the only kind of day that the rules know."""
        return paris_day(self.at)
