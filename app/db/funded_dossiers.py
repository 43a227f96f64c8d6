"""What a funder reads of the dossiers that it funds: one statement each, straight from the rows to the answer.

Before the funder confirmed the funding, it sees the number, the certification and the status (D44). The dossier's
facts are unfolded once (``jsonb_to_record``): each arrow would decompress them anew.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from app.db.shapes.dossier import DOSSIERS
from app.db.told_decisions import TOLD_DECISION
from app.domain.funding import normalised_reference
from app.usecases.errors import InvalidInput
from app.usecases.paging import NOT_A_CURSOR, PageRequest
from app.usecases.ports.fundings import KEY_DATES, FundedDossier, FundedFilter, FundedOrder

_COLUMNS = """
    d.id::text AS id, d.facts_version, d.number, d.version, d.status, d.certification_code, d.pathway, d.updated_at,
    mine.confirmed, mine.reference_list, mine.fundings, c.siret, settled.rncp_code, issued.certificates,
    CASE WHEN x.anonymised_on IS NULL THEN coalesce(p.person_id, d.id)::text END AS holder,
    x.training_scheme, x.created_on, x.requested_on, x.registered_on, x.assessment_completed_on,
    x.training_body ->> 'siret' AS training_body_siret, planned.hours AS training_hours,
    x.training_plan ->> 'starts_on' AS training_starts_on, x.training_plan ->> 'ends_on' AS training_ends_on,
    CASE WHEN jsonb_array_length(x.admissibility -> 'decisions') = jsonb_array_length(x.admissibility -> 'received_on')
    THEN x.admissibility #>> '{decisions,-1,decided_on}' END AS admissibility_decided_on, j.held_on::text AS jury_on,
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
            array_agg(f.reference ORDER BY f.reference) FILTER (WHERE f.rejected_at IS NULL) AS reference_list,
            json_agg(json_build_object(
                'reference', f.reference,
                'confirmed', f.confirmed_at IS NOT NULL,
                'confirmed_on', (f.confirmed_at AT TIME ZONE 'Europe/Paris')::date,
                'rejected', CASE WHEN f.rejected_at IS NOT NULL THEN json_build_object(
                    'on', (f.rejected_at AT TIME ZONE 'Europe/Paris')::date, 'reason', f.rejection_reason
                ) END
            ) ORDER BY f.reference)::text AS fundings
        FROM fundings f
        WHERE f.dossier_id = d.id AND f.funder_code = $1
    ) mine
    CROSS JOIN LATERAL jsonb_to_record(d.facts) AS x (
        training_scheme text, created_on text, requested_on text, registered_on text, assessment_completed_on text,
        evaluator jsonb, jury_registration jsonb, decisions jsonb, awaiting_signature jsonb, closure jsonb,
        training_plan jsonb, training_body jsonb, admissibility jsonb, anonymised_on text
    )
    CROSS JOIN LATERAL (
        SELECT sum((a ->> 'hours')::int) AS hours FROM jsonb_array_elements(x.training_plan -> 'actions') a
    ) planned
    CROSS JOIN LATERAL (SELECT {TOLD_DECISION} AS decision) told
    CROSS JOIN LATERAL (
        SELECT json_agg(json_build_object(
            'number', i.number, 'certification_code', i.certification_code, 'state', i.state
        ) ORDER BY i.number)::text AS certificates
        FROM certificates i WHERE i.dossier_id = d.id
    ) issued
    LEFT JOIN LATERAL (
        SELECT s.rncp_code FROM certification_settings s
        WHERE s.certification_code = d.certification_code AND s.in_force_from <= x.requested_on::date
        ORDER BY s.in_force_from DESC LIMIT 1
    ) settled ON TRUE
    LEFT JOIN companies c ON c.id = d.company_id
    LEFT JOIN dossier_persons p ON p.dossier_id = d.id
    LEFT JOIN jury_sessions j
        ON j.id = (x.jury_registration ->> 'session_id')::uuid AND j.state NOT IN ('closed', 'cancelled')
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

