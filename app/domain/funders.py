"""Funders (R79): who may be named as paying for a pathway, as reference data that the secretariat keeps."""

from dataclasses import dataclass
from datetime import date

from app.domain.law import Violation
from app.domain.text import Text

FUNDER_CODE = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$"
"""What a funder's code is made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Funder:
    """A funder, and from when until when it pays: both days included, None where there is no limit, or none known."""

    code: str
    name: str
    from_day: date | None = None
    until_day: date | None = None
    source: str
    confirmed: bool

    def pays_on(self, day: date) -> bool:
        """Whether it pays on that day, as far as is known."""
        return (self.from_day is None or self.from_day <= day) and (self.until_day is None or day <= self.until_day)


def funder_code(written: str) -> str:
    """The code as it is kept and compared: in capitals."""
    return written.upper()


def impossible_days_of(funder: Funder) -> tuple[Violation, ...]:
    """That nobody stops paying before they begin."""
    if funder.from_day is None or funder.until_day is None or funder.from_day <= funder.until_day:
        return ()
    return (
        Violation(
            code="ends_before_it_starts",
            pointer="/until",
            detail=Text("Ce financeur finit avant de commencer.", "This funder ends before it starts."),
        ),
    )
