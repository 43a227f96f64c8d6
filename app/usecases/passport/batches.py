"""Batches: what would go into one, made once and for all, handed in by people on the portal (D76)."""

from asyncio import to_thread
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.domain.calendar import paris_day
from app.domain.certificates import as_written
from app.domain.law import Violation
from app.domain.passport import (
    STAGE_SENT,
    PassportAction,
    PassportAward,
    PassportState,
    alarm_distance,
    can_be_sent,
    not_sendable,
)
from app.domain.passport_file import (
    CHOSEN_AT_ONCE,
    FileFault,
    PassportSettings,
    file_of,
)
from app.domain.personal_data import WORDS_ERASED
from app.domain.rules.decisions import D76
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.errors import AlreadyDone, InvalidInput, NotFound, RulesRefused, StepNotOpen
from app.usecases.moment import Moment
from app.usecases.paging import Page, PageRequest
from app.usecases.ports import UnitOfWork
from app.usecases.ports.passport import PassportBatch, PassportFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class PassportPreview:
    """What a batch made now would hold, what is left out for want of data, and how terms were and are kept."""

    action: PassportAction
    count: int
    states: Mapping[PassportState, int]
    incomplete: tuple[PassportAward, ...]
    in_time: int
    late: int
    overdue: int
    alarms: Mapping[int, int]


_TO_COMPLETE = (PassportState.INCOMPLETE, PassportState.TO_WITHDRAW)


async def preview_batch(uow: UnitOfWork, *, action: PassportAction, now: Moment) -> PassportPreview:
    """Look at every award, and change nothing."""
    async with uow:
        awards = await uow.passport.every()
    return await to_thread(_preview, awards, action, now.on)


