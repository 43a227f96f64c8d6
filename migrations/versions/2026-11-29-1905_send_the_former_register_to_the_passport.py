"""Let the training passport be told of awards of the former register too (D76, D77).

What is kept of an award's way there is by its number, which is a certificate's or one of that register: it refers to
certificates alone no more. The former program goes on writing certificates' numbers there, and nothing else.
"""

from alembic import op

revision: str = "c58e2b94d1a7"
down_revision: str | None = "b40c7d19e2f5"
branch_labels: None = None
depends_on: None = None

_TABLES = ("cpf_batch_lines", "cpf_records")


def upgrade() -> None:
    """Let go of what refers to certificates alone."""
    for table in _TABLES:
        op.drop_constraint(f"fk_{table}_certificate_number_certificates", table, type_="foreignkey")


def downgrade() -> None:
    """Forget what was sent of the former register, and refer to certificates again."""
    for table in _TABLES:
        op.execute(f"DELETE FROM {table} WHERE certificate_number NOT IN (SELECT number FROM certificates)")  # noqa: S608
        op.create_foreign_key(
            f"fk_{table}_certificate_number_certificates", table, "certificates", ["certificate_number"], ["number"]
        )
