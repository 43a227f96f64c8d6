"""Say where sessions are open and until when, keep answers to repeat, confirm changes of address."""

import sqlalchemy as sa
from alembic import op

revision: str = "d90b3e5f1c27"
down_revision: str | None = "a41f7c09d2e6"
branch_labels: None = None
depends_on: None = None

_PURPOSES = "purpose IN ('invitation', 'email_confirmation', 'password_reset', {}'trade_evaluator', 'holder')"
_ENDS = """
    UPDATE sessions SET
        last_used_at = opened_at,
        expires_at = opened_at + CASE WHEN role IN ('secretariat', 'jury') THEN interval '12 hours'
                                      ELSE interval '30 days' END,
        factor = CASE WHEN user_id IS NULL THEN 'invitation' ELSE 'password' END
"""


def upgrade() -> None:
    """Add the columns. A session that was open under the former terms ends as if these had always been."""
    instant = sa.DateTime(timezone=True)
    for column in (
        sa.Column("factor", sa.Text(), nullable=False, server_default=sa.text("'password'")),
        sa.Column("address", sa.Text()),
        sa.Column("network", sa.Text()),
        sa.Column("device", sa.Text()),
        sa.Column("last_used_at", instant, nullable=False, server_default=sa.text("now()")),
        sa.Column("expires_at", instant, nullable=False, server_default=sa.text("now() + interval '12 hours'")),
    ):
        op.add_column("sessions", column)
    op.create_check_constraint(op.f("ck_sessions_factor"), "sessions", "factor IN ('password', 'invitation')")
    op.execute(_ENDS)
    op.add_column("refresh_tokens", sa.Column("sealed_answer", sa.LargeBinary()))
    _let_links_serve("'email_change', ")


def downgrade() -> None:
    """Drop the columns, and the links that confirm another address."""
    op.execute("DELETE FROM links WHERE purpose = 'email_change'")
    _let_links_serve("")
    op.drop_column("refresh_tokens", "sealed_answer")
    op.drop_constraint(op.f("ck_sessions_factor"), "sessions", type_="check")
    for name in ("expires_at", "last_used_at", "device", "network", "address", "factor"):
        op.drop_column("sessions", name)


def _let_links_serve(more: str) -> None:
    op.drop_constraint(op.f("ck_links_purpose"), "links", type_="check")
    op.create_check_constraint(op.f("ck_links_purpose"), "links", _PURPOSES.format(more))
