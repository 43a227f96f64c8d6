"""Take passwords out of links."""

from alembic import op

revision: str = "a41f7c09d2e6"
down_revision: str | None = "8d0b6f2e91a7"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Forget the passwords that whoever registered a company had chosen for the owner of an address."""
    op.execute("UPDATE links SET payload = payload - 'password_hash' WHERE payload ? 'password_hash'")


def downgrade() -> None:
    """Nothing: what was forgotten is not known again, and the columns are the same."""
