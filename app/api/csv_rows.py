"""Rows as CSV, in the one dialect of everything that the platform writes, which Excel opens with a double click.

Semicolons, CRLF, every text in quotes, a header row, UTF-8 with a mark (RFC 4180 but for the semicolon). A spreadsheet
takes a cell that begins with ``= + - @``, their full-width forms, a tab or a return for a formula: an apostrophe goes
before such a text, as OWASP advises (CSV injection). Numbers are not texts, and keep their sign.
"""

import csv
import io
from collections.abc import Iterable, Sequence

CSV = "text/csv"
BOM = "\ufeff".encode()
"""What goes first, once: Excel reads UTF-8 by it."""
DIALECT = (
    "A header, then a row for each: semicolons, CRLF, texts in quotes, UTF-8 with a byte order mark, as Excel opens "
    "it. An apostrophe goes before a text that a spreadsheet would take for a formula."
)
"""The same, for who reads the document."""
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_rows(rows: Iterable[Sequence[object]]) -> bytes:
    """The rows as written; None is an empty cell, and true and false are in lower case."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([[_cell(value) for value in row] for row in rows])
    return written.getvalue().encode()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value.startswith(_BEGINS_A_FORMULA):
        return f"'{value}"
    return value
