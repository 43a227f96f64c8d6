"""Keep what dossiers wait for, and the first of their terms, beside them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision: str = "f6b0d8e2a471"
down_revision: str | None = "e3a95c7d1f20"
branch_labels: None = None
depends_on: None = None

_NEVER = sa.text("'9999-12-31'::date")
_DUE = (
    "UPDATE dossiers SET due_by = due.first FROM (SELECT dossier_id, min(due_on) AS first FROM deadlines"
    " WHERE due_on IS NOT NULL AND code <> 'retention' GROUP BY dossier_id) due WHERE due.dossier_id = dossiers.id"
)


def upgrade() -> None:
    op.create_table(
        "awaited_acts",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("due_by", sa.Date(), nullable=False, server_default=_NEVER),
        sa.Column("closes_with_jury", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "actor IN ('employer', 'evaluator', 'trade_evaluator', 'secretariat', 'jury')",
            name=op.f("ck_awaited_acts_actor"),
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_awaited_acts_dossier_id_dossiers")),
        sa.PrimaryKeyConstraint("dossier_id", "operation_id", "actor", name=op.f("pk_awaited_acts")),
    )
    op.create_index(
        "ix_awaited_acts_inbox",
        "awaited_acts",
        ["actor", "owner_id", "closes_with_jury", "due_by", "since", "dossier_id", "operation_id"],
    )
    op.create_index("ix_documents_lost", "documents", ["id"], postgresql_where=sa.text("state = 'lost'"))
    op.add_column("dossiers", sa.Column("waiting_for", ARRAY(sa.Text()), nullable=False, server_default="{}"))
    op.add_column("dossiers", sa.Column("due_by", sa.Date(), nullable=False, server_default=_NEVER))
    op.execute(_DUE)
    op.create_index("ix_dossiers_due_by", "dossiers", ["due_by", "id"])
    op.create_index("ix_dossiers_waiting_for", "dossiers", ["waiting_for"], postgresql_using="gin")
    op.create_index("ix_dossiers_counts", "dossiers", ["decided_status", "current_step", "waiting_for", "due_by"])


def downgrade() -> None:
    op.drop_index("ix_documents_lost", "documents")
    for index in ("counts", "waiting_for", "due_by"):
        op.drop_index(f"ix_dossiers_{index}", "dossiers")
    op.drop_column("dossiers", "due_by")
    op.drop_column("dossiers", "waiting_for")
    op.drop_table("awaited_acts")