_ORDERS = {
    FundedOrder.NEWEST_FIRST: "{0}.id DESC",
    FundedOrder.OLDEST_CHANGE_FIRST: "{0}.updated_at, {0}.id",
    FundedOrder.NEWEST_CHANGE_FIRST: "{0}.updated_at DESC, {0}.id DESC",
}
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

    order = _ORDERS[wanted.order]
    mine = _mine(after, bound, by_change=wanted.order is not FundedOrder.NEWEST_FIRST)
    chosen = " AND ".join([*_conditions(wanted, mine, bound), *_beyond(after, bound, wanted.order)])
    query = f"""
        SELECT {_COLUMNS}
        FROM (SELECT * FROM dossiers c WHERE {chosen} ORDER BY {order.format("c")} LIMIT {bound(limit)}) d {_AROUND}
        ORDER BY {order.format("d")}
    """  # noqa: S608 - our own words
    return query, values


def cursor_of(row: Mapping[str, Any], wanted: FundedFilter) -> str:
    """Where a row stands in the order asked for: what the next page goes on after."""
    newest_first = wanted.order is FundedOrder.NEWEST_FIRST
    return str(row["id"]) if newest_first else f"{row['updated_at'].isoformat()} {row['id']}"


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
        yield f"EXISTS ({mine} AND m.confirmed_at IS NULL) AND NOT EXISTS ({mine} AND m.confirmed_at IS NOT NULL)"
    if wanted.confirmed or wanted.is_of_confirmed_ones:
        yield f"EXISTS ({mine} AND m.confirmed_at IS NOT NULL)"
    if wanted.updated_since is not None:
        yield f"c.updated_at >= {bound(wanted.updated_since)}"
    if wanted.statuses:
        yield f"c.status = ANY ({bound([status.value for status in wanted.statuses])}::text[])"
    if wanted.outcome is not None:
        yield f"c.status = {bound(wanted.outcome.value)}"
    if wanted.number is not None:
        yield f"c.number = {bound(wanted.number)}"
    if wanted.company_siret is not None:
        yield f"c.company_id IN (SELECT id FROM companies WHERE siret = {bound(wanted.company_siret)})"  # noqa: S608
    if wanted.jury_since is not None:
        yield f"c.jury_session_id IN (SELECT id FROM jury_sessions WHERE held_on >= {bound(wanted.jury_since)})"  # noqa: S608
    if wanted.certification_code is not None:
        yield f"c.certification_code = {bound(wanted.certification_code)}"
    if wanted.pathway is not None:
        yield f"c.pathway = {bound(wanted.pathway)}"
    if wanted.training_scheme is not None:
        yield f"c.facts ->> 'training_scheme' = {bound(wanted.training_scheme)}"


def _beyond(after: str | None, bound: Callable[[object], str], order: FundedOrder) -> Iterator[str]:
    if after is None:
        return
    if order is FundedOrder.NEWEST_FIRST:
        yield f"c.id < {bound(PageRequest(after=after).after_id)}"
        return
    changed_at, _, dossier_id = after.rpartition(" ")
    try:
        place = datetime.fromisoformat(changed_at).astimezone(UTC), UUID(dossier_id)
    except (ValueError, OverflowError):
        raise InvalidInput(NOT_A_CURSOR) from None
    further = ">" if order is FundedOrder.OLDEST_CHANGE_FIRST else "<"
    yield f"(c.updated_at, c.id) {further} ({bound(place[0])}, {bound(place[1])})"


LOOKUP = f"""
    SELECT d.normalised_reference, {_COLUMNS}
    FROM (
        SELECT m.normalised_reference, c.* FROM fundings m JOIN dossiers c ON c.id = m.dossier_id
        WHERE m.funder_code = $1 AND m.rejected_at IS NULL AND m.normalised_reference = ANY ($2::text[])
    ) d {_AROUND}
    ORDER BY d.id DESC
"""  # noqa: S608
"""Funder's code, normalised references. The dossiers are chosen first: written last, among so many joins, they were
chosen once all the facts of the register were unfolded."""


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
        orjson.loads(row["fundings"]),
    )
    if not confirmed:
        return FundedDossier(*always)
    days = {name: row[name] for name in KEY_DATES}
    told = row["siret"], row["training_scheme"], row["outcome"], row["updated_at"], days, row["closure_reason"]
    ended = row["pathway"], row["rncp_code"], orjson.loads(row["certificates"] or b"[]"), row["holder"]
    return FundedDossier(*always, *told, *ended, row["training_hours"], row["training_body_siret"])
