"""Keep the training passport: what it asks of each holder, the batches that were made, and what was answered."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "b7e4d10f52c8"
down_revision: str | None = "d90b3e5f1c27"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_table(
        "cpf_settings",
        sa.Column("id", sa.SmallInteger(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("contract_id", sa.Text(), nullable=False),
        sa.Column("sender_client_id", sa.Text(), nullable=True),
        sa.Column("depositor", sa.Text(), nullable=False),
        sa.Column("schema", sa.Text(), nullable=False),
        sa.Column("proof_url", sa.Boolean(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_cpf_settings_one_certifier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cpf_settings")),
    )
    op.create_table(
        "cpf_batches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("flux_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("schema", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deposited_on", sa.Date(), nullable=True),
        sa.Column("deposited_by", sa.Text(), nullable=True),
        sa.Column("processing_id", sa.Text(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("action IN ('creation', 'withdrawal')", name=op.f("ck_cpf_batches_action")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cpf_batches")),
        sa.UniqueConstraint("flux_id", name=op.f("uq_cpf_batches_flux_id")),
    )
    op.create_table(
        "cpf_batch_lines",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("certificate_number", sa.Text(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["cpf_batches.id"], name=op.f("fk_cpf_batch_lines_batch_id_cpf_batches")),
        sa.ForeignKeyConstraint(
            ["certificate_number"],
            ["certificates.number"],
            name=op.f("fk_cpf_batch_lines_certificate_number_certificates"),
        ),
        sa.PrimaryKeyConstraint("batch_id", "certificate_number", name=op.f("pk_cpf_batch_lines")),
    )
    op.create_index(op.f("ix_cpf_batch_lines_certificate_number"), "cpf_batch_lines", ["certificate_number"])
    op.create_table(
        "cpf_records",
        sa.Column("certificate_number", sa.Text(), nullable=False),
        sa.Column("first_names", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("birth_commune_insee", sa.Text(), nullable=True),
        sa.Column("birth_postal_code", sa.Text(), nullable=True),
        sa.Column("birth_country", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("access", sa.Text(), nullable=True),
        sa.Column("requested_on", sa.Date(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("last_message", sa.Text(), nullable=True),
        sa.Column("creation_batch_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawal_batch_id", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "stage IN ('sent', 'accepted', 'rejected', 'withdrawal_sent', 'withdrawn')",
            name=op.f("ck_cpf_records_stage"),
        ),
        sa.CheckConstraint("sex IN ('F', 'M')", name=op.f("ck_cpf_records_sex")),
        sa.ForeignKeyConstraint(
            ["certificate_number"], ["certificates.number"], name=op.f("fk_cpf_records_certificate_number_certificates")
        ),
        sa.ForeignKeyConstraint(
            ["creation_batch_id"], ["cpf_batches.id"], name=op.f("fk_cpf_records_creation_batch_id_cpf_batches")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawal_batch_id"], ["cpf_batches.id"], name=op.f("fk_cpf_records_withdrawal_batch_id_cpf_batches")
        ),
        sa.PrimaryKeyConstraint("certificate_number", name=op.f("pk_cpf_records")),
    )
    op.create_index(op.f("ix_cpf_records_creation_batch_id"), "cpf_records", ["creation_batch_id"])
    op.create_index(op.f("ix_cpf_records_withdrawal_batch_id"), "cpf_records", ["withdrawal_batch_id"])


def downgrade() -> None:
    op.drop_table("cpf_records")
    op.drop_table("cpf_batch_lines")
    op.drop_table("cpf_batches")
    op.drop_table("cpf_settings")
