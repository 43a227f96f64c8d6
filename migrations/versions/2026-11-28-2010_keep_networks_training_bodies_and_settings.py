"""Keep networks, the register of training bodies, and what is settled for each certification."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "d7b1f3a8e504"
down_revision: str | None = "d7b40c91e5a3"
branch_labels: None = None
depends_on: None = None

_GUIDE = "Mode d'emploi des CQP/CQPI, édition 2017 : « Sont concernés par exemple, les GRETA, les AFPI, l'AFPA »"
_NAMED_BY_THE_GUIDE = {
    "GRETA": "GRETA, groupements d'établissements publics",
    "AFPI": "AFPI, formation professionnelle de l'industrie",
    "AFPA": "AFPA, formation professionnelle des adultes",
}


def upgrade() -> None:
    networks = op.create_table(
        "networks",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_networks")),
    )
    op.bulk_insert(
        networks,
        [
            {"code": code, "name": name, "source": _GUIDE, "confirmed": True, "version": 1}
            for code, name in _NAMED_BY_THE_GUIDE.items()
        ],
    )
    op.create_table(
        "training_bodies",
        sa.Column("siren", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("networks", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.PrimaryKeyConstraint("siren", name=op.f("pk_training_bodies")),
    )
    op.create_table(
        "certification_settings",
        sa.Column("certification_code", sa.Text(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("written_work_required", sa.Boolean(), nullable=False),
        sa.Column("observation_required", sa.Boolean(), nullable=False),
        sa.Column("pathways", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("rncp_code", sa.Text(), nullable=True),
        sa.Column("rncp_until", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("certification_code", "in_force_from", name=op.f("pk_certification_settings")),
        sa.UniqueConstraint(
            "certification_code", "version", name=op.f("uq_certification_settings_certification_code_version")
        ),
    )


def downgrade() -> None:
    op.drop_table("certification_settings")
    op.drop_table("training_bodies")
    op.drop_table("networks")
