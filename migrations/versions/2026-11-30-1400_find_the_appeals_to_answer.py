"""Find by an index the dossiers with an appeal that nobody has answered."""

from app.db.online_indexes import create_index_online, drop_index_online

revision: str = "b7d1e94a2c58"
down_revision: str | None = "f3b60d81c274"
branch_labels: None = None
depends_on: None = None

_TO_ANSWER = """$."appeals"[*]?(!(exists (@."answer")) || @."answer" == null)"""


def upgrade() -> None:
    """Make it, of those dossiers alone."""
    create_index_online(
        "ix_dossiers_appeals_to_answer",
        "dossiers",
        ["id"],
        postgresql_where=f"(facts @? '{_TO_ANSWER}'::jsonpath)",
    )


def downgrade() -> None:
    """Drop it."""
    drop_index_online("ix_dossiers_appeals_to_answer", "dossiers")
