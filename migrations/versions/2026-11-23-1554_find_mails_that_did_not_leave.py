"""Find the mails that did not leave."""

import sqlalchemy as sa
from alembic import op

revision: str = "a41d6f80c2e9"
down_revision: str | None = "5c3e9b07fd24"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_index("ix_emails_not_sent", "emails", ["id"], postgresql_where=sa.text("state <> 'sent'"))


def downgrade() -> None:
    op.drop_index("ix_emails_not_sent", table_name="emails", postgresql_where=sa.text("state <> 'sent'"))
