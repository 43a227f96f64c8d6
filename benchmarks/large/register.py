"""`python -m benchmarks.large.register --dossiers N`: a register of any size, as ten years would leave it.

Each dossier is one of the sandbox's, copied by the database itself under a name, a day and a company of its own, with
its history (chained), events (placed), funding, documents, person, certificate, terms and open acts. One in twenty
goes on. What the questions of `benchmarks.large` ask for by name is as large in a register of any size.
"""

import asyncio
from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path
from time import perf_counter
from uuid import UUID

import asyncpg
from rich.console import Console

from app.sandbox.database import prepare
from app.sandbox.postgres import Cluster, embedded_binaries
from app.sandbox.signing_key import new_key
from app.settings import read_settings

FIRST_NUMBER = 1_000_000
"""Dossiers are numbered from here on."""
SMALL_FUNDER, GREAT_FUNDER = "PETIT", "OPCA"
OF_THE_SMALL_FUNDER = 50
UNCONFIRMED = 40
OF_A_SESSION = 25
ON_THE_AGENDA = 300
RARE_NAME, RARE_CERTIFICATION = "zyxomel", "cqpi-animateur-equipe"
RARE = 20
PLANNED_SESSION = UUID("019b76da-a800-7000-8000-00000000001f")
ASKED_ON = date(2026, 12, 1)

_AT_ONCE = 50_000
_SYLLABLES = "ba be bo da de do fa fi ga ka la le lo ma me mi mo na ni no pa po ra re ri ro sa so ta te ti to va vi"

