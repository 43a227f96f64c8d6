"""Let the former register say under which name the training passport was told of an award (D76, D77)."""

import sqlalchemy as sa
from alembic import op

revision: str = "f4d8a16b3e07"
down_revision: str | None = "e2b7f0a51c94"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Add the column: nobody said so far."""
    op.add_column("former_awards", sa.Column("passport_id", sa.Text(), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("former_awards", "passport_id")
