"""Count what is over by an index of its own: a column of lists keeps equal keys from lying together in one entry."""

from app.db.online_indexes import create_index_online, drop_index_online

revision: str = "f3b60d81c274"
down_revision: str | None = "f4d8a16b3e07"
branch_labels: None = None
depends_on: None = None

_OPEN = ["decided_status", "current_step", "waiting_for", "due_by"]


def upgrade() -> None:
    """Make the two, by which programs of either release count, then drop the one that held both."""
    create_index_online(
        "ix_dossiers_counts_over",
        "dossiers",
        ["decided_status"],
        postgresql_where="decided_status IN ('awarded', 'partially_awarded', 'not_awarded', 'closed')",
    )
    create_index_online(
        "ix_dossiers_counts_open",
        "dossiers",
        _OPEN,
        postgresql_where="decided_status IN ('registration_in_progress', 'awaiting_assessment', 'awaiting_jury')"
        " OR waiting_for <> '{}'::text[]",
    )
    drop_index_online("ix_dossiers_counts", "dossiers")


def downgrade() -> None:
    """Make the one again, and drop the two."""
    create_index_online("ix_dossiers_counts", "dossiers", _OPEN)
    drop_index_online("ix_dossiers_counts_open", "dossiers")
    drop_index_online("ix_dossiers_counts_over", "dossiers")
