"""Say on which version of the branch's form a document is written."""

import sqlalchemy as sa
from alembic import op

revision: str = "b6d0f3a85c17"
down_revision: str | None = "a4c7e92b61d3"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.add_column("documents", sa.Column("form_version", sa.SmallInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("documents", "form_version")
