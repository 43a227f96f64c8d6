"""Keep second factors, what a sign-in that awaits one has shown so far, and who had somebody's taken away."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision: str = "5c0f7e2b91ad"
down_revision: str | None = "a41d7c905e38"
branch_labels: None = None
depends_on: None = None

_INSTANT = sa.DateTime(timezone=True)
_FACTOR = "factor IN ('password', 'invitation'{})"
_MORE = ", 'totp', 'passkey', 'recovery_code', 'identity_provider'"
_TABLES = (
    "factor_resets",
    "passkey_challenges",
    "passkeys",
    "recovery_codes",
    "totp_secrets",
    "sign_in_challenges",
)


def _user(name: str = "user_id", *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey("users.id"), nullable=nullable)


def upgrade() -> None:
    """Add the tables and columns; the sessions that are open stay whole."""
    op.add_column("sessions", sa.Column("awaits_enrolment", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("sessions", sa.Column("proved_at", _INSTANT))
    _let_sessions_open_with(_MORE)
    op.create_table(
        "sign_in_challenges",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        _user(),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("factor", sa.Text(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_challenges")),
        sa.CheckConstraint(
            "role IN ('employer', 'evaluator', 'secretariat', 'jury')", name=op.f("ck_sign_in_challenges_role")
        ),
        sa.CheckConstraint(_FACTOR.format(_MORE), name=op.f("ck_sign_in_challenges_factor")),
    )
    op.create_table(
        "totp_secrets",
        _user(),
        sa.Column("sealed", sa.LargeBinary()),
        sa.Column("last_counter", sa.BigInteger()),
        sa.Column("confirmed_at", _INSTANT),
        sa.Column("proposed", sa.LargeBinary()),
        sa.Column("proposed_until", _INSTANT),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_totp_secrets")),
        sa.CheckConstraint(
            "(proposed IS NULL) = (proposed_until IS NULL)", name=op.f("ck_totp_secrets_a_proposal_has_an_end")
        ),
        sa.CheckConstraint(
            "(sealed IS NULL) = (confirmed_at IS NULL)", name=op.f("ck_totp_secrets_in_force_once_confirmed")
        ),
    )
    op.create_table(
        "recovery_codes",
        _user(),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("used_at", _INSTANT),
        sa.PrimaryKeyConstraint("user_id", "digest", name=op.f("pk_recovery_codes")),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Uuid(), nullable=False),
        _user(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", ARRAY(sa.Text()), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("last_used_at", _INSTANT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    op.create_table(
        "passkey_challenges",
        sa.Column("challenge", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        _user(nullable=True),
        sa.Column("sign_in", sa.LargeBinary()),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("challenge", name=op.f("pk_passkey_challenges")),
        sa.CheckConstraint(
            "purpose IN ('registration', 'sign_in', 'step_up')", name=op.f("ck_passkey_challenges_purpose")
        ),
    )
    op.create_table(
        "factor_resets",
        sa.Column("id", sa.Uuid(), nullable=False),
        _user(),
        sa.Column("reason", sa.Text(), nullable=False),
        _user("asked_by", nullable=True),
        sa.Column("asked_at", _INSTANT, nullable=False),
        _user("done_by", nullable=True),
        sa.Column("done_at", _INSTANT),
        sa.Column("done_reason", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor_resets")),
        sa.CheckConstraint("done_by <> asked_by", name=op.f("ck_factor_resets_takes_two_hands")),
    )
    for table in ("sign_in_challenges", "passkeys", "passkey_challenges", "factor_resets"):
        op.create_index(op.f(f"ix_{table}_user_id"), table, ["user_id"])


def downgrade() -> None:
    """Drop them. A session says then that it was opened with a password, which was asked for first."""
    for table in _TABLES:
        op.drop_table(table)
    op.execute("DELETE FROM refresh_tokens WHERE session_id IN (SELECT id FROM sessions WHERE awaits_enrolment)")
    op.execute("DELETE FROM sessions WHERE awaits_enrolment")
    op.execute("UPDATE sessions SET factor = 'password' WHERE factor NOT IN ('password', 'invitation')")
    _let_sessions_open_with("")
    op.drop_column("sessions", "proved_at")
    op.drop_column("sessions", "awaits_enrolment")


def _let_sessions_open_with(more: str) -> None:
    op.drop_constraint(op.f("ck_sessions_factor"), "sessions", type_="check")
    op.create_check_constraint(op.f("ck_sessions_factor"), "sessions", _FACTOR.format(more))
