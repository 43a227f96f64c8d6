"""Keep the secret links by which members of the jury follow their sessions in a calendar."""

import sqlalchemy as sa
from alembic import op

revision: str = "f2a86c04b917"
down_revision: str | None = "e07b52c18d36"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_table(
        "calendar_links",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_calendar_links_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_calendar_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_links_token_hash")),
    )


def downgrade() -> None:
    op.drop_table("calendar_links")