_PREPARATION = """
CREATE FUNCTION bench_id(kind int, n bigint, part bigint DEFAULT 0) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex(1477000000000 + n * {milliseconds}), 12, '0') || '7' || lpad(to_hex(kind), 3, '0')
        || '8' || lpad(to_hex(part), 3, '0') || lpad(to_hex(n), 12, '0'))::uuid
$$;
CREATE FUNCTION bench_word(n bigint, seed text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg((string_to_array('{syllables}', ' '))
        [1 + get_byte(decode(md5(seed || n), 'hex'), place) % {syllable_count}], '')
    FROM generate_series(0, 2) AS place
$$;
INSERT INTO funders (code, name, source, confirmed) VALUES ('{small}', 'Petit financeur', 'mesure', true);
INSERT INTO companies (id, siret, name, idcc, address, contact, state, verification, created_at, updated_at)
    SELECT bench_id(1, n), (90000000000000 + n * 100000)::text, 'Entreprise ' || n, idcc, address, contact, state,
        verification, created_at, updated_at
    FROM companies, generate_series(1, {companies}) AS n WHERE siret = '12345678200010';
INSERT INTO jury_sessions (id, held_on, registration_closes_on, place, capacity, state, facts, facts_version,
        created_at, updated_at)
    SELECT bench_id(2, n), held_on, registration_closes_on, place, capacity, state, facts, facts_version,
        created_at, updated_at
    FROM jury_sessions, generate_series(0, {sessions}) AS n WHERE state = 'closed';
INSERT INTO jury_members (session_id, user_id, name, employer_siren, organisation, college, chair)
    SELECT bench_id(2, n), m.user_id, m.name, m.employer_siren, m.organisation, m.college, m.chair
    FROM jury_members m JOIN jury_sessions s ON s.id = m.session_id, generate_series(0, {sessions}) AS n
    WHERE s.state = 'closed';
UPDATE events SET place = written WHERE place IS NULL;
CREATE TABLE bench_samples AS
    SELECT d.*, right(d.number, 2)::int AS sample FROM dossiers d WHERE number LIKE 'CQP-2026-0000%';
CREATE TABLE bench_lines AS
    SELECT h.*, row_number() OVER (PARTITION BY sample ORDER BY id)::int AS place,
        count(*) OVER (PARTITION BY sample)::int AS lines
    FROM (
        SELECT h.*, s.sample, row_number() OVER (PARTITION BY s.sample ORDER BY h.id DESC) AS turn
        FROM dossier_history h JOIN bench_samples s ON s.id = h.dossier_id
    ) h WHERE turn <= 4;
CREATE FUNCTION bench_link(bytea, bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS 'SELECT sha256($1 || $2)';
CREATE AGGREGATE bench_chain(bytea) (sfunc = bench_link, stype = bytea, initcond = '');
ALTER TABLE dossier_history DISABLE TRIGGER chain_line;
CREATE TABLE bench_events AS
    SELECT e.*, s.sample, row_number() OVER (PARTITION BY s.sample ORDER BY e.written) AS turn
    FROM events e JOIN bench_samples s ON s.id = e.dossier_id;
DELETE FROM bench_events WHERE turn > 4;
CREATE TABLE bench_documents AS
    SELECT t.*, s.sample, row_number() OVER (PARTITION BY s.sample ORDER BY t.id) AS turn
    FROM documents t JOIN bench_samples s ON s.id = t.dossier_id;
CREATE TABLE bench_acts AS SELECT a.*, s.sample FROM awaited_acts a JOIN bench_samples s ON s.id = a.dossier_id;
CREATE TABLE bench_terms AS SELECT t.*, s.sample FROM deadlines t JOIN bench_samples s ON s.id = t.dossier_id;
CREATE TABLE bench_certificates AS SELECT c.*, s.sample FROM certificates c JOIN bench_samples s ON s.id = c.dossier_id;
CREATE UNLOGGED TABLE bench_plan (
    n bigint PRIMARY KEY, id uuid, sample int, company uuid, session uuid, name text, first text, born text,
    planned date, opened timestamptz
);
ANALYZE;
"""
_PLAN = """
TRUNCATE bench_plan;
INSERT INTO bench_plan
SELECT n, bench_id(0, n),
    CASE WHEN n > {dossiers} THEN 6 WHEN n % 20 = 0 THEN 1 + (n / 20) % 5 ELSE 7 + n % 5 END,
    bench_id(1, 1 + n % {companies}),
    CASE WHEN n > {dossiers} THEN '{planned_session}' ELSE bench_id(2, n / {of_a_session}) END,
    CASE WHEN n <= {rare} THEN '{rare_name}' ELSE bench_word(n, 'a') END, bench_word(n, 'b'),
    (date '1960-01-01' + (n * 37 % 16000)::int)::text,
    date '2027-03-01' + (n % 300)::int,
    to_timestamp((1477000000000 + n * {milliseconds}) / 1000.0)
FROM generate_series({first}::bigint, {last}::bigint) AS n
"""
_COPIES = (
    """
INSERT INTO dossiers (id, version, status, decided_status, person_key, current_step, sort_name, search_words,
    listing_edition, waiting_for, due_by, facts, facts_version, created_at, updated_at)
SELECT p.id, s.version, s.status, s.decided_status,
    p.name || '|' || p.first || '|' || replace(p.born, '-', ' ') || '|lyon', s.current_step, p.name || ' ' || p.first,
    ARRAY[p.name, p.first, 'cqp2026' || {number} + p.n, ({number} + p.n)::text], s.listing_edition, s.waiting_for,
    CASE WHEN s.sample IN (3, 4) THEN p.planned ELSE s.due_by END,
    s.facts || jsonb_build_object(
        'id', p.id, 'number', 'CQP-2026-' || {number} + p.n, 'company_id', p.company,
        'created_at', to_char(p.opened AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'certification_code', CASE WHEN p.n <= {rare} THEN '{rare_certification}' ELSE s.certification_code END,
        'candidate', s.facts -> 'candidate' || jsonb_build_object(
            'birth_name', p.name, 'first_names', p.first, 'birth_date', p.born)
    ) || CASE WHEN s.facts #>> '{{decisions,-1,session_id}}' IS NULL THEN '{{}}' ELSE jsonb_build_object(
        'decisions', jsonb_set(s.facts -> 'decisions', '{{-1,session_id}}', to_jsonb(p.session))) END
    || CASE WHEN s.sample NOT IN (3, 4) THEN '{{}}' ELSE jsonb_build_object(
        'evaluator', s.facts -> 'evaluator' || jsonb_build_object('planned_on', p.planned)) END
    || CASE WHEN s.facts #>> '{{jury_registration,session_id}}' IS NULL THEN '{{}}' ELSE jsonb_build_object(
        'jury_registration', s.facts -> 'jury_registration' || jsonb_build_object('session_id', p.session)) END,
    s.facts_version, p.opened, s.updated_at - (({dossiers} + 400 - p.n) * interval '{milliseconds} milliseconds')
FROM bench_plan p JOIN bench_samples s USING (sample)
""",
    "INSERT INTO dossier_persons (dossier_id, person_id) SELECT id, id FROM bench_plan",
    """
INSERT INTO fundings (dossier_id, funder_code, reference, normalised_reference, declared_at, confirmed_at)
SELECT id, CASE WHEN n <= {of_the_small} THEN '{small}' ELSE '{great}' END,
    '2026-CH-' || {number} + n, '2026ch' || {number} + n, opened,
    CASE WHEN n % ({dossiers} / {unconfirmed}) > 0 THEN opened END
FROM bench_plan
""",
    """
INSERT INTO documents (id, dossier_id, kind, version_number, file_name, media_type, size, sha256, signed_by,
    received_on, uploaded_by, uploaded_at, storage_key, state, form_version)
SELECT bench_id(4, p.n, t.turn), p.id, t.kind, t.version_number, t.file_name, t.media_type, t.size, t.sha256,
    t.signed_by, t.received_on, t.uploaded_by, p.opened, p.id || '/' || t.turn, t.state, t.form_version
FROM bench_plan p JOIN bench_documents t USING (sample)
""",
    """
WITH lines AS MATERIALIZED (
    SELECT *, bench_chain(sha256(convert_to(jsonb_build_array(
            place, id, dossier_id, dossier_version, (extract(epoch FROM at) * 1000000)::bigint, on_day, operation,
            from_status, to_status, to_jsonb(rules), actor -> 'role', actor -> 'user_id', actor -> 'client_id',
            details -> 'editions'
        )::text, 'UTF8')) || words_digest) OVER (PARTITION BY dossier_id ORDER BY place) AS hash
    FROM (
        SELECT bench_id(5, p.n, h.place) AS id, p.id AS dossier_id, h.dossier_version, p.opened AS at, h.on_day,
            h.operation, h.actor, h.from_status, h.to_status, h.rules, h.details, h.place, h.lines, h.salt,
            h.words_digest
        FROM bench_plan p JOIN bench_lines h USING (sample)
    ) copied
), written AS (
    INSERT INTO dossier_history (id, dossier_id, dossier_version, at, on_day, operation, actor, from_status, to_status,
        rules, details, number, salt, words_digest, hash)
    SELECT id, dossier_id, dossier_version, at, on_day, operation, actor, from_status, to_status, rules, details,
        place, salt, words_digest, hash
    FROM lines
)
INSERT INTO dossier_history_heads (dossier_id, lines, hash)
SELECT dossier_id, lines, hash FROM lines WHERE place = lines
""",
    """
INSERT INTO events (id, place, type, at, about, dossier_id, data, details)
SELECT bench_id(6, p.n, e.turn), 1000 + p.n * 4 + e.turn, e.type, p.opened, p.id, p.id,
    e.data || jsonb_build_object('dossier_id', p.id, 'dossier_number', 'CQP-2026-' || {number} + p.n)
    || CASE WHEN NOT e.data ? 'funder_code' THEN '{{}}' ELSE jsonb_build_object(
        'funder_code', CASE WHEN p.n <= {of_the_small} THEN '{small}' ELSE '{great}' END) END, e.details
FROM bench_plan p JOIN bench_events e USING (sample) ORDER BY p.n, e.turn
""",
    """
INSERT INTO awaited_acts (dossier_id, operation_id, actor, owner_id, since, due_by, closes_with_jury)
SELECT p.id, a.operation_id, a.actor, CASE a.actor WHEN 'employer' THEN p.company WHEN 'jury' THEN p.session
    ELSE a.owner_id END, a.since, CASE WHEN a.due_by < '9999-12-31' THEN p.planned ELSE a.due_by END,
    a.closes_with_jury
FROM bench_plan p JOIN bench_acts a USING (sample)
""",
    """
INSERT INTO deadlines (dossier_id, code, since, due_on, actor)
SELECT p.id, t.code, t.since, CASE t.code WHEN 'planned_assessment' THEN p.planned ELSE t.due_on END, t.actor
FROM bench_plan p JOIN bench_terms t USING (sample)
""",
    """
INSERT INTO certificates (number, verification_code, dossier_id, certification_code, facts, facts_version, issued_on,
    issued_at)
SELECT upper(substr(m, 1, 4) || '-' || substr(m, 5, 4) || '-' || substr(m, 9, 4) || '-' || substr(m, 13, 4)),
    c.verification_code, p.id, c.certification_code, c.facts || jsonb_build_object('session_id', p.session),
    c.facts_version, c.issued_on, c.issued_at
FROM bench_plan p JOIN bench_certificates c USING (sample), md5('c' || p.n) AS m WHERE p.n > {rare}
""",
)
_END = (
    "ALTER TABLE dossier_history ENABLE TRIGGER chain_line;"
    "DROP AGGREGATE bench_chain(bytea);"
    "DROP FUNCTION bench_link(bytea, bytea);"
    "DROP FUNCTION bench_word(bigint, text);"
    "DROP FUNCTION bench_id(int, bigint, bigint);"
    "DROP TABLE bench_plan, bench_samples, bench_lines, bench_events, bench_documents, bench_acts, bench_terms,"
    " bench_certificates"
)


