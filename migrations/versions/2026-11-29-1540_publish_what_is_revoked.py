"""Give each certificate whose credential is issued its place in a list of revocations."""

import sqlalchemy as sa
from alembic import op

revision: str = "e1b7d4a95c03"
down_revision: str | None = "c93e5b7a1d20"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "credential_statuses",
        sa.Column("certificate_number", sa.Text(), nullable=False),
        sa.Column("list_number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_number"],
            ["certificates.number"],
            name=op.f("fk_credential_statuses_certificate_number_certificates"),
        ),
        sa.PrimaryKeyConstraint("certificate_number", name=op.f("pk_credential_statuses")),
        sa.UniqueConstraint("list_number", "position", name=op.f("uq_credential_statuses_list_number_position")),
    )


def downgrade() -> None:
    """Drop it: what was issued can no longer be said revoked."""
    op.drop_table("credential_statuses")
