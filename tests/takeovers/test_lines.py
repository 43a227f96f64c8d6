"""A line of NDJSON ends where a line feed says so, whatever else a text of it may hold."""

import json

import pytest

from app.api.v1.takeover_files import rows_of_file
from app.domain.takeovers import TakeoverKind
from tests.takeovers.desk import a_company

LINE_BREAKS_IN_A_STRING = "\x85\u2028\u2029"
"""Those that JSON lets stand in a string as they are."""


@pytest.mark.parametrize("sign", LINE_BREAKS_IN_A_STRING, ids=ascii)
def test_what_unicode_calls_a_line_break_cuts_no_row(sign: str) -> None:
    written = json.dumps(a_company(name=f"Chimie{sign}du Rhône"), ensure_ascii=False)

    (row,) = rows_of_file(TakeoverKind.COMPANIES, f"{written}\n".encode())

    assert (row.source_id, [fault.code for fault in row.faults]) == ("ENT-1", ["unprintable_character"])


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=ascii)
def test_lines_of_either_system_are_counted_alike_and_blank_ones_too(end: str) -> None:
    written = json.dumps(a_company())

    rows = rows_of_file(TakeoverKind.COMPANIES, f"{written}{end}{end}{written}".encode())

    assert [(row.line, row.faults) for row in rows] == [(1, ()), (3, ())]
