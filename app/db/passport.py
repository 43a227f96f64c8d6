"""The training passport, as rows: one a certificate, once there is something to keep of it, and the batches."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Text, cast, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.passport_awards import SqlPassportAwards
from app.db.tables import cpf_batch_lines, cpf_batches, cpf_records, cpf_settings, former_awards
from app.db.versioned import put_row
from app.domain.passport import PassportAction, PassportAward, PassportStage, PassportState
from app.domain.passport_file import Depositor, PassportSchema, PassportSettings
from app.domain.passport_identity import PassportIdentity
from app.usecases.errors import StaleVersion
from app.usecases.paging import Page, PageRequest, page_of
from app.usecases.ports.passport import FrozenPassport, PassportBatch
from app.usecases.ports.reference import Versioned

_THE_CERTIFIER = 1
_LAST_BATCH = {
    PassportAction.CREATION: cpf_records.c.creation_batch_id,
    PassportAction.WITHDRAWAL: cpf_records.c.withdrawal_batch_id,
}
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
        self._awards = SqlPassportAwards(connection)

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

    async def freeze(self, *frozen: FrozenPassport, at: datetime) -> None:
        """Insert the certificates' rows, in one statement."""
        rows = [
            {
                "certificate_number": each.certificate_number,
                **_identity_columns(each.identity),
                "access": each.access,
                "requested_on": each.requested_on,
                "updated_at": at,
            }
            for each in frozen
        ]
        if rows:
            await self._connection.execute(insert(cpf_records), rows)

    async def award(self, certificate_number: str) -> PassportAward | None:
        """One award, of whichever register."""
        return await self._awards.one(certificate_number)

    async def page(
        self, request: PageRequest, *, state: PassportState | None, overdue_on: date | None
    ) -> Page[PassportAward]:
        """Of both registers, in one order."""
        return await self._awards.page(request, state=state, overdue_on=overdue_on)

    async def every(self, certificate_numbers: Collection[str] | None = None) -> tuple[PassportAward, ...]:
        """All of them, or those named."""
        return await self._awards.every(certificate_numbers)

    async def told_of(self, numbers: Collection[str]) -> Collection[str]:
        """By the stage of their records."""
        query = select(cpf_records.c.certificate_number).where(
            cpf_records.c.certificate_number == func.any(list(numbers)), cpf_records.c.stage.is_not(None)
        )
        return frozenset((await self._connection.scalars(query)).all())

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
        moved = {
            "stage": stage,
            _LAST_BATCH[batch.action].name: batch.id,
            "updated_at": batch.made_at,
            "version": cpf_records.c.version + 1,
        }
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

    async def cancel(
        self, batch: PassportBatch, *, reason: str, cancelled_by: str, at: datetime, stage: PassportStage | None
    ) -> None:
        """Update the batch, and its awards in one statement."""
        given_up = {"cancelled_at": at, "cancelled_by": cancelled_by, "cancellation_reason": reason}
        await self._connection.execute(update(cpf_batches).where(cpf_batches.c.id == batch.id).values(given_up))
        await self._connection.execute(
            update(cpf_records)
            .where(_LAST_BATCH[batch.action] == batch.id)
            .values(stage=stage, updated_at=at, version=cpf_records.c.version + 1)
        )

    async def answers(self, batch_id: UUID) -> dict[str, bool | None]:
        """Its lines."""
        query = select(cpf_batch_lines.c.certificate_number, cpf_batch_lines.c.accepted).where(
            cpf_batch_lines.c.batch_id == batch_id
        )
        return {row.certificate_number: row.accepted for row in await self._connection.execute(query)}

    async def numbers_by_passport_id(self, batch_id: UUID) -> dict[str, str]:
        """By the former register's own numbers, which its lines are under."""
        query = (
            select(former_awards.c.passport_id, former_awards.c.number)
            .join(cpf_batch_lines, cpf_batch_lines.c.certificate_number == former_awards.c.number)
            .where(cpf_batch_lines.c.batch_id == batch_id, former_awards.c.passport_id.is_not(None))
        )
        return {row.passport_id: row.number for row in await self._connection.execute(query)}

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


def _identity_columns(identity: PassportIdentity) -> dict[str, Any]:
    return {
        "first_names": list(identity.first_names),
        "birth_commune_insee": identity.birth_commune_insee,
        "birth_postal_code": identity.birth_postal_code,
        "birth_country": identity.birth_country,
        "sex": identity.sex,
    }


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
        cancelled_at=row.cancelled_at,
        cancelled_by=row.cancelled_by,
        cancellation_reason=row.cancellation_reason,
        accepted=row.accepted,
        rejected=row.rejected,
        has_file=row.has_file,
    )
