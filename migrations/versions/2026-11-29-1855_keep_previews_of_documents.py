"""Say of each document how many pages it has, and what picture there is of the first one."""

import sqlalchemy as sa
from alembic import op

revision: str = "b40c7d19e2f5"
down_revision: str | None = "7a31e5c0d926"
branch_labels: None = None
depends_on: None = None

_COLUMNS = (
    ("pages", sa.Integer()),
    ("preview_size", sa.Integer()),
    ("preview_sha256", sa.LargeBinary()),
    ("previewed_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    """Add the columns, empty: a document that was there before is drawn once somebody asks for its picture."""
    for name, kind in _COLUMNS:
        op.add_column("documents", sa.Column(name, kind))


def downgrade() -> None:
    """Drop them; the pictures stay in the store, and go with their files."""
    for name, _ in _COLUMNS:
        op.drop_column("documents", name)
