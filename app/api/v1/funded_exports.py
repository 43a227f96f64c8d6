"""Everything that a funder pays for, in one answer: a line of JSON for each dossier, or a row of CSV."""

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import aclosing
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from app.api.csv_rows import CSV, Dialect, csv_file, csv_rows, dialect_of
from app.api.negotiation import preferred
from app.api.streaming import NDJSON, ChunkedResponse
from app.api.v1.funded_answers import FundedDossierOut, members_of
from app.domain.certificates import CertificateState
from app.usecases.ports.fundings import KEY_DATES, FundedDossier
from app.usecases.ports.pseudonyms import Pseudonym

_LINE = orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE
_APART = {"key_dates", "closure", "updated_at", "references", "fundings", "certificates"}
_PLAIN = tuple(name for name in FundedDossierOut.model_fields if name not in _APART)
_LISTS = ("references", "confirmed_references", "certificates", "revoked_certificates")
_HEADER = (*_PLAIN, *KEY_DATES, "updated_at", *_LISTS, "closure_reason")
_VARIES = {"Vary": "Accept"}
_ATTACHED = {**_VARIES, "Content-Disposition": 'attachment; filename="dossiers.csv"'}

Batches = AsyncGenerator[Sequence[FundedDossier], None]


def media_type_asked(request: Request) -> str | None:
    """NDJSON or CSV where the client prefers one of them, None for a page."""
    asked = preferred(request.headers.get("accept", "*/*"), ("application/json", NDJSON, CSV))
    return None if asked == "application/json" else asked


async def exported(batches: Batches, media_type: str, request: Request, pseudonym: Pseudonym) -> Response:
    """The answer; of a HEAD, its head alone."""
    headers = _VARIES if media_type == NDJSON else _ATTACHED
    if request.method == "HEAD":
        return Response(headers=headers, media_type=media_type)
    if media_type == NDJSON:
        return await ChunkedResponse.of(_lines(batches, pseudonym), media_type, headers)
    pieces = _table(batches, pseudonym, dialect_of(request.headers["accept"]))
    return await ChunkedResponse.of(pieces, media_type, headers)


def looked_up(found: Iterable[tuple[str, Sequence[FundedDossier]]], pseudonym: Pseudonym, dialect: Dialect) -> Response:
    """What each reference covers, as CSV: a row a dossier after the reference asked, a bare one for none."""
    rows: list[Sequence[object]] = [("asked", *_HEADER)]
    for reference, dossiers in found:
        covered = [_row(members_of(dossier, pseudonym)) for dossier in dossiers]
        rows += [[reference, *row] for row in covered or [[None] * len(_HEADER)]]
    return Response(csv_file(rows, dialect), headers=_ATTACHED, media_type=CSV)


async def _lines(batches: Batches, pseudonym: Pseudonym) -> AsyncGenerator[bytes, None]:
    async with aclosing(batches):
        async for batch in batches:
            yield b"".join([orjson.dumps(members_of(found, pseudonym), option=_LINE) for found in batch])


async def _table(batches: Batches, pseudonym: Pseudonym, dialect: Dialect) -> AsyncGenerator[bytes, None]:
    header = csv_file([_HEADER], dialect)
    async with aclosing(batches):
        async for batch in batches:
            # With the first rows, not before them: what the first question fails on is told by a status.
            yield header + csv_rows((_row(members_of(found, pseudonym)) for found in batch), dialect)
            header = b""
    if header:
        yield header


def _row(members: Mapping[str, Any]) -> list[object]:
    changed_at = members["updated_at"]
    return [
        *(members[name] for name in _PLAIN),
        *(members["key_dates"][name] for name in KEY_DATES),
        changed_at and changed_at.isoformat().replace("+00:00", "Z"),
        _listed(members["references"]),
        _listed(each["reference"] for each in members["fundings"] if each["confirmed"]),
        _listed(each["number"] for each in members["certificates"] if each["state"] == CertificateState.VALID),
        _listed(each["number"] for each in members["certificates"] if each["state"] == CertificateState.REVOKED),
        (members["closure"] or {}).get("reason"),
    ]


def _listed(texts: Iterable[str]) -> str:
    """Several in one cell, that can be told apart whatever they hold."""
    return " | ".join(text.replace("|", "\\|") for text in texts)
