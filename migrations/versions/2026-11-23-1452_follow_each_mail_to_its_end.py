"""Follow each mail to its end: its cause, its HTML, where it stands and why."""

import sqlalchemy as sa
from alembic import op

revision: str = "b8e21f64c3d7"
down_revision: str | None = "f2a86c04b917"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.add_column("emails", sa.Column("cause", sa.Text(), nullable=True))
    op.add_column("emails", sa.Column("html", sa.Text(), nullable=True))
    op.execute("UPDATE emails SET cause = id::text, html = ''")
    op.alter_column("emails", "cause", nullable=False)
    op.alter_column("emails", "html", nullable=False)
    # What was written before nobody sent, and its links are dead or were handed over otherwise.
    op.add_column("emails", sa.Column("state", sa.Text(), server_default="sent", nullable=False))
    op.alter_column("emails", "state", server_default="waiting")
    op.add_column("emails", sa.Column("attempts", sa.Integer(), server_default="0", nullable=False))
    op.add_column("emails", sa.Column("last_error", sa.Text(), nullable=True))
    op.add_column("emails", sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True))
    op.create_unique_constraint(op.f("uq_emails_cause"), "emails", ["cause"])
    op.create_check_constraint(op.f("ck_emails_state"), "emails", "state IN ('waiting', 'sent', 'bounced')")


def downgrade() -> None:
    for name in ("sent_at", "last_error", "attempts", "state", "html", "cause"):
        op.drop_column("emails", name)
