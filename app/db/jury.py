"""Jury sessions and certificates, as rows."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Row, Select, cast, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import certificates, companies, dossiers, jury_members, jury_sessions, user_roles, users
from app.domain.certificates import Certificate, CertificateState, Holder, Revocation
from app.domain.jury import College, JurySession, Member, SessionState
from app.domain.panel import MemberAccount
from app.domain.printed_words import CertificateWords
from app.usecases.errors import StaleVersion
from app.usecases.paging import Page, PageRequest, page_of

_HOLDER = TypeAdapter(Holder)
_REVOCATION = TypeAdapter(Revocation | None)
_WORDS = TypeAdapter(CertificateWords | None)
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

    async def add(self, session: JurySession, at: datetime) -> None:
        """Insert the session and its members."""
        await self._connection.execute(
            insert(jury_sessions).values(id=session.id, created_at=at, **_columns(session, at))
        )
        await self._write_members(session)

    async def get(self, session_id: UUID) -> JurySession | None:
        """The session, None where there is none."""
        found = await self._read(select(jury_sessions).where(jury_sessions.c.id == session_id))
        return found[0] if found else None

    async def get_locked(self, session_id: UUID) -> JurySession | None:
        """The session, held until the transaction ends."""
        found = await self._read(select(jury_sessions).where(jury_sessions.c.id == session_id).with_for_update())
        return found[0] if found else None

    async def save(self, session: JurySession, at: datetime) -> JurySession:
        """Replace the session and its members. Raises StaleVersion."""
        changed = await self._connection.execute(
            update(jury_sessions)
            .where(jury_sessions.c.id == session.id, jury_sessions.c.version == session.version)
            .values(version=session.version + 1, **_columns(session, at))
            .returning(jury_sessions)
        )
        row = changed.one_or_none()
        if row is None:
            raise StaleVersion
        await self._connection.execute(delete(jury_members).where(jury_members.c.session_id == session.id))
        await self._write_members(session)
        return _session(row, session.members)

    async def page(self, request: PageRequest, *, state: SessionState | None = None) -> Page[JurySession]:
        """Newest first, of those in that state."""
        query = select(jury_sessions).order_by(jury_sessions.c.id.desc()).limit(request.limit + 1)
        if state is not None:
            query = query.where(jury_sessions.c.state == state)
        if request.after_id is not None:
            query = query.where(jury_sessions.c.id < request.after_id)
        return page_of(await self._read(query), request.limit, lambda session: str(session.id))

    async def next_taking_registrations(self, on: date) -> JurySession | None:
        """The session whose registrations close next, among those that still take them on ``on``."""
        query = (
            select(jury_sessions)
            .where(
                jury_sessions.c.state == SessionState.PLANNED,
                jury_sessions.c.registration_closes_on >= on,
            )
            .order_by(jury_sessions.c.registration_closes_on, jury_sessions.c.id)
            .limit(1)
        )
        return next(iter(await self._read(query)), None)

    async def of_member(self, user_id: UUID, since: date) -> tuple[JurySession, ...]:
        """The sessions of which the account is a member, held on ``since`` or later, by day."""
        its = select(jury_members.c.session_id).where(jury_members.c.user_id == user_id)
        query = select(jury_sessions).where(jury_sessions.c.id.in_(its), jury_sessions.c.held_on >= since)
        return tuple(await self._read(query.order_by(jury_sessions.c.held_on, jury_sessions.c.id)))

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

    async def _read(self, query: Select[Any]) -> list[JurySession]:
        rows = (await self._connection.execute(query)).all()
        members = await self._members([row.id for row in rows])
        return [_session(row, members.get(row.id, ())) for row in rows]

    async def _members(self, session_ids: Sequence[UUID]) -> dict[UUID, tuple[Member, ...]]:
        query = select(jury_members).where(jury_members.c.session_id.in_(session_ids)).order_by(jury_members.c.user_id)
        found: dict[UUID, tuple[Member, ...]] = {}
        for row in await self._connection.execute(query):
            found[row.session_id] = (*found.get(row.session_id, ()), _member(row))
        return found

    async def _write_members(self, session: JurySession) -> None:
        rows = [{"session_id": session.id, **asdict(member)} for member in session.members]
        if rows:
            await self._connection.execute(insert(jury_members).values(rows))


class SqlCertificates:
    """Certificates: inserted once, revoked at most once, and read by number or by dossier."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, certificate: Certificate) -> None:
        """Insert the certificate."""
        await self._connection.execute(
            insert(certificates).values(
                number=certificate.number,
                verification_code=certificate.verification_code,
                dossier_id=certificate.dossier_id,
                certification_code=certificate.certification_code,
                state=certificate.state,
                facts=_certified(certificate),
                issued_on=certificate.issued_on,
                issued_at=certificate.issued_at,
                replaces=certificate.replaces,
            )
        )

    async def save(self, certificate: Certificate) -> None:
        """Keep its revocation, under a new version. Raises StaleVersion."""
        changed = await self._connection.execute(
            update(certificates)
            .where(certificates.c.number == certificate.number, certificates.c.version == certificate.version)
            .values(state=certificate.state, facts=_certified(certificate), version=certificate.version + 1)
        )
        if changed.rowcount != 1:
            raise StaleVersion

    async def keep_words(self, certificate: Certificate) -> None:
        """Update the words of a row without any."""
        words = _WORDS.dump_python(certificate.words, mode="json")
        await self._connection.execute(
            update(certificates)
            .where(certificates.c.number == certificate.number, certificates.c.facts["words"].as_string().is_(None))
            .values(facts=certificates.c.facts.concat(cast({"words": words}, JSONB)))
        )

    async def get(self, number: str) -> Certificate | None:
        """The certificate of that number, None where there is none."""
        row = (
            await self._connection.execute(select(certificates).where(certificates.c.number == number))
        ).one_or_none()
        return None if row is None else _certificate(row)

    async def of_dossier(self, dossier_id: UUID) -> tuple[Certificate, ...]:
        """What came of a dossier, the oldest first."""
        return (await self.of_dossiers((dossier_id,))).get(dossier_id, ())

    async def of_dossiers(self, dossier_ids: Collection[UUID]) -> dict[UUID, tuple[Certificate, ...]]:
        """The same for several dossiers at once, each under its id."""
        query = (
            select(certificates)
            .where(certificates.c.dossier_id.in_(dossier_ids))
            .order_by(certificates.c.issued_at, certificates.c.certification_code)
        )
        found: dict[UUID, tuple[Certificate, ...]] = {}
        for row in await self._connection.execute(query):
            found[row.dossier_id] = (*found.get(row.dossier_id, ()), _certificate(row))
        return found

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


