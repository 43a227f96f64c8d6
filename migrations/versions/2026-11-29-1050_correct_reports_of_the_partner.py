"""Correct reports of the partner branch, or take them back: what they said stays, and the bridge that they rest on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "a41d7c905e38"
down_revision: str | None = "3f6a90d2c481"
branch_labels: None = None
depends_on: None = None

_ONCE = ["certificate_number", "partner_certification", "decided_on"]


def upgrade() -> None:
    op.add_column("partner_decisions", sa.Column("bridge_id", sa.Uuid(), nullable=True))
    op.add_column(
        "partner_decisions", sa.Column("corrections", JSONB(), nullable=False, server_default=sa.text("'[]'"))
    )
    op.add_column("partner_decisions", sa.Column("cancellation", JSONB(), nullable=True))
    op.drop_constraint("reported_once", "partner_decisions", type_="unique")
    op.create_index(
        "uq_partner_decisions_reported_once",
        "partner_decisions",
        _ONCE,
        unique=True,
        postgresql_where=sa.text("cancellation IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_partner_decisions_reported_once", "partner_decisions")
    op.execute("DELETE FROM partner_decisions WHERE cancellation IS NOT NULL")
    op.create_unique_constraint("reported_once", "partner_decisions", _ONCE)
    for name in ("cancellation", "corrections", "bridge_id"):
        op.drop_column("partner_decisions", name)
