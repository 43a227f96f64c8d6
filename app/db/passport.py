"""The training passport, as rows: one a certificate, once there is something to keep of it, and the batches."""

from asyncio import sleep
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Text, cast, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.certification_settings import SqlCertificationSettings
from app.db.jury import certificate_of
from app.db.shapes.unreadable import readable
from app.db.tables import certificates, cpf_batch_lines, cpf_batches, cpf_records, cpf_settings
from app.db.versioned import put_row
from app.domain.calendar import add_months
from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification_settings import CertificationSettings
from app.domain.passport import (
    SENT_SINCE,
    TERM_MONTHS,
    PassportAction,
    PassportAward,
    PassportStage,
    PassportState,
    registration_code,
)
from app.domain.passport_access import PassportAccess
from app.domain.passport_file import Depositor, PassportSchema, PassportSettings
from app.domain.passport_identity import PassportIdentity
from app.usecases.errors import InvalidInput, StaleVersion
from app.usecases.paging import NOT_A_CURSOR, Page, PageRequest, page_of
from app.usecases.ports.passport import FrozenPassport, PassportBatch
from app.usecases.ports.reference import Versioned

_THE_CERTIFIER = 1
_AT_ONCE = 500
_CREATION, _WITHDRAWAL = cpf_batches.alias("creation"), cpf_batches.alias("withdrawal")
_OWN = [column.label(f"cpf_{column.name}") for column in cpf_records.c if column.name != "certificate_number"]
_AWARDS = (
    select(
        certificates,
        *_OWN,
        _CREATION.c.deposited_on.label("deposited_on"),
        _WITHDRAWAL.c.deposited_on.label("withdrawal_deposited_on"),
    )
    .outerjoin(cpf_records, cpf_records.c.certificate_number == certificates.c.number)
    .outerjoin(_CREATION, _CREATION.c.id == cpf_records.c.creation_batch_id)
    .outerjoin(_WITHDRAWAL, _WITHDRAWAL.c.id == cpf_records.c.withdrawal_batch_id)
    .order_by(certificates.c.issued_on, certificates.c.number)
)
_IN_THE_PASSPORT = {
    PassportState.SENT: PassportStage.SENT,
    PassportState.ACCEPTED: PassportStage.ACCEPTED,
    PassportState.REJECTED: PassportStage.REJECTED,
    PassportState.TO_WITHDRAW: PassportStage.ACCEPTED,
    PassportState.WITHDRAWAL_SENT: PassportStage.WITHDRAWAL_SENT,
    PassportState.WITHDRAWN: PassportStage.WITHDRAWN,
}
"""The stage that an award in such a state has: what the database can narrow by, before the domain judges."""
_ANSWERED = func.count(cpf_batch_lines.c.certificate_number)
_BATCH_COLUMNS: list[Any] = [
    column.label("passages" if column.name == "count" else column.name)
    for column in cpf_batches.c
    if column.name != "content"
]
_BATCHES: Select[Any] = (
    select(
        *_BATCH_COLUMNS,
        cpf_batches.c.content.is_not(None).label("has_file"),
        _ANSWERED.filter(cpf_batch_lines.c.accepted.is_(True)).label("accepted"),
        _ANSWERED.filter(cpf_batch_lines.c.accepted.is_(False)).label("rejected"),
    )
    .outerjoin(cpf_batch_lines, cpf_batch_lines.c.batch_id == cpf_batches.c.id)
    .group_by(cpf_batches.c.id)
)