def _columns(session: JurySession, at: datetime) -> dict[str, Any]:
    return {
        "held_on": session.held_on,
        "registration_closes_on": session.registration_closes_on,
        "place": session.place,
        "capacity": session.capacity,
        "state": session.state,
        "facts": {
            "present": [str(user_id) for user_id in session.present],
            "chair": _text(session.chair),
            "closure_proposed_by": _text(session.closure_proposed_by),
            "reason": session.reason,
            "remote": session.remote,
            "join_url": session.join_url,
        },
        "updated_at": at,
    }


def _session(row: Row[Any], members: Iterable[Member]) -> JurySession:
    facts = row.facts
    return JurySession(
        id=row.id,
        held_on=row.held_on,
        registration_closes_on=row.registration_closes_on,
        place=row.place,
        capacity=row.capacity,
        state=SessionState(row.state),
        members=tuple(members),
        present=tuple(UUID(user_id) for user_id in facts["present"]),
        chair=_uuid(facts["chair"]),
        closure_proposed_by=_uuid(facts["closure_proposed_by"]),
        reason=facts["reason"],
        remote=facts.get("remote", False),
        join_url=facts.get("join_url"),
        updated_at=row.updated_at,
        version=row.version,
    )


def _member(row: Row[Any]) -> Member:
    return Member(
        user_id=row.user_id,
        name=row.name,
        college=College(row.college),
        chair=row.chair,
        employer_siren=row.employer_siren,
    )


def _certified(certificate: Certificate) -> dict[str, Any]:
    return {
        "holder": _HOLDER.dump_python(certificate.holder, mode="json"),
        "option": certificate.option,
        "session_id": str(certificate.session_id),
        "awarded_on": certificate.awarded_on.isoformat(),
        "decision_id": _text(certificate.decision_id),
        "reissue_reason": certificate.reissue_reason,
        "revocation": _REVOCATION.dump_python(certificate.revocation, mode="json"),
        "words": _WORDS.dump_python(certificate.words, mode="json"),
    }


def _certificate(row: Row[Any]) -> Certificate:
    facts = row.facts
    return Certificate(
        number=row.number,
        verification_code=row.verification_code,
        dossier_id=row.dossier_id,
        certification_code=row.certification_code,
        option=facts["option"],
        holder=_HOLDER.validate_python(facts["holder"]),
        session_id=UUID(facts["session_id"]),
        awarded_on=datetime.fromisoformat(facts["awarded_on"]).date(),
        issued_on=row.issued_on,
        issued_at=row.issued_at,
        decision_id=_uuid(facts.get("decision_id")),
        replaces=row.replaces,
        reissue_reason=facts.get("reissue_reason"),
        revocation=_REVOCATION.validate_python(facts.get("revocation")),
        words=_WORDS.validate_python(facts.get("words")),
        version=row.version,
    )


def _text(user_id: UUID | None) -> str | None:
    return str(user_id) if user_id is not None else None


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text is not None else None
