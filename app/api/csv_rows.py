"""Rows as CSV (RFC 4180): comma, CRLF, quotes where needed, a header row, UTF-8 without a mark.

A spreadsheet takes a cell that begins with ``= + - @``, a tab or a return for a formula: an apostrophe goes before
such a text, as OWASP advises (CSV injection). Numbers are not texts, and keep their sign.
"""

import csv
import io
from collections.abc import Iterable, Sequence

CSV = "text/csv"
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_rows(rows: Iterable[Sequence[object]]) -> bytes:
    """The rows as written; None is an empty cell, and true and false are in lower case."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([[_cell(value) for value in row] for row in rows])
    return written.getvalue().encode()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value.startswith(_BEGINS_A_FORMULA):
        return f"'{value}"
    return value
