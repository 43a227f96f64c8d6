"""Replace certificates one by one, and let holders read their papers by a link."""

import sqlalchemy as sa
from alembic import op

revision: str = "c93d5e1a7f04"
down_revision: str | None = "a41c7d90e2b5"
branch_labels: None = None
depends_on: None = None

_PURPOSES = "purpose IN ('invitation', 'email_confirmation', 'password_reset', 'trade_evaluator'{})"


def upgrade() -> None:
    op.add_column("certificates", sa.Column("replaces", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f("fk_certificates_replaces_certificates"), "certificates", "certificates", ["replaces"], ["number"]
    )
    op.create_unique_constraint(op.f("uq_certificates_replaces"), "certificates", ["replaces"])
    op.create_index(
        "uq_certificates_valid",
        "certificates",
        ["dossier_id", "certification_code"],
        unique=True,
        postgresql_where=sa.text("state = 'valid'"),
    )
    op.drop_constraint(op.f("ck_links_purpose"), "links", type_="check")
    op.create_check_constraint(op.f("ck_links_purpose"), "links", _PURPOSES.format(", 'holder'"))


def downgrade() -> None:
    op.execute("DELETE FROM links WHERE purpose = 'holder'")
    op.drop_constraint(op.f("ck_links_purpose"), "links", type_="check")
    op.create_check_constraint(op.f("ck_links_purpose"), "links", _PURPOSES.format(""))
    op.drop_index("uq_certificates_valid", table_name="certificates")
    op.drop_constraint(op.f("uq_certificates_replaces"), "certificates", type_="unique")
    op.drop_constraint(op.f("fk_certificates_replaces_certificates"), "certificates", type_="foreignkey")
    op.drop_column("certificates", "replaces")