async def fill(url: str, dossiers: int, *, tell: Console | None = None) -> None:
    """Add so many dossiers, and those of one agenda, to a database that holds the sandbox's data.

    ``dossiers`` is 1,000 or more. A statement works on some tens of thousands, so that the memory that it takes does
    not depend on how many there are. The history is chained here as its trigger would: line
    by line that takes three times as long.
    """
    sizes = _sizes(dossiers)
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        # checks and triggers are planned while the tables are small still, and read by index all the same
        await connection.execute("SET synchronous_commit = off; SET work_mem = '64MB'; SET enable_seqscan = off")
        await connection.execute(_PREPARATION.format(**sizes))
        begun, last = perf_counter(), dossiers + ON_THE_AGENDA
        for first in range(1, last + 1, _AT_ONCE):
            until = min(first + _AT_ONCE - 1, last)
            await connection.execute(_PLAN.format(first=first, last=until, **sizes))
            for copied in _COPIES:
                await connection.execute(copied.format(**sizes))
            if tell is not None:
                tell.print(f"{until} dossiers, {perf_counter() - begun:.0f} s", highlight=False)
        await connection.execute(_END)
        await connection.execute("VACUUM (ANALYZE)")
    finally:
        await connection.close()


def _sizes(dossiers: int) -> dict[str, object]:
    """What the statements are told; ten years lie between the first dossier and the last."""
    return {
        "dossiers": dossiers,
        "companies": max(1, dossiers // 50),
        "sessions": (dossiers + ON_THE_AGENDA) // OF_A_SESSION,
        "milliseconds": 10 * 365 * 24 * 3600 * 1000 // dossiers,
        "syllables": _SYLLABLES,
        "syllable_count": len(_SYLLABLES.split()),
        "number": FIRST_NUMBER,
        "small": SMALL_FUNDER,
        "great": GREAT_FUNDER,
        "of_the_small": OF_THE_SMALL_FUNDER,
        "unconfirmed": UNCONFIRMED,
        "of_a_session": OF_A_SESSION,
        "planned_session": PLANNED_SESSION,
        "rare": RARE,
        "rare_name": RARE_NAME,
        "rare_certification": RARE_CERTIFICATION,
    }


def company_of(number: int, dossiers: int) -> UUID:
    """The id of the company to which the dossier of that place belongs, of so many."""
    return _id(1, 1 + number % max(1, dossiers // 50), dossiers)


def session_of_the_place(place: int, dossiers: int) -> UUID:
    """The id of the closed session of that place."""
    return _id(2, place, dossiers)


def dossier_at(number: int, dossiers: int) -> UUID:
    """The id of the dossier of that place."""
    return _id(0, number, dossiers)


def _id(kind: int, number: int, dossiers: int) -> UUID:
    step = 10 * 365 * 24 * 3600 * 1000 // dossiers
    return UUID(f"{1477000000000 + number * step:012x}7{kind:03x}8000{number:012x}")


def main() -> int:
    """Fill the database that is named, or one in a folder, which stays there."""
    options = _options()
    if options.url:
        asyncio.run(fill(options.url, options.dossiers, tell=Console()))
        return 0
    folder: Path = options.folder
    with Cluster(binaries=embedded_binaries(), data=folder / "postgres", durable=False).running() as url:
        settings = read_settings(
            environment="sandbox", database_url=url, signing_key=new_key(), data_directory=folder / "documents"
        )
        prepare(url, settings)
        asyncio.run(fill(url, options.dossiers, tell=Console()))
    return 0


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks.large.register", description=__doc__)
    parser.add_argument("--dossiers", type=int, default=10_000, help="1,000 or more")
    parser.add_argument("--url", help="a database that holds the sandbox's data, and nothing that anybody keeps")
    parser.add_argument("--folder", type=Path, default=Path(".data/population"), help="where to make one, without it")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