class SqlPassport:
    """Awards, settings and batches, each in their tables."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def settings(self) -> Versioned[PassportSettings] | None:
        """The one row."""
        row = (await self._connection.execute(select(cpf_settings))).one_or_none()
        if row is None:
            return None
        settings = PassportSettings(
            client_id=row.client_id,
            contract_id=row.contract_id,
            sender_client_id=row.sender_client_id,
            depositor=Depositor(row.depositor),
            schema=PassportSchema(row.schema),
            proof_url=row.proof_url,
        )
        return Versioned(settings, row.version)

    async def put_settings(self, settings: PassportSettings, *, over: int | None, at: datetime) -> int:
        """Write the one row. Raises StaleVersion."""
        row = {
            "id": _THE_CERTIFIER,
            "client_id": settings.client_id,
            "contract_id": settings.contract_id,
            "sender_client_id": settings.sender_client_id,
            "depositor": settings.depositor,
            "schema": settings.schema,
            "proof_url": settings.proof_url,
            "set_at": at,
        }
        return await put_row(self._connection, cpf_settings, ("id",), row, over)

    async def lock(self) -> None:
        """Wait for the others, until the end of the transaction."""
        await self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtext("cpf"))))

    async def freeze(self, frozen: FrozenPassport, at: datetime) -> None:
        """Insert the certificate's row."""
        row = {
            "certificate_number": frozen.certificate_number,
            **_identity_columns(frozen.identity),
            "access": frozen.access,
            "requested_on": frozen.requested_on,
            "updated_at": at,
        }
        await self._connection.execute(insert(cpf_records).values(row))

    async def award(self, certificate_number: str) -> PassportAward | None:
        """One award."""
        query = _AWARDS.where(certificates.c.number == certificate_number)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _award(row, await self._settings_of_certifications())

    async def page(
        self, request: PageRequest, *, state: PassportState | None, overdue_on: date | None
    ) -> Page[PassportAward]:
        """Read some rows after others until the page is full: the domain says in which state each is."""
        found: list[PassportAward] = []
        narrowed, after = _narrowed(state, overdue_on), _place(request.after)
        settings = await self._settings_of_certifications()
        while len(found) <= request.limit:
            query = narrowed.limit(_AT_ONCE)
            if after is not None:
                query = query.where(tuple_(certificates.c.issued_on, certificates.c.number) > tuple_(*after))
            rows = (await self._connection.execute(query)).all()
            awards = readable(rows, lambda row: _award(row, settings))
            found += [each for each in awards if _is_asked(each, state, overdue_on)]
            if len(rows) < _AT_ONCE:
                break
            after = (rows[-1].issued_on, rows[-1].number)
        return page_of(found, request.limit, lambda award: f"{award.issued_on} {award.certificate_number}")

    async def every(self, certificate_numbers: Collection[str] | None = None) -> tuple[PassportAward, ...]:
        """All of them, or those named, in one statement."""
        query = _AWARDS
        if certificate_numbers is not None:
            query = query.where(certificates.c.number == func.any(list(certificate_numbers)))
        settings = await self._settings_of_certifications()
        rows = (await self._connection.execute(query)).all()
        found: list[PassportAward] = []
        for start in range(0, len(rows), _AT_ONCE):
            found += readable(rows[start : start + _AT_ONCE], lambda row: _award(row, settings))
            await sleep(0)  # others are served between two parts of so many
        return tuple(found)

    async def complete(self, award: PassportAward, at: datetime) -> PassportAward:
        """Write identity and stage; the first time, the row too. Raises StaleVersion."""
        row = {
            "certificate_number": award.certificate_number,
            **_identity_columns(award.identity),
            "stage": award.stage,
            "updated_at": at,
        }
        await put_row(self._connection, cpf_records, ("certificate_number",), row, award.version or None)
        saved = await self.award(award.certificate_number)
        if saved is None:
            raise StaleVersion
        return saved

    async def add_batch(
        self, batch: PassportBatch, content: bytes, certificate_numbers: Collection[str], stage: PassportStage
    ) -> None:
        """Insert the batch and its lines, and move its awards on: whatever can be sent has its row."""
        row = {
            "id": batch.id,
            "flux_id": batch.flux_id,
            "action": batch.action,
            "schema": batch.schema,
            "count": batch.count,
            "size": batch.size,
            "sha256": batch.sha256,
            "content": content,
            "made_by": batch.made_by,
            "made_at": batch.made_at,
        }
        await self._connection.execute(insert(cpf_batches).values(row))
        lines = [{"batch_id": batch.id, "certificate_number": number} for number in certificate_numbers]
        await self._connection.execute(insert(cpf_batch_lines), lines)
        column = "creation_batch_id" if batch.action is PassportAction.CREATION else "withdrawal_batch_id"
        moved = {"stage": stage, column: batch.id, "updated_at": batch.made_at, "version": cpf_records.c.version + 1}
        await self._connection.execute(
            update(cpf_records)
            .where(cpf_records.c.certificate_number == func.any(list(certificate_numbers)))
            .values(moved)
        )

    async def batch(self, batch_id: UUID) -> PassportBatch | None:
        """One batch, its file set apart."""
        row = (await self._connection.execute(_BATCHES.where(cpf_batches.c.id == batch_id))).one_or_none()
        return None if row is None else _batch(row)

    async def content(self, batch_id: UUID) -> bytes | None:
        """The file."""
        query = select(cpf_batches.c.content).where(cpf_batches.c.id == batch_id)
        content: bytes | None = await self._connection.scalar(query)
        return content

    async def batches(self, request: PageRequest) -> Page[PassportBatch]:
        """Newest first, by id."""
        query = _BATCHES.order_by(cpf_batches.c.id.desc()).limit(request.limit + 1)
        if request.after_id is not None:
            query = query.where(cpf_batches.c.id < request.after_id)
        found = [_batch(row) for row in await self._connection.execute(query)]
        return page_of(found, request.limit, lambda batch: str(batch.id))

    async def record_deposit(
        self, batch_id: UUID, *, deposited_on: date, processing_id: str | None, deposited_by: str
    ) -> None:
        """Update the batch."""
        handed_in = {"deposited_on": deposited_on, "processing_id": processing_id, "deposited_by": deposited_by}
        await self._connection.execute(update(cpf_batches).where(cpf_batches.c.id == batch_id).values(handed_in))

    async def answers(self, batch_id: UUID) -> dict[str, bool | None]:
        """Its lines."""
        query = select(cpf_batch_lines.c.certificate_number, cpf_batch_lines.c.accepted).where(
            cpf_batch_lines.c.batch_id == batch_id
        )
        return {row.certificate_number: row.accepted for row in await self._connection.execute(query)}

    async def record_answers(
        self, batch_id: UUID, answers: Mapping[str, str | None], *, accepted: bool, stage: PassportStage, at: datetime
    ) -> None:
        """Update the lines and their awards, each in one statement."""
        numbers, messages = (cast(list(each), ARRAY(Text)) for each in (answers, answers.values()))
        told = func.unnest(numbers, messages).table_valued("number", "message").render_derived(name="told")
        line = (cpf_batch_lines.c.batch_id == batch_id) & (cpf_batch_lines.c.certificate_number == told.c.number)
        await self._connection.execute(
            update(cpf_batch_lines).where(line).values(accepted=accepted, message=told.c.message)
        )
        await self._connection.execute(
            update(cpf_records)
            .where(cpf_records.c.certificate_number == told.c.number)
            .values(stage=stage, last_message=told.c.message, updated_at=at, version=cpf_records.c.version + 1)
        )
        await self._connection.execute(update(cpf_batches).where(cpf_batches.c.id == batch_id).values(reported_at=at))

    async def _settings_of_certifications(self) -> Mapping[str, tuple[CertificationSettings, ...]]:
        found: dict[str, tuple[CertificationSettings, ...]] = {}
        for each in await SqlCertificationSettings(self._connection).of():
            found[each.certification_code] = (*found.get(each.certification_code, ()), each)
        return found


