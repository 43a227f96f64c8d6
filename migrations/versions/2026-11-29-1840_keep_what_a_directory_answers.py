"""Keep what a public directory answered of each SIRET, so that it is asked once in thirty days."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision: str = "c63f9e42a1b8"
down_revision: str | None = "b52e8d31f0a7"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "directory_answers",
        sa.Column("siret", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("idcc", ARRAY(sa.Text()), nullable=True),
        sa.Column("activity", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_directory_answers_state")),
        sa.PrimaryKeyConstraint("siret", name=op.f("pk_directory_answers")),
    )


def downgrade() -> None:
    """Drop it: directories are asked anew."""
    op.drop_table("directory_answers")
