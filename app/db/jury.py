"""Jury sessions and certificates, as rows."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Row, Select, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.gathered import Gathered
from app.db.grouping import grouped
from app.db.shapes.certificate import CERTIFICATES
from app.db.shapes.jury_session import JURY_SESSIONS
from app.db.shapes.unreadable import readable
from app.db.shapes.written import WrittenShape
from app.db.tables import certificates, companies, dossiers, jury_members, jury_sessions, user_roles, users
from app.domain.certificates import Certificate, CertificateState
from app.domain.jury import College, JurySession, Member, SessionState
from app.domain.panel import MemberAccount
from app.usecases.errors import FactsNotWritable, StaleVersion
from app.usecases.paging import Page, PageRequest, page_of

_AS_EVALUATOR, _AS_EMPLOYER = user_roles.alias("as_evaluator"), user_roles.alias("as_employer")
_ACCOUNTS = (
    select(jury_members.c.user_id, users.c.email, _AS_EVALUATOR.c.evaluator_id, companies.c.siret)
    .join(users, users.c.id == jury_members.c.user_id)
    .outerjoin(_AS_EVALUATOR, (_AS_EVALUATOR.c.user_id == users.c.id) & (_AS_EVALUATOR.c.role == "evaluator"))
    .outerjoin(_AS_EMPLOYER, (_AS_EMPLOYER.c.user_id == users.c.id) & (_AS_EMPLOYER.c.role == "employer"))
    .outerjoin(companies, companies.c.id == _AS_EMPLOYER.c.company_id)
)


class SqlJurySessions:
    """Sessions and their members, who are rows of their own since what they may see depends on them."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._shape = WrittenShape(connection, JURY_SESSIONS)

    async def add(self, session: JurySession, at: datetime) -> None:
        """Insert the session and its members."""
        row = session_row(session, at, await self._shape.get())
        await self._connection.execute(insert(jury_sessions).values(id=session.id, created_at=at, **row))
        await self._write_members(session)

    async def get(self, session_id: UUID) -> JurySession | None:
        """The session, None where there is none."""
        return await self._one(select(jury_sessions).where(jury_sessions.c.id == session_id))

    async def get_locked(self, session_id: UUID) -> JurySession | None:
        """The session, held until the transaction ends."""
        return await self._one(select(jury_sessions).where(jury_sessions.c.id == session_id).with_for_update())

    async def save(self, session: JurySession, at: datetime) -> JurySession:
        """Replace the session and its members. Raises StaleVersion."""
        columns = session_row(session, at, await self._shape.get())
        changed = await self._connection.execute(
            update(jury_sessions)
            .where(jury_sessions.c.id == session.id, jury_sessions.c.version == session.version)
            .values(version=session.version + 1, **columns)
            .returning(jury_sessions)
        )
        row = changed.one_or_none()
        if row is None:
            raise StaleVersion
        await self._connection.execute(delete(jury_members).where(jury_members.c.session_id == session.id))
        await self._write_members(session)
        return session_of(row, session.members)

    async def page(self, request: PageRequest, *, state: SessionState | None = None) -> Page[JurySession]:
        """Newest first, of those in that state, those that cannot be read set apart."""
        query = select(jury_sessions).order_by(jury_sessions.c.id.desc()).limit(request.limit + 1)
        if state is not None:
            query = query.where(jury_sessions.c.state == state)
        if request.after_id is not None:
            query = query.where(jury_sessions.c.id < request.after_id)
        rows = await self._rows(query)
        shown = page_of(rows, request.limit, lambda row: str(row[0].id))
        return shown.narrowed(lambda items: readable(items, _seated))

    async def next_taking_registrations(self, on: date) -> JurySession | None:
        told = await _TAKING_REGISTRATIONS.rows(self._connection, on=on)
        members = _by_session(told["members"])
        return next(readable([(row, members.get(row.id, ())) for row in told["sessions"]], _seated), None)

    async def sitting_with(self, user_id: UUID) -> tuple[JurySession, ...]:
        its = select(jury_members.c.session_id).where(jury_members.c.user_id == user_id)
        sits = jury_sessions.c.state.in_((SessionState.OPEN, SessionState.AWAITING_COUNTERSIGNATURE))
        rows = await self._rows(select(jury_sessions).where(jury_sessions.c.id.in_(its), sits))
        return tuple(readable(rows, _seated))

    async def of_member(self, user_id: UUID, since: date) -> tuple[JurySession, ...]:
        its = select(jury_members.c.session_id).where(jury_members.c.user_id == user_id)
        query = select(jury_sessions).where(jury_sessions.c.id.in_(its), jury_sessions.c.held_on >= since)
        rows = await self._rows(query.order_by(jury_sessions.c.held_on, jury_sessions.c.id))
        return tuple(readable(rows, _seated))

    async def accounts(self, session_id: UUID) -> tuple[MemberAccount, ...]:
        """The members' addresses, with whom they are as evaluators and the company of those who are employers too."""
        rows = await self._connection.execute(_ACCOUNTS.where(jury_members.c.session_id == session_id))
        return tuple(
            MemberAccount(
                user_id=row.user_id,
                email=row.email,
                evaluator_id=row.evaluator_id,
                company_siren=row.siret and row.siret[:9],
            )
            for row in rows
        )

    async def _one(self, query: Select[Any]) -> JurySession | None:
        rows = await self._rows(query)
        return _seated(rows[0]) if rows else None

    async def _rows(self, query: Select[Any]) -> list[tuple[Row[Any], tuple[Member, ...]]]:
        """The rows of sessions, each with its members."""
        rows = (await self._connection.execute(query)).all()
        members = await self._members([row.id for row in rows])
        return [(row, members.get(row.id, ())) for row in rows]

    async def _members(self, session_ids: Sequence[UUID]) -> dict[UUID, tuple[Member, ...]]:
        return _by_session(await self._connection.execute(_members_of(session_ids)))

    async def _write_members(self, session: JurySession) -> None:
        rows = [{"session_id": session.id, **asdict(member)} for member in session.members]
        if rows:
            await self._connection.execute(insert(jury_members).values(rows))


