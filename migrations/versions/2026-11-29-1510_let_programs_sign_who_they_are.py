"""Let programs sign who they are, from where they say they call; and stop what was given before a narrowing."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision: str = "5d0c81e7b3a9"
down_revision: str | None = "b7e2c41f90d6"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.add_column("clients", sa.Column("keys", JSONB(), nullable=False, server_default=sa.text("'[]'")))
    op.add_column("clients", sa.Column("networks", ARRAY(sa.Text()), nullable=False, server_default=sa.text("'{}'")))
    op.add_column("clients", sa.Column("generation", sa.Integer(), nullable=False, server_default=sa.text("1")))


def downgrade() -> None:
    for name in ("generation", "networks", "keys"):
        op.drop_column("clients", name)
