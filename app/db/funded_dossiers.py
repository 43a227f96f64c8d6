"""What a funder reads of the dossiers that it funds: one statement each, straight from the rows to the answer.

Before the funder confirmed the funding, it sees the number, the certification and the status (D44). The dossier's
facts are unfolded once (``jsonb_to_record``): each arrow would decompress them anew.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.db.shapes.dossier import DOSSIERS
from app.db.told_decisions import TOLD_DECISION
from app.domain.funding import normalised_reference
from app.usecases.errors import InvalidInput
from app.usecases.paging import NOT_A_CURSOR, PageRequest
from app.usecases.ports.fundings import KEY_DATES, FundedDossier, FundedFilter

_COLUMNS = """
    d.id::text AS id, d.facts_version, d.number, d.version, d.status, d.certification_code, d.updated_at,
    mine.confirmed, mine.reference_list, c.siret,
    x.training_scheme, x.created_on, x.requested_on, x.registered_on, x.assessment_completed_on,
    x.evaluator ->> 'planned_on' AS planned_assessment_on,
    x.jury_registration ->> 'registered_on' AS jury_registered_on,
    told.decision ->> 'decided_on' AS decided_on,
    told.decision ->> 'outcome' AS outcome,
    x.closure ->> 'on' AS closed_on, x.closure ->> 'reason' AS closure_reason
"""
_AROUND = f"""
    CROSS JOIN LATERAL (
        SELECT
            bool_or(f.confirmed_at IS NOT NULL) AS confirmed,
            array_agg(f.reference ORDER BY f.reference) AS reference_list
        FROM fundings f
        WHERE f.dossier_id = d.id AND f.funder_code = $1 AND f.rejected_at IS NULL
    ) mine
    CROSS JOIN LATERAL jsonb_to_record(d.facts) AS x (
        training_scheme text, created_on text, requested_on text, registered_on text, assessment_completed_on text,
        evaluator jsonb, jury_registration jsonb, decisions jsonb, awaiting_signature jsonb, closure jsonb
    )
    CROSS JOIN LATERAL (SELECT {TOLD_DECISION} AS decision) told
    LEFT JOIN companies c ON c.id = d.company_id
"""  # noqa: S608 - our own words

ONE = f"SELECT {_COLUMNS} FROM dossiers d {_AROUND} WHERE d.id = $2 AND mine.reference_list IS NOT NULL"  # noqa: S608
"""Funder's code, dossier's id."""

ONE_UNLESS_REVOKED = f"""
    SELECT token.stopped, one.*
    FROM (
        SELECT EXISTS (SELECT FROM token_stops WHERE name = ANY ($3::text[]) AND until > now()) AS stopped
    ) token
    LEFT JOIN ({ONE}) one ON NOT token.stopped
"""  # noqa: S608
"""The same, and the names under which the token may have been stopped. Always one row."""

_MINE = "SELECT FROM fundings m WHERE m.dossier_id = c.id AND m.funder_code = $1 AND m.rejected_at IS NULL"


def page_query(
    funder_code: str | None, wanted: FundedFilter, *, after: str | None, limit: int
) -> tuple[str, list[object]]:
    """The statement that reads a page, and its values.

    The page is chosen before anything is unfolded: else the facts of all the funder's dossiers would be, at each call.
    Raises InvalidInput where ``after`` is not a place in this order.
    """
    values: list[object] = [funder_code]

    def bound(value: object) -> str:
        values.append(value)
        return f"${len(values)}"

    order = "{0}.updated_at, {0}.id" if wanted.oldest_change_first else "{0}.id DESC"
    chosen = " AND ".join(
        [
            *_conditions(wanted, _mine(after, bound, by_change=wanted.oldest_change_first), bound),
            *_beyond(after, bound, by_change=wanted.oldest_change_first),
        ]
    )
    query = f"""
        SELECT {_COLUMNS}
        FROM (SELECT * FROM dossiers c WHERE {chosen} ORDER BY {order.format("c")} LIMIT {bound(limit)}) d {_AROUND}
        ORDER BY {order.format("d")}
    """  # noqa: S608 - our own words
    return query, values


def cursor_of(row: Mapping[str, Any], wanted: FundedFilter) -> str:
    """Where a row stands in the order asked for: what the next page goes on after."""
    return f"{row['updated_at'].isoformat()} {row['id']}" if wanted.oldest_change_first else str(row["id"])


def _mine(after: str | None, bound: Callable[[object], str], *, by_change: bool) -> str:
    """The fundings of the funder, from the page on: a merge would else read all those before it, page after page."""
    if after is None or by_change:
        return _MINE
    return f"{_MINE} AND m.dossier_id < {bound(PageRequest(after=after).after_id)}"


def _conditions(wanted: FundedFilter, mine: str, bound: Callable[[object], str]) -> Iterator[str]:
    reference = wanted.reference
    under = f" AND m.normalised_reference = {bound(normalised_reference(reference))}" if reference is not None else ""
    yield f"EXISTS ({mine}{under})"
    if wanted.confirmed is False:
        yield f"NOT EXISTS ({mine} AND m.confirmed_at IS NOT NULL)"
    if wanted.confirmed or wanted.updated_since or wanted.pathway or wanted.training_scheme:
        yield f"EXISTS ({mine} AND m.confirmed_at IS NOT NULL)"
    if wanted.updated_since is not None:
        yield f"c.updated_at >= {bound(wanted.updated_since)}"
    if wanted.status is not None:
        yield f"c.status = {bound(wanted.status.value)}"
    if wanted.certification_code is not None:
        yield f"c.certification_code = {bound(wanted.certification_code)}"
    if wanted.pathway is not None:
        yield f"c.pathway = {bound(wanted.pathway)}"
    if wanted.training_scheme is not None:
        yield f"c.facts ->> 'training_scheme' = {bound(wanted.training_scheme)}"


def _beyond(after: str | None, bound: Callable[[object], str], *, by_change: bool) -> Iterator[str]:
    if after is None:
        return
    if not by_change:
        yield f"c.id < {bound(PageRequest(after=after).after_id)}"
        return
    changed_at, _, dossier_id = after.rpartition(" ")
    try:
        place = datetime.fromisoformat(changed_at).astimezone(UTC), UUID(dossier_id)
    except (ValueError, OverflowError):
        raise InvalidInput(NOT_A_CURSOR) from None
    yield f"(c.updated_at, c.id) > ({bound(place[0])}, {bound(place[1])})"


LOOKUP = f"""
    SELECT m.normalised_reference, {_COLUMNS} FROM dossiers d {_AROUND}
    JOIN fundings m ON m.dossier_id = d.id
    WHERE m.funder_code = $1 AND m.rejected_at IS NULL AND m.normalised_reference = ANY ($2::text[])
    ORDER BY d.id DESC
"""  # noqa: S608
"""Funder's code, normalised references."""


def funded(row: Mapping[str, Any]) -> FundedDossier:
    """The dossier as its funder may see it. Raises FactsOfALaterRelease: its members may lie elsewhere."""
    DOSSIERS.check_shape(row["facts_version"], row["id"])
    confirmed = row["confirmed"]
    always = (
        row["id"],
        row["number"],
        row["version"],
        confirmed,
        row["reference_list"],
        row["status"],
        row["certification_code"],
    )
    if not confirmed:
        return FundedDossier(*always)
    days = {name: row[name] for name in KEY_DATES}
    told = row["siret"], row["training_scheme"], row["outcome"], row["updated_at"], days, row["closure_reason"]
    return FundedDossier(*always, *told)
