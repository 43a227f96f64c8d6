"""Remember of each dossier until when nothing of it is to be erased: the night looks at the others alone."""

import sqlalchemy as sa
from alembic import op

revision: str = "b7d20f6e1a94"
down_revision: str | None = "a4c18e5d2f70"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Add the column: of what has no day yet, the next night finds it."""
    op.add_column("dossiers", sa.Column("looked_at_again_on", sa.Date()))


def downgrade() -> None:
    """Drop it: each night looks at everything again."""
    op.drop_column("dossiers", "looked_at_again_on")
