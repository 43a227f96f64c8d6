"""Keep the words of what is printed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "9d04b7f3a6e2"
down_revision: str | None = "a41d6f80c2e9"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_table(
        "printed_papers",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("issue", sa.Text(), nullable=False),
        sa.Column("layout", sa.SmallInteger(), nullable=False),
        sa.Column("words", postgresql.JSONB(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('attestation', 'minutes', 'admissibility_attestation', 'admissibility_refusal')",
            name=op.f("ck_printed_papers_kind"),
        ),
        sa.PrimaryKeyConstraint("subject_id", "kind", "issue", name=op.f("pk_printed_papers")),
    )


def downgrade() -> None:
    op.drop_table("printed_papers")
