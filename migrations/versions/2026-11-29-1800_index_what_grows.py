"""Index what took longer with every dossier: minutes, open fundings, training schemes, frameworks, a small feed."""

from typing import Any

import sqlalchemy as sa

from app.db.online_indexes import create_index_online, drop_index_online

revision: str = "a4c18e5d2f70"
down_revision: str | None = "e1b7d4a95c03"
branch_labels: None = None
depends_on: None = None

_INDEXES: tuple[tuple[str, str, list[Any], dict[str, Any]], ...] = (
    (
        "ix_dossiers_decisions",
        "dossiers",
        [sa.text("(facts -> 'decisions'::text) jsonb_path_ops")],
        {"postgresql_using": "gin"},
    ),
    (
        "ix_dossiers_adjournments",
        "dossiers",
        [sa.text("(facts -> 'adjournments'::text) jsonb_path_ops")],
        {"postgresql_using": "gin"},
    ),
    ("ix_dossiers_training_scheme", "dossiers", [sa.text("(facts ->> 'training_scheme'::text)"), "id"], {}),
    (
        "ix_dossiers_framework",
        "dossiers",
        ["certification_code", sa.text("((facts -> 'scope'::text) ->> 'framework_version'::text)"), "status"],
        {},
    ),
    ("ix_dossiers_pathway", "dossiers", ["pathway", "id"], {}),
    ("ix_dossiers_status", "dossiers", ["status", "id"], {}),
    (
        "ix_fundings_open",
        "fundings",
        ["funder_code", "dossier_id"],
        {"postgresql_where": sa.text("confirmed_at IS NULL AND rejected_at IS NULL")},
    ),
    (
        "ix_events_funder_code",
        "events",
        [sa.text("(data ->> 'funder_code'::text)"), "place"],
        {"postgresql_where": sa.text("(data ->> 'funder_code'::text) IS NOT NULL")},
    ),
)


def upgrade() -> None:
    """Make the indexes while everybody works."""
    for name, table, columns, options in _INDEXES:
        create_index_online(name, table, columns, **options)


def downgrade() -> None:
    """Drop them."""
    for name, table, _, _ in reversed(_INDEXES):
        drop_index_online(name, table)
