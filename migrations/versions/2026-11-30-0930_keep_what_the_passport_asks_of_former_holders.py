"""Keep what the training passport asks of a holder, where the former register tells it (D76, D77)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "e27b90c4a6d1"
down_revision: str | None = "d1a94c6e38b0"
branch_labels: None = None
depends_on: None = None

_CODES = ("birth_commune_insee", "birth_postal_code", "birth_country")


def upgrade() -> None:
    """Add the columns: the former program writes none of them."""
    op.add_column("former_awards", sa.Column("first_names_apart", postgresql.ARRAY(sa.Text()), nullable=True))
    for name in _CODES:
        op.add_column("former_awards", sa.Column(name, sa.Text(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    for name in (*_CODES, "first_names_apart"):
        op.drop_column("former_awards", name)
