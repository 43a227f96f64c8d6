"""Accounts of people, as rows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.clients import SqlClients
from app.db.grouping import grouped
from app.db.links import SqlLinks
from app.db.read_once import ReadOnce
from app.db.sessions import SqlSessions
from app.db.tables import user_roles, users
from app.domain.seats import EmployerAccount
from app.usecases.access import Role
from app.usecases.errors import StaleVersion
from app.usecases.paging import Page, PageRequest, page_of
from app.usecases.ports.accounts import HeldRole, User

__all__ = ["SqlClients", "SqlLinks", "SqlSessions", "SqlUsers"]


class SqlUsers:
    """People, each with the roles that they hold."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._for_companies = ReadOnce(self._read_for_companies)

    async def add(self, user: User) -> None:
        """Keep a new account with its roles."""
        self._for_companies.forget()
        await self._connection.execute(insert(users).values(id=user.id, created_at=user.created_at, **_columns(user)))
        await self._set_roles(user)

    async def get(self, user_id: UUID) -> User | None:
        """The account, None where there is none."""
        return await self._one(users.c.id == user_id)

    async def get_locked(self, user_id: UUID) -> User | None:
        """The account, locked until the transaction ends: what a change that is under way makes of it is seen."""
        return await self._one(users.c.id == user_id, locked=True)

    async def by_email(self, email: str) -> User | None:
        """The account of an address in lower case."""
        return await self._one(users.c.email == email)

    async def get_locked_by_email(self, email: str) -> User | None:
        """The account of an address, behind a lock of the transaction: accounts to come are locked too."""
        await self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"email:{email}"))))
        return await self.by_email(email)

    async def of_company(self, company_id: UUID) -> list[User]:
        """The employers of a company."""
        return await self._many(select(users).where(users.c.id.in_(_employers_of(company_id))).order_by(users.c.id))

    async def employer_accounts(self, company_ids: Collection[UUID]) -> dict[UUID, tuple[EmployerAccount, ...]]:
        """By company, the accounts that act for it, and the evaluator that the holder of each may be."""
        return await self._for_companies.of(company_ids)

    async def _read_for_companies(self, company_ids: Collection[UUID]) -> dict[UUID, tuple[EmployerAccount, ...]]:
        return _by_company(await self._connection.execute(accounts_for(company_ids)))

    def learn(self, company_ids: Collection[UUID], rows: Iterable[Any]) -> None:
        """What another statement has read of the accounts that act for these companies."""
        self._for_companies.learn(company_ids, _by_company(rows))

    async def holding(self, role: Role, *, evaluator_id: UUID | None = None) -> list[User]:
        """The accounts that hold a role, as that evaluator if one is given."""
        holders = select(user_roles.c.user_id).where(user_roles.c.role == role)
        if evaluator_id is not None:
            holders = holders.where(user_roles.c.evaluator_id == evaluator_id)
        return await self._many(select(users).where(users.c.id.in_(holders)).order_by(users.c.id))

    async def page(self, request: PageRequest, *, company_id: UUID | None = None) -> Page[User]:
        query = select(users).order_by(users.c.id.desc()).limit(request.limit + 1)
        if company_id is not None:
            query = query.where(users.c.id.in_(_employers_of(company_id)))
        if request.after_id is not None:
            query = query.where(users.c.id < request.after_id)
        return page_of(await self._many(query), request.limit, lambda user: str(user.id))

    async def save(self, user: User) -> User:
        """Replace the account and its roles. Raises StaleVersion."""
        self._for_companies.forget()
        changed = await self._connection.execute(
            update(users)
            .where(users.c.id == user.id, users.c.version == user.version)
            .values(version=user.version + 1, **_columns(user))
            .returning(users)
        )
        row = changed.one_or_none()
        if row is None:
            raise StaleVersion
        await self._set_roles(user)
        return _user(row, user.roles)

    async def hand_over(self, company_id: UUID, successor_id: UUID) -> None:
        """Update the roles, and the versions of the accounts that hold them."""
        self._for_companies.forget()
        theirs = users.c.id.in_(_employers_of(company_id))
        await self._connection.execute(update(users).where(theirs).values(version=users.c.version + 1))
        moved = update(user_roles).where(user_roles.c.company_id == company_id).values(company_id=successor_id)
        await self._connection.execute(moved)

    async def renew_hash(self, user_id: UUID, password_hash: str) -> None:
        """Keep another hash of the same password."""
        await self._connection.execute(update(users).where(users.c.id == user_id).values(password_hash=password_hash))

    async def _set_roles(self, user: User) -> None:
        await self._connection.execute(
            delete(user_roles).where(
                user_roles.c.user_id == user.id, user_roles.c.role.not_in([held.role for held in user.roles])
            )
        )
        for held in user.roles:
            values = {"company_id": held.company_id, "evaluator_id": held.evaluator_id, "granted_at": held.granted_at}
            await self._connection.execute(
                upsert(user_roles)
                .values(user_id=user.id, role=held.role, **values)
                .on_conflict_do_update(index_elements=["user_id", "role"], set_=values)
            )

    async def _one(self, condition: Any, *, locked: bool = False) -> User | None:
        query = select(users).where(condition)
        found = await self._many(query.with_for_update(key_share=True) if locked else query)
        return found[0] if found else None

    async def _many(self, query: Any) -> list[User]:
        rows = (await self._connection.execute(query)).all()
        held = await self._roles_of([row.id for row in rows]) if rows else {}
        return [_user(row, held.get(row.id, ())) for row in rows]

    async def _roles_of(self, user_ids: Sequence[UUID]) -> dict[UUID, list[HeldRole]]:
        held = defaultdict(list)
        query = select(user_roles).where(user_roles.c.user_id.in_(user_ids)).order_by(user_roles.c.role)
        for row in await self._connection.execute(query):
            held[row.user_id].append(
                HeldRole(
                    role=Role(row.role),
                    company_id=row.company_id,
                    evaluator_id=row.evaluator_id,
                    granted_at=row.granted_at,
                )
            )
        return held


def accounts_for(company_ids: Any) -> Select[Any]:
    """The accounts that act for these companies, or for those that a query finds."""
    evaluating = user_roles.alias("evaluating")
    return (
        select(user_roles.c.company_id, users.c.email, evaluating.c.evaluator_id)
        .join(users, users.c.id == user_roles.c.user_id)
        .outerjoin(evaluating, (evaluating.c.user_id == users.c.id) & (evaluating.c.role == Role.EVALUATOR))
        .where(user_roles.c.company_id.in_(company_ids))
        .order_by(users.c.id)
    )


def _by_company(rows: Iterable[Any]) -> dict[UUID, tuple[EmployerAccount, ...]]:
    return grouped((row.company_id, EmployerAccount(email=row.email, evaluator_id=row.evaluator_id)) for row in rows)


def _employers_of(company_id: UUID) -> Any:
    return select(user_roles.c.user_id).where(user_roles.c.company_id == company_id)


def _columns(user: User) -> dict[str, Any]:
    return {
        "email": user.email,
        "name": user.name,
        "password_hash": user.password_hash,
        "disabled": user.disabled,
        "language": user.language,
        "email_confirmed_at": user.email_confirmed_at,
    }


def _user(row: Row[Any], roles: Iterable[HeldRole]) -> User:
    return User(
        id=row.id,
        email=row.email,
        name=row.name,
        password_hash=row.password_hash,
        disabled=row.disabled,
        language=row.language,
        email_confirmed_at=row.email_confirmed_at,
        created_at=row.created_at,
        roles=tuple(roles),
        version=row.version,
    )
