"""Stop tokens before their time, and count requests."""

import sqlalchemy as sa
from alembic import op

revision: str = "7be2c05d1f94"
down_revision: str | None = "4d7f19ae52c8"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_table(
        "token_stops",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_token_stops")),
    )
    op.create_table(
        "rate_counts",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_counts")),
        prefixes=["UNLOGGED"],
    )


def downgrade() -> None:
    op.drop_table("rate_counts")
    op.drop_table("token_stops")
