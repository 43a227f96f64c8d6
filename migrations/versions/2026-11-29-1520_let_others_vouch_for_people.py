"""Let identity providers vouch for people: identities, browsers on their way, what was said of sessions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "c5e83a1f7d42"
down_revision: str | None = "5d0c81e7b3a9"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Create the tables."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "identities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("linked_at", instant, nullable=False),
        sa.Column("last_used_at", instant),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_identities_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_identities_issuer_subject")),
    )
    op.create_index(op.f("ix_identities_user_id"), "identities", ["user_id"])
    op.create_table(
        "sign_in_starts",
        sa.Column("state_hash", sa.LargeBinary(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", instant, nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_sign_in_starts")),
    )
    op.create_table(
        "vouched_sessions",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("identity_id", sa.Uuid()),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("acr", sa.Text()),
        sa.Column("amr", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("several_factors", sa.Boolean(), nullable=False),
        sa.Column("vouched_at", instant, nullable=False),
        sa.Column("sealed_id_token", sa.LargeBinary()),
        sa.ForeignKeyConstraint(
            ["identity_id"],
            ["identities.id"],
            name=op.f("fk_vouched_sessions_identity_id_identities"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_vouched_sessions")),
    )
    op.create_index(op.f("ix_vouched_sessions_identity_id"), "vouched_sessions", ["identity_id"])


def downgrade() -> None:
    """Drop the tables; the sessions that providers opened end, and count as opened with a password."""
    op.execute(
        "UPDATE sessions SET factor = 'password', ended_at = coalesce(ended_at, now())"
        " WHERE factor = 'identity_provider'"
    )
    op.drop_table("vouched_sessions")
    op.drop_table("sign_in_starts")
    op.drop_table("identities")
