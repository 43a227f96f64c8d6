"""Take over what was decided before the platform: batches, their records, and the awards of the former register (D77).

The sides of a doubt between persons may be awards of that register from now on: their columns refer to dossiers no
more. The former program goes on writing dossiers there, and nothing else.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "f4a1c7d2e860"
down_revision: str | None = "b82e4f6d1c37"
branch_labels: None = None
depends_on: None = None

_SIDES = (
    ("fk_dossier_persons_dossier_id_dossiers", "dossier_persons", "dossier_id"),
    ("fk_person_matches_first_dossier_id_dossiers", "person_matches", "first_dossier_id"),
    ("fk_person_matches_second_dossier_id_dossiers", "person_matches", "second_dossier_id"),
    ("fk_person_matches_found_in_dossiers", "person_matches", "found_in"),
)
_KINDS = "'companies', 'users', 'evaluators', 'jury_sessions', 'certificates', 'partial_results', 'dossiers'"
_REFUSE = """
CREATE OR REPLACE FUNCTION refuse_rewriting() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only added to', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$
"""
_REFUSE_BUT_TO_UNDO = """
CREATE OR REPLACE FUNCTION refuse_rewriting() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'dossier_history' AND current_setting('cqp.undoing', true) = 'on'
        AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID)
    THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% is only added to', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$