def _preview(awards: Sequence[PassportAward], action: PassportAction, on: date) -> PassportPreview:
    states = Counter(award.state for award in awards)
    alarms = Counter(alarm_distance(award, on) for award in awards)
    return PassportPreview(
        action=action,
        count=min(sum(can_be_sent(award, action) for award in awards), CHOSEN_AT_ONCE),
        states=states,
        incomplete=tuple(award for award in awards if award.lacks and award.state in _TO_COMPLETE),
        in_time=sum(award.was_in_time is True for award in awards),
        late=sum(award.was_in_time is False for award in awards),
        overdue=sum(award.is_overdue(on) for award in awards),
        alarms={distance: n for distance, n in alarms.items() if distance is not None},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBatch:
    """What is asked for: those certificates, or of itself all that can be sent, the most urgent first."""

    caller: Caller
    action: PassportAction
    certificate_numbers: Sequence[str] | None
    now: Moment
    batch_id: UUID
    public_url: str


async def create_batch(uow: UnitOfWork, files: PassportFiles, new: NewBatch) -> PassportBatch:
    """Write the file, check it, freeze it, and take its awards off what can be sent, all in one transaction.

    Raises StepNotOpen, InvalidInput, RulesRefused; then there is neither a batch nor a file.
    """
    async with uow:
        await uow.passport.lock()
        settings = await _settings(uow, new)
        awards = await _chosen(uow, new)
        batch, content = await _frozen(files, new, settings, awards)
        numbers = [award.certificate_number for award in awards]
        await uow.passport.add_batch(batch, content, numbers, STAGE_SENT[new.action])
        await uow.commit()
    return batch


async def _settings(uow: UnitOfWork, new: NewBatch) -> PassportSettings:
    found = await uow.passport.settings()
    if found is None:
        raise StepNotOpen((_NO_SETTINGS,), new.now.on)
    if new.action is PassportAction.WITHDRAWAL and not found.value.schema.names_action:
        raise RulesRefused((_NO_WITHDRAWAL,), new.now.on)
    return found.value


async def _chosen(uow: UnitOfWork, new: NewBatch) -> tuple[PassportAward, ...]:
    if new.certificate_numbers is not None:
        return await _named(uow, new, [as_written(number) for number in new.certificate_numbers])
    ready = await to_thread(_most_urgent, await uow.passport.every(), new.action)
    if not ready:
        raise StepNotOpen((_NOTHING_READY,), new.now.on)
    return ready


def _most_urgent(awards: Sequence[PassportAward], action: PassportAction) -> tuple[PassportAward, ...]:
    return tuple(sorted((award for award in awards if can_be_sent(award, action)), key=_urgency))[:CHOSEN_AT_ONCE]


def _urgency(award: PassportAward) -> tuple[date, str]:
    return award.due_on or date.max, award.certificate_number


async def _named(uow: UnitOfWork, new: NewBatch, numbers: list[str]) -> tuple[PassportAward, ...]:
    found = {as_written(award.certificate_number): award for award in await uow.passport.every(numbers)}
    times = Counter(numbers)
    faults = [
        fault
        for place, number in enumerate(numbers)
        for fault in _faults_of(found.get(number), number, times[number], new.action, f"/certificates/{place}")
    ]
    if faults:
        raise InvalidInput(*faults)
    return tuple(found[number] for number in numbers)


def _faults_of(
    award: PassportAward | None, number: str, times: int, action: PassportAction, pointer: str
) -> tuple[Violation, ...]:
    if award is None:
        return (_about("certificate_unknown", number, _UNKNOWN, pointer),)
    if times > 1:
        return (_about("certificate_named_twice", number, _TWICE, pointer),)
    return tuple(not_sendable(award, action, pointer))


async def _frozen(
    files: PassportFiles, new: NewBatch, settings: PassportSettings, awards: Sequence[PassportAward]
) -> tuple[PassportBatch, bytes]:
    flux_id = f"{new.now.on:%Y%m%d}-{new.batch_id}"
    file = file_of(
        awards,
        action=new.action,
        settings=settings,
        flux_id=flux_id,
        made_at=new.now.at,
        public_url=new.public_url,
    )
    written = await files.write(file)
    if isinstance(written, tuple):
        raise InvalidInput(*map(_file_fault, written))
    batch = PassportBatch(
        id=new.batch_id,
        flux_id=flux_id,
        action=new.action,
        schema=settings.schema,
        count=len(awards),
        size=written.size,
        sha256=written.sha256,
        made_by=new.caller.name,
        made_at=new.now.at,
    )
    return batch, written.content


async def list_batches(uow: UnitOfWork, *, page: PageRequest) -> Page[PassportBatch]:
    """Every batch, newest first."""
    async with uow:
        return await uow.passport.batches(page)


async def get_batch(uow: UnitOfWork, *, batch_id: UUID) -> PassportBatch:
    """One batch. Raises NotFound."""
    async with uow:
        return await batch_of(uow, batch_id)


async def batch_of(uow: UnitOfWork, batch_id: UUID) -> PassportBatch:
    """The batch, in the open transaction. Raises NotFound."""
    batch = await uow.passport.batch(batch_id)
    if batch is None:
        raise NotFound
    return batch


async def open_batch_of(uow: UnitOfWork, batch_id: UUID) -> PassportBatch:
    """The same, where it was not given up. Raises NotFound, AlreadyDone."""
    batch = await batch_of(uow, batch_id)
    if batch.cancelled_at is not None:
        raise AlreadyDone(_GIVEN_UP)
    return batch


async def read_file(uow: UnitOfWork, *, batch_id: UUID, on: date) -> bytes:
    """The file as it was frozen. Raises NotFound, RulesRefused once its own term is over."""
    async with uow:
        await batch_of(uow, batch_id)
        content = await uow.passport.content(batch_id)
    if content is None:
        raise RulesRefused((WORDS_ERASED,), on)
    return content


async def record_deposit(
    uow: UnitOfWork, caller: Caller, *, batch_id: UUID, deposited_on: date, processing_id: str | None, now: Moment
) -> PassportBatch:
    """Say when the file was handed in on the portal; corrected as long as no report was read.

    Raises NotFound, InvalidInput, AlreadyDone.
    """
    async with uow:
        await uow.passport.lock()
        batch = await open_batch_of(uow, batch_id)
        if batch.reported_at is not None:
            raise AlreadyDone(_REPORTED)
        if not paris_day(batch.made_at) <= deposited_on <= now.on:
            raise InvalidInput(_IMPOSSIBLE_DAY)
        await uow.passport.record_deposit(
            batch_id, deposited_on=deposited_on, processing_id=processing_id, deposited_by=caller.name
        )
        after = await batch_of(uow, batch_id)
        await uow.commit()
    return after


_GIVEN_UP = Text(
    "Ce lot a été abandonné : ce qu'il disait se met dans un autre lot.",
    "This batch was given up: what it said goes into another batch.",
)
_REPORTED = Text(
    "Le compte rendu de ce lot a été lu : son dépôt ne change plus.",
    "This batch's report was read: its deposit does not change any more.",
)
_IMPOSSIBLE_DAY = Violation(
    code="impossible_day",
    rule=D76,
    pointer="/deposited_on",
    detail=Text(
        "Un lot est déposé le jour où il est fait ou après, et au plus tard aujourd'hui.",
        "A batch is handed in on the day on which it is made or later, and today at the latest.",
    ),
)
_NO_SETTINGS = Violation(
    code="cpf_settings_missing",
    rule=D76,
    detail=Text(
        "Dites d'abord qui transmet au passeport, et sous quel contrat.",
        "Say first who sends to the passport, and under which contract.",
    ),
)
_NO_WITHDRAWAL = Violation(
    code="cpf_schema_without_withdrawal",
    rule=D76,
    pointer="/action",
    detail=Text(
        "Le schéma 1.1.2 ne dit aucun retrait : passez au schéma 1.1.5.",
        "Schema 1.1.2 has no words for a withdrawal: go on to schema 1.1.5.",
    ),
)
_NOTHING_READY = Violation(
    code="cpf_nothing_ready",
    rule=D76,
    detail=Text(
        "Rien n'est prêt à transmettre : l'aperçu du lot dit ce qui manque.",
        "Nothing is ready to be sent: the batch's preview tells what is missing.",
    ),
)
_UNKNOWN = Text("n'est le numéro d'aucun parchemin", "is no certificate's number")
_TWICE = Text("est nommé deux fois", "is named twice")


def _about(code: str, number: str, said: Text, pointer: str) -> Violation:
    shown = number[:40]
    return Violation(
        code=code, rule=D76, pointer=pointer, detail=Text(f"« {shown} » {said.fr}.", f"“{shown}” {said.en}.")
    )


def _file_fault(fault: FileFault) -> Violation:
    shown = fault.certificate_number or "…"
    return Violation(
        code="cpf_file_invalid",
        rule=D76,
        detail=Text(
            f"Le fichier ne serait pas valable ({shown}) : {fault.reason}",
            f"The file would not be valid ({shown}): {fault.reason}",
        ),
    )
