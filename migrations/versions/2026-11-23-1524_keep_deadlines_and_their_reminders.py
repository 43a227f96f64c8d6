"""Keep what is due in each dossier, and what was reminded of."""

import sqlalchemy as sa
from alembic import op

revision: str = "c41d80e6ba37"
down_revision: str | None = "b1f4c7a92d63"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_table(
        "deadlines",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_deadlines_dossier_id_dossiers")),
        sa.UniqueConstraint("dossier_id", "code", "due_on", name=op.f("uq_deadlines_dossier_id_code_due_on")),
        sa.CheckConstraint(
            "(due_on IS NULL) = (code = 'jury_registration_closing')",
            name=op.f("ck_deadlines_a_jury_sets_its_closing_itself"),
        ),
        sa.CheckConstraint(
            "actor IN ('candidate', 'employer', 'evaluator', 'secretariat')", name=op.f("ck_deadlines_actor")
        ),
    )
    op.create_index("ix_deadlines_due_on", "deadlines", ["due_on", "dossier_id", "code"])
    op.create_table(
        "reminders",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("distance", sa.SmallInteger(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_reminders_dossier_id_dossiers")),
        sa.PrimaryKeyConstraint("dossier_id", "code", "due_on", "distance", name=op.f("pk_reminders")),
    )


def downgrade() -> None:
    op.drop_table("reminders")
    op.drop_table("deadlines")
