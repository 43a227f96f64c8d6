"""The sandbox's people and programs, with the password and the secret that everybody knows."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.adapters.passwords import Argon2Passwords
from app.adapters.secret_cipher import OF_EXAMPLES, FernetCipher
from app.adapters.secrets import RandomSecrets
from app.db.tables import clients, totp_secrets, user_roles, users
from app.sandbox.identities import (
    BEGINNING,
    COMPANY,
    EMPLOYER_USER,
    EVALUATOR,
    EVALUATOR_USER,
    JURY_EMPLOYEES_USER,
    JURY_USER,
    OPCA_PROGRAM,
    OTHER_COMPANY,
    OTHER_EMPLOYER_USER,
    PASSWORD,
    PHARMA_PROGRAM,
    SECRETARIAT_2FA_USER,
    SECRETARIAT_USER,
    TOTP_SECRET,
)

_PEOPLE = (
    (EMPLOYER_USER, "employer@sandbox.example", "Claire Fontaine", "employer"),
    (OTHER_EMPLOYER_USER, "employer-other@sandbox.example", "Bruno Marchand", "employer"),
    (EVALUATOR_USER, "evaluator@sandbox.example", "Esther Vidal", "evaluator"),
    (SECRETARIAT_USER, "secretariat@sandbox.example", "Simon Leroy", "secretariat"),
    (SECRETARIAT_2FA_USER, "secretariat-2fa@sandbox.example", "Solène Caron", "secretariat"),
    (JURY_USER, "jury@sandbox.example", "Jeanne Prévost", "jury"),
    (JURY_EMPLOYEES_USER, "jury-employees@sandbox.example", "Marc Tessier", "jury"),
)
_COMPANIES = {EMPLOYER_USER: COMPANY, OTHER_EMPLOYER_USER: OTHER_COMPANY}
_EVALUATORS = {EVALUATOR_USER: EVALUATOR}
_PROGRAMS = (
    {
        "id": OPCA_PROGRAM,
        "client_id": "opca-sandbox",
        "name": "OPCA (bac à sable)",
        "scopes": ["funding:read", "funding:write", "events:read", "webhooks:manage"],
        "funder_code": "OPCA",
        "branch": None,
    },
    {
        "id": PHARMA_PROGRAM,
        "client_id": "pharma-sandbox",
        "name": "Branche pharmaceutique (bac à sable)",
        "scopes": ["bridges:read", "bridges:report", "bridges:request", "events:read", "webhooks:manage"],
        "funder_code": None,
        "branch": "pharma",
    },
)


async def load(connection: AsyncConnection) -> None:
    """Bring in the people and programs that are not there yet; their companies and the evaluator already are."""
    known = set(await connection.scalars(select(users.c.id)))
    if not known.issuperset(id_ for id_, *_ in _PEOPLE):
        await _load_people(connection)
    await _load_second_factor(connection)
    await _load_programs(connection)


async def _load_people(connection: AsyncConnection) -> None:
    password_hash = await Argon2Passwords().hash(PASSWORD)
    since = {"created_at": BEGINNING, "email_confirmed_at": BEGINNING, "password_hash": password_hash}
    people = [{"id": id_, "email": email, "name": name, **since} for id_, email, name, _ in _PEOPLE]
    roles = [
        {
            "user_id": id_,
            "role": role,
            "company_id": _COMPANIES.get(id_),
            "evaluator_id": _EVALUATORS.get(id_),
            "granted_at": BEGINNING,
        }
        for id_, _, _, role in _PEOPLE
    ]
    await connection.execute(insert(users).values(people).on_conflict_do_nothing(index_elements=["id"]))
    await connection.execute(insert(user_roles).values(roles).on_conflict_do_nothing())


async def _load_second_factor(connection: AsyncConnection) -> None:
    sealed = FernetCipher.derived_from(OF_EXAMPLES).encrypt(TOTP_SECRET)
    row = {"user_id": SECRETARIAT_2FA_USER, "sealed": sealed, "confirmed_at": BEGINNING}
    await connection.execute(insert(totp_secrets).values(row).on_conflict_do_nothing(index_elements=["user_id"]))


async def _load_programs(connection: AsyncConnection) -> None:
    secret = {
        "id": "sandbox",
        "digest": RandomSecrets().digest(PASSWORD).hex(),
        "created_at": BEGINNING.isoformat(),
        "expires_at": None,
    }
    rows = [{**program, "secrets": [secret], "created_at": BEGINNING} for program in _PROGRAMS]
    await connection.execute(insert(clients).values(rows).on_conflict_do_nothing(index_elements=["id"]))
