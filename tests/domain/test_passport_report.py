"""A report on a passport batch: what is news in it, and what cannot be of that batch (D76)."""

import pytest

from app.domain.passport_report import (
    PassportReport,
    ReportReading,
    UnreadableReport,
    by_number,
    of_another_file,
    reading_of,
)
from app.domain.rules.decisions import D76
from app.domain.text import Text


def a_report(*accepted: str, **rejected: str) -> PassportReport:
    return PassportReport(flux_id="20261130-1", processing_id=None, accepted=accepted, rejected=tuple(rejected.items()))


def reading(
    *accepted: str, rejected: tuple[str, ...] = (), unknown: tuple[str, ...] = (), twice: tuple[str, ...] = ()
) -> ReportReading:
    return ReportReading(
        accepted=accepted, rejected=dict.fromkeys(rejected, "Nom inconnu"), unknown=unknown, twice=twice
    )


OPEN: dict[str, bool | None] = {"A": None, "B": None, "C": None}
NO = "Nom inconnu"


@pytest.mark.parametrize(
    ("report", "answers", "expected"),
    [
        pytest.param(a_report("A", "B", C=NO), OPEN, reading("A", "B", rejected=("C",)), id="all is news"),
        pytest.param(a_report("A"), {**OPEN, "A": True}, reading(), id="said again"),
        pytest.param(a_report(A=NO), {**OPEN, "A": False}, reading(), id="refused again"),
        pytest.param(a_report("A"), {**OPEN, "A": False}, reading(twice=("A",)), id="otherwise than before"),
        pytest.param(a_report(A=NO), {**OPEN, "A": True}, reading(twice=("A",)), id="refused after it was accepted"),
        pytest.param(a_report("A", "B", A=NO), OPEN, reading("B", twice=("A",)), id="both at once"),
        pytest.param(a_report("A", "A", C=NO), OPEN, reading(rejected=("C",), twice=("A",)), id="accepted twice"),
        pytest.param(a_report("Z", "A", Y=NO), OPEN, reading("A", unknown=("Z", "Y")), id="not in the batch"),
        pytest.param(a_report("Z", "Z"), OPEN, reading(unknown=("Z",)), id="twice, and not in the batch"),
    ],
)
def test_only_what_is_news_moves_an_award(
    report: PassportReport, answers: dict[str, bool | None], expected: ReportReading
) -> None:
    assert reading_of(report, answers) == expected


def test_a_report_is_refused_whole_for_numbers_that_cannot_be_of_the_batch() -> None:
    assert reading("A", rejected=("B",)).faults == ()
    unknown, twice = reading(unknown=("N" * 41,), twice=("T",)).faults

    assert (unknown.code, unknown.rule, unknown.pointer) == ("cpf_report_unknown", D76, "/file")
    assert f"« {'N' * 40} »" in unknown.detail.fr
    assert f"“{'N' * 40}”" in unknown.detail.en
    assert "n'est pas dans ce lot" in unknown.detail.fr
    assert (twice.code, twice.rule, twice.pointer) == ("cpf_report_twice", D76, "/file")
    assert "« T »" in twice.detail.fr
    assert "several times" in twice.detail.en


def test_a_report_is_read_by_numbers_where_the_passport_has_another_name() -> None:
    told = by_number(a_report("A", "OLD-1", C=NO, **{"OLD-2": NO}), {"OLD-1": "B", "OLD-2": "D"})

    assert told == a_report("A", "B", C=NO, D=NO)


def test_a_report_of_another_file_names_both() -> None:
    fault = of_another_file("F" * 51, "20261130-1")

    assert (fault.code, fault.rule, fault.pointer) == ("cpf_report_of_another_file", D76, "/file")
    assert f"« {'F' * 50} »" in fault.detail.fr
    assert "20261130-1" in fault.detail.fr
    assert f"“{'F' * 50}”" in fault.detail.en


def test_what_cannot_be_read_says_why() -> None:
    detail = Text("Ce n'est pas du XML.", "This is no XML.")
    error = UnreadableReport(detail)
    assert (error.detail, str(error)) == (detail, detail.en)
