"""Find by an index the messages that wait for a program's endpoint, the longest due first."""

from app.db.online_indexes import create_index_online, drop_index_online

revision: str = "c4a8e2f17b63"
down_revision: str | None = "b7d1e94a2c58"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Make it, of those alone: what was delivered is by far the most."""
    create_index_online(
        "ix_webhook_deliveries_waiting",
        "webhook_deliveries",
        ["endpoint_id", "next_attempt_at", "id"],
        postgresql_where="state = 'waiting'",
    )


def downgrade() -> None:
    """Drop it."""
    drop_index_online("ix_webhook_deliveries_waiting", "webhook_deliveries")
