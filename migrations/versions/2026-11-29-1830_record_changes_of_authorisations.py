"""Record what changes of evaluators' authorisations, which France compétences is told of within two months.

What is authorised already stands as granted when its evaluator was last changed: nobody knows whether it was told of,
so that no term runs for it.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "b52e8d31f0a7"
down_revision: str | None = "a41f7c20d9e6"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Create the table, with what is authorised today."""
    op.create_table(
        "authorisation_changes",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("evaluator_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("certification_code", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("former_until", sa.Date(), nullable=True),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.CheckConstraint("kind IN ('granted', 'changed', 'withdrawn')", name=op.f("ck_authorisation_changes_kind")),
        sa.ForeignKeyConstraint(
            ["evaluator_id"],
            ["evaluators.id"],
            name=op.f("fk_authorisation_changes_evaluator_id_evaluators"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_authorisation_changes")),
        sa.UniqueConstraint("id", name=op.f("uq_authorisation_changes_id")),
    )
    op.create_index(op.f("ix_authorisation_changes_evaluator_id"), "authorisation_changes", ["evaluator_id"])
    op.create_index(op.f("ix_authorisation_changes_changed_on"), "authorisation_changes", ["changed_on"])
    op.execute(
        """
        INSERT INTO authorisation_changes
            (evaluator_id, kind, certification_code, region, from_day, until_day, changed_on)
        SELECT a.evaluator_id, 'granted', a.certification_code, a.region, a.from_day, a.until_day,
            (e.updated_at AT TIME ZONE 'Europe/Paris')::date
        FROM evaluator_authorisations a JOIN evaluators e ON e.id = a.evaluator_id
        ORDER BY e.updated_at, a.certification_code, a.region, a.from_day
        """
    )


def downgrade() -> None:
    """Drop it: what was told when is lost."""
    op.drop_table("authorisation_changes")