def _members_of(session_ids: Any) -> Select[Any]:
    return select(jury_members).where(jury_members.c.session_id.in_(session_ids)).order_by(jury_members.c.user_id)


def _by_session(rows: Iterable[Any]) -> dict[UUID, tuple[Member, ...]]:
    return grouped((row.session_id, _member(row)) for row in rows)


_PLANNED = (
    select(jury_sessions)
    .where(
        jury_sessions.c.state == SessionState.PLANNED,
        jury_sessions.c.registration_closes_on >= bindparam("on", type_=Date),
    )
    .order_by(jury_sessions.c.registration_closes_on, jury_sessions.c.id)
)
_TAKING_REGISTRATIONS = Gathered(sessions=_PLANNED, members=_members_of(select(_PLANNED.subquery().c.id)))


class SqlCertificates:
    """Certificates: inserted once, revoked at most once, and read by number or by dossier."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._shape = WrittenShape(connection, CERTIFICATES)

    async def add(self, *issued: Certificate) -> None:
        """Insert the certificates, in one statement."""
        if issued:
            shape = await self._shape.get()
            await self._connection.execute(insert(certificates), [_row_of(each, shape) for each in issued])

    async def save(self, certificate: Certificate) -> None:
        """Keep its revocation, under a new version. Raises StaleVersion."""
        shape = await self._shape.get()
        facts = CERTIFICATES.facts(certificate, shape)
        changed = await self._connection.execute(
            update(certificates)
            .where(certificates.c.number == certificate.number, certificates.c.version == certificate.version)
            .values(facts=facts, facts_version=shape, version=certificate.version + 1)
        )
        if changed.rowcount != 1:
            raise StaleVersion

    async def keep_words(self, certificate: Certificate) -> None:
        """Update the words of a row without any; later, where a shape is still written that has no place for them."""
        shape = await self._shape.get()
        try:
            facts = CERTIFICATES.facts(certificate, shape)
        except FactsNotWritable:
            return
        await self._connection.execute(
            update(certificates)
            .where(
                certificates.c.number == certificate.number,
                certificates.c.version == certificate.version,
                certificates.c.facts["words"].as_string().is_(None),
            )
            .values(facts=facts, facts_version=shape)
        )

    async def get(self, number: str) -> Certificate | None:
        """The certificate of that number, None where there is none."""
        row = (
            await self._connection.execute(select(certificates).where(certificates.c.number == number))
        ).one_or_none()
        return None if row is None else certificate_of(row)

    async def of_dossier(self, dossier_id: UUID) -> tuple[Certificate, ...]:
        return (await self.of_dossiers((dossier_id,))).get(dossier_id, ())

    async def of_dossiers(self, dossier_ids: Collection[UUID]) -> dict[UUID, tuple[Certificate, ...]]:
        """The same for several dossiers at once, each under its id."""
        query = (
            select(certificates)
            .where(certificates.c.dossier_id.in_(dossier_ids))
            .order_by(certificates.c.issued_at, certificates.c.certification_code)
        )
        return grouped((row.dossier_id, certificate_of(row)) for row in await self._connection.execute(query))

    async def revoked_among(self, dossier_ids: Collection[UUID]) -> frozenset[UUID]:
        """The dossiers all of whose certificates for their own certification are revoked, there being one."""
        its_own = (certificates.c.dossier_id == dossiers.c.id) & (
            certificates.c.certification_code == dossiers.c.certification_code
        )
        query = (
            select(dossiers.c.id)
            .join(certificates, its_own)
            .where(dossiers.c.id.in_(dossier_ids))
            .group_by(dossiers.c.id)
            .having(func.bool_and(certificates.c.state == CertificateState.REVOKED))
        )
        return frozenset((await self._connection.scalars(query)).all())


def session_row(session: JurySession, at: datetime, shape: int) -> dict[str, Any]:
    """What is written of the session's row at each save, in that shape. Raises FactsNotWritable."""
    return {
        "held_on": session.held_on,
        "registration_closes_on": session.registration_closes_on,
        "place": session.place,
        "capacity": session.capacity,
        "state": session.state,
        "facts": JURY_SESSIONS.facts(session, shape),
        "facts_version": shape,
        "updated_at": at,
    }