def _narrowed(state: PassportState | None, overdue_on: date | None) -> Select[Any]:
    """What cannot be asked for left out: the domain judges the rest."""
    query = _AWARDS
    if state in _IN_THE_PASSPORT:
        query = query.where(cpf_records.c.stage == _IN_THE_PASSPORT[state])
    elif state in {PassportState.READY, PassportState.INCOMPLETE}:
        query = query.where(cpf_records.c.stage.is_(None), certificates.c.issued_on >= SENT_SINCE, _is_valid())
    if overdue_on is not None:
        # A term that counts from a revocation begins after the delivery: no earlier day of delivery can be left out.
        query = query.where(certificates.c.issued_on <= add_months(overdue_on, -TERM_MONTHS))
    return query


def _is_valid() -> ColumnElement[bool]:
    return certificates.c.state == "valid"


def _is_asked(award: PassportAward, state: PassportState | None, overdue_on: date | None) -> bool:
    return (state is None or award.state is state) and (overdue_on is None or award.is_overdue(overdue_on))


def _place(after: str | None) -> tuple[date, str] | None:
    """Where the list goes on. Raises InvalidInput for the cursor of another list."""
    if after is None:
        return None
    day, _, number = after.partition(" ")
    try:
        return date.fromisoformat(day), number
    except ValueError:
        raise InvalidInput(NOT_A_CURSOR) from None


def _identity_columns(identity: PassportIdentity) -> dict[str, Any]:
    return {
        "first_names": list(identity.first_names),
        "birth_commune_insee": identity.birth_commune_insee,
        "birth_postal_code": identity.birth_postal_code,
        "birth_country": identity.birth_country,
        "sex": identity.sex,
    }


def _award(row: Row[Any], settings: Mapping[str, tuple[CertificationSettings, ...]]) -> PassportAward:
    certificate = certificate_of(row)
    code = certificate.certification_code
    return PassportAward(
        certificate_number=certificate.number,
        verification_code=certificate.verification_code,
        dossier_id=certificate.dossier_id,
        certification_code=code,
        option=certificate.option,
        holder=certificate.holder,
        awarded_on=certificate.awarded_on,
        issued_on=certificate.issued_on,
        revoked_on=certificate.revocation.on if certificate.revocation is not None else None,
        registration_code=registration_code(CERTIFICATIONS.get(code), settings.get(code, ()), certificate.awarded_on),
        identity=PassportIdentity(
            first_names=tuple(row.cpf_first_names or ()),
            birth_commune_insee=row.cpf_birth_commune_insee,
            birth_postal_code=row.cpf_birth_postal_code,
            birth_country=row.cpf_birth_country,
            sex=row.cpf_sex,
        ),
        access=PassportAccess(row.cpf_access) if row.cpf_access is not None else None,
        requested_on=row.cpf_requested_on,
        stage=PassportStage(row.cpf_stage) if row.cpf_stage is not None else None,
        last_message=row.cpf_last_message,
        deposited_on=row.deposited_on,
        withdrawal_deposited_on=row.withdrawal_deposited_on,
        version=row.cpf_version or 0,
    )


def _batch(row: Row[Any]) -> PassportBatch:
    return PassportBatch(
        id=row.id,
        flux_id=row.flux_id,
        action=PassportAction(row.action),
        schema=PassportSchema(row.schema),
        count=row.passages,
        size=row.size,
        sha256=row.sha256,
        made_by=row.made_by,
        made_at=row.made_at,
        deposited_on=row.deposited_on,
        deposited_by=row.deposited_by,
        processing_id=row.processing_id,
        reported_at=row.reported_at,
        accepted=row.accepted,
        rejected=row.rejected,
        has_file=row.has_file,
    )
