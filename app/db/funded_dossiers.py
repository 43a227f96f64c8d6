"""What a funder reads of the dossiers that it funds: one statement each, straight from the rows to the answer.

Before the funder confirmed the funding, it sees the number, the certification and the status (D44). The dossier's
facts are unfolded once (``jsonb_to_record``): each arrow would decompress them anew.
"""

from collections.abc import Mapping
from typing import Any

from app.domain.deliberation import Outcome
from app.domain.dossier import STATUS_LABELS, Status
from app.usecases.ports.fundings import FundedDossier

_COLUMNS = """
    d.id::text AS id, d.number, d.version, d.status, d.certification_code, d.updated_at,
    mine.confirmed, mine.reference_list, c.siret,
    x.training_scheme, x.created_on, x.requested_on, x.registered_on, x.assessment_completed_on,
    x.evaluator ->> 'planned_on' AS planned_assessment_on,
    x.jury_registration ->> 'registered_on' AS jury_registered_on,
    x.decisions -> -1 ->> 'decided_on' AS decided_on,
    x.decisions -> -1 ->> 'outcome' AS outcome,
    x.closure ->> 'on' AS closed_on
"""
_AROUND = """
    CROSS JOIN LATERAL (
        SELECT
            bool_or(f.confirmed_at IS NOT NULL) AS confirmed,
            array_agg(f.reference ORDER BY f.reference) AS reference_list
        FROM fundings f
        WHERE f.dossier_id = d.id AND f.funder_code = $1 AND f.rejected_at IS NULL
    ) mine
    CROSS JOIN LATERAL jsonb_to_record(d.facts) AS x (
        training_scheme text, created_on text, requested_on text, registered_on text, assessment_completed_on text,
        evaluator jsonb, jury_registration jsonb, decisions jsonb, closure jsonb
    )
    LEFT JOIN companies c ON c.id = d.company_id
"""

ONE = f"SELECT {_COLUMNS} FROM dossiers d {_AROUND} WHERE d.id = $2 AND mine.reference_list IS NOT NULL"  # noqa: S608
"""Funder's code, dossier's id."""

PAGE = f"""
    SELECT {_COLUMNS}
    FROM (
        SELECT * FROM dossiers c
        WHERE EXISTS (
            SELECT FROM fundings m
            WHERE m.dossier_id = c.id AND m.funder_code = $1 AND m.rejected_at IS NULL
                AND ($2::text IS NULL OR m.normalised_reference = $2)
        )
        AND ($3::timestamptz IS NULL OR c.updated_at >= $3 AND EXISTS (
            SELECT FROM fundings m
            WHERE m.dossier_id = c.id AND m.funder_code = $1 AND m.rejected_at IS NULL AND m.confirmed_at IS NOT NULL
        ))
        AND ($4::uuid IS NULL OR c.id < $4)
        ORDER BY c.id DESC
        LIMIT $5
    ) d {_AROUND}
    ORDER BY d.id DESC
"""  # noqa: S608 - our own words
"""Funder's code, normalised reference, first instant, the id before the page, how many.

The page is chosen before anything is unfolded: else the facts of all the funder's dossiers would be, at each call.
"""

LOOKUP = f"""
    SELECT m.normalised_reference, {_COLUMNS} FROM dossiers d {_AROUND}
    JOIN fundings m ON m.dossier_id = d.id
    WHERE m.funder_code = $1 AND m.rejected_at IS NULL AND m.normalised_reference = ANY ($2::text[])
    ORDER BY d.id DESC
"""  # noqa: S608
"""Funder's code, normalised references."""

_LABELS = {status.value: label.fr for status, label in STATUS_LABELS.items()}
_OUTCOME_LABELS = {outcome.value: STATUS_LABELS[Status(outcome)].fr for outcome in Outcome}
_NO_DAYS = dict.fromkeys(
    (
        "created_on",
        "requested_on",
        "registered_on",
        "planned_assessment_on",
        "assessment_completed_on",
        "jury_registered_on",
        "decided_on",
        "closed_on",
    )
)


def funded(row: Mapping[str, Any]) -> FundedDossier:
    """The dossier as its funder may see it."""
    confirmed = row["confirmed"]
    return FundedDossier(
        version=row["version"],
        members={
            "id": row["id"],
            "number": row["number"],
            "confirmed": confirmed,
            "references": row["reference_list"],
            "status": row["status"],
            "status_label": _LABELS[row["status"]],
            "certification_code": row["certification_code"],
            "company_siret": row["siret"] if confirmed else None,
            "training_scheme": row["training_scheme"] if confirmed else None,
            "key_dates": {name: row[name] for name in _NO_DAYS} if confirmed else _NO_DAYS,
            "outcome": row["outcome"] if confirmed else None,
            "outcome_label": _OUTCOME_LABELS.get(row["outcome"]) if confirmed else None,
            "updated_at": row["updated_at"] if confirmed else None,
        },
    )
