"""The report on a batch: what it accepts and refuses, and what in it cannot be of that batch (D76)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.domain.law import Violation
from app.domain.rules.decisions import D76
from app.domain.text import Text


class UnreadableReport(Exception):  # noqa: N818 - it is told as a refusal
    """A file that is no report; ``detail`` says why."""

    def __init__(self, detail: Text) -> None:
        super().__init__(detail.en)
        self.detail = detail


@dataclass(frozen=True, slots=True, kw_only=True)
class PassportReport:
    """A report as it was read: the numbers accepted, and those refused with what is said of each."""

    flux_id: str
    processing_id: str | None
    accepted: tuple[str, ...]
    rejected: tuple[tuple[str, str], ...]


def by_number(report: PassportReport, numbers: Mapping[str, str]) -> PassportReport:
    """The report by the numbers of certificates: those of the passport's own names that are none are in ``numbers``."""
    return replace(
        report,
        accepted=tuple(numbers.get(name, name) for name in report.accepted),
        rejected=tuple((numbers.get(name, name), message) for name, message in report.rejected),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReading:
    """What a report does to its batch.

    ``accepted`` and ``rejected`` are what is news; ``unknown`` the numbers that are not in the batch, ``twice`` those
    told more than once, or otherwise than a report before.
    """

    accepted: tuple[str, ...]
    rejected: Mapping[str, str]
    unknown: tuple[str, ...]
    twice: tuple[str, ...]

    @property
    def faults(self) -> tuple[Violation, ...]:
        """Why the report is refused whole."""
        return (
            *(_fault("cpf_report_unknown", number, _UNKNOWN) for number in self.unknown),
            *(_fault("cpf_report_twice", number, _TWICE) for number in self.twice),
        )


_UNKNOWN = Text("n'est pas dans ce lot", "is not in this batch")
_TWICE = Text("est dit plusieurs fois, ou autrement qu'avant", "is told several times, or otherwise than before")


def _fault(code: str, number: str, said: Text) -> Violation:
    shown = number[:40]
    return Violation(
        code=code, rule=D76, pointer="/file", detail=Text(f"« {shown} » {said.fr}.", f"“{shown}” {said.en}.")
    )


def of_another_file(flux_id: str, expected: str) -> Violation:
    """The report's ``idFlux`` is another file's."""
    shown = flux_id[:50]
    return Violation(
        code="cpf_report_of_another_file",
        rule=D76,
        pointer="/file",
        detail=Text(
            f"Ce compte rendu est celui du flux « {shown} » ; ce lot est le flux « {expected} ».",
            f"This report is about flow “{shown}”; this batch is flow “{expected}”.",
        ),
    )


def reading_of(report: PassportReport, answers: Mapping[str, bool | None]) -> ReportReading:
    """What the report does to a batch. ``answers``: the batch's numbers, with what was already answered of each."""
    told = Counter((*report.accepted, *(number for number, _ in report.rejected)))
    said = {**dict.fromkeys(report.accepted, True), **dict.fromkeys((number for number, _ in report.rejected), False)}
    unknown = tuple(number for number in told if number not in answers)
    twice = tuple(
        number
        for number, times in told.items()
        if number in answers and (times > 1 or answers[number] not in (None, said[number]))
    )
    news = {number for number in told if number not in {*unknown, *twice} and answers[number] is None}
    return ReportReading(
        accepted=tuple(number for number in report.accepted if number in news),
        rejected={number: message for number, message in report.rejected if number in news},
        unknown=unknown,
        twice=twice,
    )
