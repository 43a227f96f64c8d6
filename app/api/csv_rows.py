"""Rows as CSV, in the one dialect of everything that the platform writes, which Excel opens with a double click.

Semicolons, CRLF, every text in quotes, a header row, UTF-8 with a mark (RFC 4180 but for the semicolon); programs that
ask for RFC 4180 to the letter get commas, and no mark. A spreadsheet takes a cell that begins with ``= + - @``, their
full-width forms, a tab or a return for a formula: an apostrophe goes before such a text, as OWASP advises (CSV
injection). Numbers are not texts, and keep their sign.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.api.negotiation import accepted_parameter, preferred

CSV = "text/csv"
TOLD = (
    "A header, then a row for each: semicolons, CRLF, texts in quotes, UTF-8 with a byte order mark, as Excel opens "
    "it; commas and no mark by `Accept: text/csv; dialect=rfc4180`. An apostrophe goes before a text that a "
    "spreadsheet would take for a formula."
)
"""The same, for who reads the document."""
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Dialect:
    """What stands between two cells, and what goes first, once: Excel reads UTF-8 by a mark."""

    delimiter: str
    mark: bytes


EXCEL = Dialect(";", "\ufeff".encode())
RFC4180 = Dialect(",", b"")


def wants_csv(accept: str) -> bool:
    """Whether an Accept header prefers a table to JSON."""
    return preferred(accept, ("application/json", CSV)) == CSV


def dialect_of(accept: str) -> Dialect:
    """The dialect that an Accept header asks for; ours where it names none that we know."""
    return RFC4180 if accepted_parameter(accept, CSV, "dialect") == "rfc4180" else EXCEL


def csv_file(rows: Iterable[Sequence[object]], dialect: Dialect) -> bytes:
    """A whole file, of which the first row is the header."""
    return dialect.mark + csv_rows(rows, dialect)


def csv_rows(rows: Iterable[Sequence[object]], dialect: Dialect) -> bytes:
    """The rows as written; None is an empty cell, and true and false are in lower case."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=dialect.delimiter, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([[_cell(value) for value in row] for row in rows])
    return written.getvalue().encode()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value.startswith(_BEGINS_A_FORMULA):
        return f"'{value}"
    return value