def _seated(found: tuple[Row[Any], tuple[Member, ...]]) -> JurySession:
    return session_of(*found)


def session_of(row: Row[Any], members: Iterable[Member]) -> JurySession:
    """The session, from its row and its members. Raises FactsUnreadable, FactsOfALaterRelease."""
    beside = _beside(row, JURY_SESSIONS.beside - {"members"})
    return JURY_SESSIONS.value(row.facts, row.facts_version, row.id, {**beside, "members": tuple(members)})


def _member(row: Row[Any]) -> Member:
    return Member(
        user_id=row.user_id,
        name=row.name,
        college=College(row.college),
        chair=row.chair,
        employer_siren=row.employer_siren,
        organisation=row.organisation,
    )


def _row_of(issued: Certificate, shape: int) -> dict[str, Any]:
    """What is written of a certificate as it is issued, in that shape. Raises FactsNotWritable."""
    return {
        "number": issued.number,
        "verification_code": issued.verification_code,
        "dossier_id": issued.dossier_id,
        "certification_code": issued.certification_code,
        "facts": CERTIFICATES.facts(issued, shape),
        "facts_version": shape,
        "issued_on": issued.issued_on,
        "issued_at": issued.issued_at,
        "replaces": issued.replaces,
    }


def certificate_of(row: Row[Any]) -> Certificate:
    """The certificate, from its row. Raises FactsUnreadable, FactsOfALaterRelease."""
    return CERTIFICATES.value(row.facts, row.facts_version, row.number, _beside(row, CERTIFICATES.beside))


def _beside(row: Row[Any], names: Collection[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
