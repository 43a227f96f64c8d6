"""Draw the columns that repeat facts from the facts.

PostgreSQL has no way to turn a column into a generated one: each is dropped and added again, all of one table in one
statement, so that the table is rewritten once (about a minute for a million dossiers), behind a lock that lets nobody
read or write it. The lock is waited for as long as any migration's, which is 5 s; then it is tried again another time.
A row whose facts lack what a column must have stops the migration: `cqp facts check` names it.

Processes of the first edition, which write these columns themselves, are refused from here on: stop them first.
"""

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

revision: str = "b27e50d4f1a8"
down_revision: str | None = "3f8a1c6d92b7"
branch_labels: None = None
depends_on: None = None

_DOSSIERS = {
    "number": "text GENERATED ALWAYS AS (facts ->> 'number') STORED NOT NULL",
    "pathway": "text GENERATED ALWAYS AS (facts ->> 'pathway') STORED NOT NULL",
    "certification_code": "text GENERATED ALWAYS AS (facts ->> 'certification_code') STORED NOT NULL",
    "company_id": "uuid GENERATED ALWAYS AS ((facts ->> 'company_id')::uuid) STORED",
    "evaluator_id": "uuid GENERATED ALWAYS AS ((facts #>> '{evaluator,evaluator_id}')::uuid) STORED",
    "jury_session_id": "uuid GENERATED ALWAYS AS (coalesce(facts #>> '{jury_registration,session_id}', "
    "facts #>> '{decisions,-1,session_id}')::uuid) STORED",
}
_STATE = {
    "state": "text GENERATED ALWAYS AS (CASE WHEN facts ->> 'revocation' IS NULL THEN 'valid' ELSE 'revoked' END) "
    "STORED NOT NULL"
}
_REFERRED = {"company_id": "companies", "evaluator_id": "evaluators", "jury_session_id": "jury_sessions"}


def upgrade() -> None:
    _replace("dossiers", _DOSSIERS)
    _constrain_dossiers()
    _replace("certificates", _STATE)
    _constrain_certificates()
    op.execute(
        "ALTER TABLE dossiers"
        " ADD CONSTRAINT ck_dossiers_is_the_one_of_its_facts CHECK (id = (facts ->> 'id')::uuid),"
        " ADD CONSTRAINT ck_dossiers_says_nothing_twice CHECK (NOT facts ?| '{version,documents}')"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_dossiers_says_nothing_twice"), "dossiers")
    op.drop_constraint(op.f("ck_dossiers_is_the_one_of_its_facts"), "dossiers")
    for table, columns in (("dossiers", _DOSSIERS), ("certificates", _STATE)):
        kept = ", ".join(f"ALTER COLUMN {name} DROP EXPRESSION" for name in columns)
        op.execute(f"ALTER TABLE {table} {kept}")


def _replace(table: str, columns: Mapping[str, str]) -> None:
    """Drop them, with what hangs on them, and add them again as generated: one statement, one rewriting."""
    dropped = (f"DROP COLUMN {name}" for name in columns)
    added = (f"ADD COLUMN {name} {definition}" for name, definition in columns.items())
    op.execute(f"ALTER TABLE {table} {', '.join((*dropped, *added))}")


def _constrain_dossiers() -> None:
    op.create_unique_constraint(op.f("uq_dossiers_number"), "dossiers", ["number"])
    for column, table in _REFERRED.items():
        op.create_foreign_key(op.f(f"fk_dossiers_{column}_{table}"), "dossiers", table, [column], ["id"])
        op.create_index(op.f(f"ix_dossiers_{column}"), "dossiers", [column])


def _constrain_certificates() -> None:
    op.create_check_constraint(op.f("ck_certificates_state"), "certificates", "state IN ('valid', 'revoked')")
    op.create_index(
        "uq_certificates_valid",
        "certificates",
        ["dossier_id", "certification_code"],
        unique=True,
        postgresql_where=sa.text("state = 'valid'"),
    )