"""
_UNDO = """
CREATE FUNCTION undo_takeover(of_batch uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    CREATE TEMPORARY TABLE undone (id uuid PRIMARY KEY, kind text NOT NULL) ON COMMIT DROP;
    INSERT INTO undone SELECT subject_id, kind FROM takeover_records WHERE batch_id = of_batch;
    ANALYZE undone;
    IF EXISTS (
        SELECT FROM dossier_history h JOIN undone u ON u.kind = 'dossiers' AND u.id = h.dossier_id
        WHERE h.operation <> 'createTakeover'
    ) THEN
        RAISE EXCEPTION 'somebody acted on a dossier of this batch' USING ERRCODE = 'restrict_violation';
    END IF;
    DELETE FROM person_matches m USING undone u WHERE u.id IN (m.first_dossier_id, m.second_dossier_id, m.found_in);
    DELETE FROM dossier_persons p USING undone u WHERE u.id = p.dossier_id;
    DELETE FROM deadlines d USING undone u WHERE u.id = d.dossier_id;
    DELETE FROM awaited_acts a USING undone u WHERE u.id = a.dossier_id;
    DELETE FROM reminders r USING undone u WHERE u.id = r.dossier_id;
    DELETE FROM fundings f USING undone u WHERE u.id = f.dossier_id;
    PERFORM set_config('cqp.undoing', 'on', true);
    DELETE FROM dossier_history h USING undone u WHERE u.id = h.dossier_id;
    PERFORM set_config('cqp.undoing', '', true);
    DELETE FROM dossier_history_heads h USING undone u WHERE u.id = h.dossier_id;
    DELETE FROM dossiers d USING undone u WHERE u.id = d.id AND u.kind = 'dossiers';
    DELETE FROM former_awards a USING undone u WHERE u.id = a.id;
    DELETE FROM jury_members m USING undone u WHERE u.id = m.session_id;
    DELETE FROM jury_sessions s USING undone u WHERE u.id = s.id;
    DELETE FROM user_roles r USING undone u WHERE u.id = r.user_id AND u.kind = 'users';
    DELETE FROM users s USING undone u WHERE u.id = s.id AND u.kind = 'users';
    DELETE FROM evaluator_authorisations a USING undone u WHERE u.id = a.evaluator_id;
    DELETE FROM evaluators e USING undone u WHERE u.id = e.id;
    DELETE FROM companies c USING undone u WHERE u.id = c.id AND u.kind = 'companies';
    DELETE FROM takeover_records WHERE batch_id = of_batch;
    DROP TABLE undone;
END
$$
"""


def upgrade() -> None:
    """Create the tables, let go of what refers to dossiers alone, and the one way to undo a batch."""
    op.create_table(
        "takeovers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.Column("report", postgresql.JSONB(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Text()),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("(undone_by IS NULL) = (undone_at IS NULL)", name=op.f("ck_takeovers_undone_by_somebody")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takeovers")),
    )
    op.create_table(
        "takeover_records",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("subject_version", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("last_batch_id", sa.Uuid(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["takeovers.id"], name=op.f("fk_takeover_records_batch_id_takeovers")),
        sa.ForeignKeyConstraint(
            ["last_batch_id"], ["takeovers.id"], name=op.f("fk_takeover_records_last_batch_id_takeovers")
        ),
        sa.PrimaryKeyConstraint("source", "kind", "source_id", name=op.f("pk_takeover_records")),
        sa.CheckConstraint(f"kind IN ({_KINDS})", name=op.f("ck_takeover_records_kind")),
    )
    for column in ("subject_id", "batch_id", "last_batch_id"):
        op.create_index(op.f(f"ix_takeover_records_{column}"), "takeover_records", [column])
    op.create_table(
        "former_awards",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text()),
        sa.Column("number_key", sa.Text()),
        sa.Column("certification_code", sa.Text(), nullable=False),
        sa.Column("option", sa.Text()),
        sa.Column("title", sa.Text()),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("birth_name", sa.Text(), nullable=False),
        sa.Column("usage_name", sa.Text()),
        sa.Column("first_names", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("birth_place", sa.Text(), nullable=False),
        sa.Column("sex", sa.Text()),
        sa.Column("person_key", sa.Text(), nullable=False),
        sa.Column("siret", sa.Text()),
        sa.Column("awarded_on", sa.Date(), nullable=False),
        sa.Column("issued_on", sa.Date()),
        sa.Column("revoked_on", sa.Date()),
        sa.Column("revocation_reason", sa.Text()),
        sa.Column("replaced_by", sa.Text()),
        sa.Column("passport_sent_on", sa.Date()),
        sa.Column("pathway", sa.Text()),
        sa.Column("variant", sa.Text()),
        sa.Column("framework_version", sa.Text()),
        sa.Column("retained", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("anonymised_on", sa.Date()),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("(number IS NULL) = (number_key IS NULL)", name=op.f("ck_former_awards_a_number_is_found")),
        sa.CheckConstraint("outcome IN ('awarded', 'partially_awarded')", name=op.f("ck_former_awards_outcome")),
        sa.CheckConstraint("sex IN ('F', 'M')", name=op.f("ck_former_awards_sex")),
        sa.ForeignKeyConstraint(["batch_id"], ["takeovers.id"], name=op.f("fk_former_awards_batch_id_takeovers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_awards")),
        sa.UniqueConstraint("number_key", name=op.f("uq_former_awards_number_key")),
    )
    op.create_index(op.f("ix_former_awards_batch_id"), "former_awards", ["batch_id"])
    op.create_index(op.f("ix_former_awards_person_key"), "former_awards", ["person_key"])
    op.create_index(
        "ix_former_awards_birth_date", "former_awards", [sa.literal_column("split_part(person_key, '|', 3)")]
    )
    op.create_index(
        "ix_former_awards_birth_and_first_names",
        "former_awards",
        [
            sa.literal_column("split_part(person_key, '|', 1)"),
            sa.literal_column("split_part(person_key, '|', 2)"),
        ],
    )
    for name, table, _ in _SIDES:
        op.drop_constraint(name, table, type_="foreignkey")
    op.execute(_REFUSE_BUT_TO_UNDO)
    op.execute(_UNDO)
    op.execute("REVOKE EXECUTE ON FUNCTION undo_takeover(uuid) FROM PUBLIC")


def downgrade() -> None:
    """Drop them, and what is known of persons by awards of the former register."""
    op.execute("DROP FUNCTION undo_takeover(uuid)")
    op.execute(_REFUSE)
    for column in ("first_dossier_id", "second_dossier_id", "found_in"):
        op.execute(f"DELETE FROM person_matches WHERE {column} IN (SELECT id FROM former_awards)")  # noqa: S608
    op.execute("DELETE FROM dossier_persons WHERE dossier_id IN (SELECT id FROM former_awards)")
    for name, table, column in _SIDES:
        op.create_foreign_key(name, table, "dossiers", [column], ["id"])
    op.drop_table("former_awards")
    op.drop_table("takeover_records")
    op.drop_table("takeovers")
