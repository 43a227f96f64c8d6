"""Name the organisation that a member of the jury sits for."""

import sqlalchemy as sa
from alembic import op

revision: str = "c58d1f0a7e42"
down_revision: str | None = "c7d67a1e9b20"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.add_column("jury_members", sa.Column("organisation", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("jury_members", "organisation")
