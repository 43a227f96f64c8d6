"""Chain the lines of history, and let nothing rewrite them nor the events (ADR 0023).

What is here already is chained afterwards, dossier by dossier: at its next line, each night, or by `cqp history chain`.
The program that runs meanwhile goes on writing: the database chains its lines as any other's.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "b7e2c41f90d6"
down_revision: str | None = "5c0f7e2b91ad"
branch_labels: None = None
depends_on: None = None

_CHAIN = ("number", "salt", "words_digest", "hash")

_CODES_DIGEST = """
CREATE FUNCTION history_codes_digest(line dossier_history) RETURNS bytea
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT sha256(convert_to(jsonb_build_array(
        line.number, line.id, line.dossier_id, line.dossier_version,
        (extract(epoch FROM line.at) * 1000000)::bigint, line.on_day, line.operation,
        line.from_status, line.to_status, to_jsonb(line.rules),
        line.actor -> 'role', line.actor -> 'user_id', line.actor -> 'client_id', line.details -> 'editions'
    )::text, 'UTF8'))
$$
"""
_WORDS_DIGEST = """
CREATE FUNCTION history_words_digest(line dossier_history) RETURNS bytea
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT sha256(line.salt || convert_to(jsonb_build_array(line.actor, line.details)::text, 'UTF8'))
$$
"""
_CHAIN_HISTORY = """
CREATE FUNCTION chain_history(of_dossier uuid) RETURNS dossier_history_heads
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    head dossier_history_heads;
    line dossier_history;
BEGIN
    INSERT INTO dossier_history_heads (dossier_id, lines, hash) VALUES (of_dossier, 0, '') ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT head FROM dossier_history_heads WHERE dossier_id = of_dossier FOR UPDATE;
    IF head.lines = 0 THEN
        FOR line IN SELECT * FROM dossier_history WHERE dossier_id = of_dossier AND hash IS NULL ORDER BY id LOOP
            head.lines := head.lines + 1;
            line.number := head.lines;
            line.salt := uuid_send(gen_random_uuid());
            line.words_digest := history_words_digest(line);
            head.hash := sha256(head.hash || history_codes_digest(line) || line.words_digest);
            UPDATE dossier_history
                SET number = line.number, salt = line.salt, words_digest = line.words_digest, hash = head.hash
                WHERE id = line.id;
        END LOOP;
        UPDATE dossier_history_heads SET lines = head.lines, hash = head.hash WHERE dossier_id = of_dossier;
    END IF;
    RETURN head;
END
$$
"""
_CHAIN_LINE = """
CREATE FUNCTION chain_history_line() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    head dossier_history_heads;
BEGIN
    SELECT * INTO head FROM dossier_history_heads WHERE dossier_id = NEW.dossier_id FOR UPDATE;
    IF NOT FOUND THEN
        head := chain_history(NEW.dossier_id);
    END IF;
    NEW.number := head.lines + 1;
    NEW.salt := uuid_send(gen_random_uuid());
    NEW.words_digest := history_words_digest(NEW);
    NEW.hash := sha256(head.hash || history_codes_digest(NEW) || NEW.words_digest);
    UPDATE dossier_history_heads SET lines = NEW.number, hash = NEW.hash WHERE dossier_id = NEW.dossier_id;
    RETURN NEW;
END
$$
"""
_KEEP_LINE = """
CREATE FUNCTION keep_history_line() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    chained dossier_history := OLD;
BEGIN
    chained.number := NEW.number;
    chained.salt := NEW.salt;
    chained.words_digest := NEW.words_digest;
    chained.hash := NEW.hash;
    IF OLD.hash IS NULL AND NEW.hash IS NOT NULL AND chained IS NOT DISTINCT FROM NEW THEN
        RETURN NEW;
    END IF;
    IF current_setting('cqp.erasing', true) = 'on' AND NEW.salt IS NULL
        AND (NEW.number, NEW.words_digest, NEW.hash) IS NOT DISTINCT FROM (OLD.number, OLD.words_digest, OLD.hash)
        AND history_codes_digest(NEW) = history_codes_digest(OLD)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'dossier_history is only added to' USING ERRCODE = 'restrict_violation';
END
$$
"""
_KEEP_EVENT = """
CREATE FUNCTION keep_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    placed events := OLD;
    erased events := OLD;
