"""Keep funders."""

import sqlalchemy as sa
from alembic import op

revision: str = "e3a97c15b260"
down_revision: str | None = "d7b1f3a8e504"
branch_labels: None = None
depends_on: None = None

_GUIDE = "Mode d'emploi des CQP/CQPI, édition 2017 : « l'organisme paritaire collecteur de la branche (OPCA DEFI) »"
_KNOWN = (
    {
        "code": "OPCA-DEFI",
        "name": "OPCA DEFI",
        "until_day": "2018-12-31",
        "source": f"{_GUIDE} ; le premier jour de son agrément n'est pas établi",
    },
    {
        "code": "OPCO-2I",
        "name": "OPCO 2i",
        "until_day": None,
        "source": "Accord du 19 décembre 2018, qui réunit DEFI, OPCAIM et OPCA 3+ ; le jour de 2019 n'est pas établi",
    },
)
_PROGRAMS = sa.text(
    "INSERT INTO funders (code, name, source, confirmed)"
    " SELECT upper(funder_code), min(name), 'Repris du compte de son programme', false FROM clients"
    " WHERE funder_code IS NOT NULL GROUP BY upper(funder_code) ON CONFLICT DO NOTHING"
)


def upgrade() -> None:
    op.create_table(
        "funders",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_funders")),
    )
    statement = sa.text(
        "INSERT INTO funders (code, name, until_day, source, confirmed)"
        " VALUES (:code, :name, CAST(CAST(:until_day AS text) AS date), :source, false)"
    )
    for funder in _KNOWN:
        op.execute(statement.bindparams(**funder))
    op.execute(_PROGRAMS)


def downgrade() -> None:
    op.drop_table("funders")