BEGIN
    placed.place := NEW.place;
    IF OLD.place IS NULL AND placed IS NOT DISTINCT FROM NEW THEN
        RETURN NEW;
    END IF;
    erased.data := NEW.data;
    erased.details := NEW.details;
    IF current_setting('cqp.erasing', true) = 'on' AND erased IS NOT DISTINCT FROM NEW
        AND NEW.data <@ OLD.data AND NEW.details <@ OLD.details
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'events are only added to' USING ERRCODE = 'restrict_violation';
END
$$
"""
_REFUSE = """
CREATE FUNCTION refuse_rewriting() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only added to', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$
"""
_ERASE_HISTORY = """
CREATE FUNCTION erase_history_words(of_dossier uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM chain_history(of_dossier);
    PERFORM set_config('cqp.erasing', 'on', true);
    UPDATE dossier_history SET
        salt = NULL,
        actor = jsonb_strip_nulls(jsonb_build_object(
            'role', actor -> 'role', 'user_id', actor -> 'user_id', 'client_id', actor -> 'client_id')),
        details = jsonb_strip_nulls(jsonb_build_object('editions', details -> 'editions'))
        WHERE dossier_id = of_dossier;
    UPDATE events SET details = '{}' WHERE dossier_id = of_dossier;
    PERFORM set_config('cqp.erasing', '', true);
END
$$
"""
_ERASE_REFERENCES = """
CREATE FUNCTION erase_event_references(of_dossier uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM set_config('cqp.erasing', 'on', true);
    UPDATE events SET data = data - 'reference' WHERE dossier_id = of_dossier AND data ? 'reference';
    PERFORM set_config('cqp.erasing', '', true);
END
$$
"""
_FUNCTIONS = (
    _CODES_DIGEST,
    _WORDS_DIGEST,
    _CHAIN_HISTORY,
    _CHAIN_LINE,
    _KEEP_LINE,
    _KEEP_EVENT,
    _REFUSE,
    _ERASE_HISTORY,
    _ERASE_REFERENCES,
)
_OPEN_TO_NOBODY = ("chain_history(uuid)", "erase_history_words(uuid)", "erase_event_references(uuid)")
"""They act with the owner's rights: whoever calls them is granted that (`cqp roles`)."""
_TRIGGERS = (
    "CREATE TRIGGER chain_line BEFORE INSERT ON dossier_history FOR EACH ROW EXECUTE FUNCTION chain_history_line()",
    "CREATE TRIGGER keep_line BEFORE UPDATE ON dossier_history FOR EACH ROW EXECUTE FUNCTION keep_history_line()",
    "CREATE TRIGGER keep_event BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION keep_event()",
    "CREATE TRIGGER keep_history BEFORE DELETE OR TRUNCATE ON dossier_history EXECUTE FUNCTION refuse_rewriting()",
    "CREATE TRIGGER keep_events BEFORE DELETE OR TRUNCATE ON events EXECUTE FUNCTION refuse_rewriting()",
    "CREATE TRIGGER keep_papers BEFORE UPDATE OR TRUNCATE ON printed_papers EXECUTE FUNCTION refuse_rewriting()",
)


def upgrade() -> None:
    op.add_column("dossier_history", sa.Column("number", sa.Integer()))
    for name in _CHAIN[1:]:
        op.add_column("dossier_history", sa.Column(name, sa.LargeBinary()))
    op.create_table(
        "dossier_history_heads",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_dossier_history_heads_dossier_id_dossiers")
        ),
        sa.PrimaryKeyConstraint("dossier_id", name=op.f("pk_dossier_history_heads")),
    )
    for function in _FUNCTIONS:
        op.execute(function)
    for function in _OPEN_TO_NOBODY:
        op.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
    for trigger in _TRIGGERS:
        op.execute(trigger)


def downgrade() -> None:
    for name, table in (
        ("keep_papers", "printed_papers"),
        ("keep_events", "events"),
        ("keep_event", "events"),
        ("keep_history", "dossier_history"),
        ("keep_line", "dossier_history"),
        ("chain_line", "dossier_history"),
    ):
        op.execute(f"DROP TRIGGER {name} ON {table}")
    for function in (
        "erase_event_references(uuid)",
        "erase_history_words(uuid)",
        "refuse_rewriting()",
        "keep_event()",
        "keep_history_line()",
        "chain_history_line()",
        "chain_history(uuid)",
        "history_words_digest(dossier_history)",
        "history_codes_digest(dossier_history)",
    ):
        op.execute(f"DROP FUNCTION {function}")
    op.drop_table("dossier_history_heads")
    for name in _CHAIN:
        op.drop_column("dossier_history", name)
