"""An appeal is filed: by the employer, by the secretariat for who wrote, or by the candidate's own link (D71)."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import date

from app.domain import appealing
from app.domain.appealing import Filing
from app.domain.appeals import Appeal, AppealAgainst, Appellant
from app.domain.case import Case
from app.domain.documents import Document, DocumentKind, DocumentState
from app.domain.dossier import Dossier
from app.domain.law import Violation
from app.domain.refusal import Refusal
from app.domain.rules.decisions import D71
from app.domain.text import Text
from app.usecases.access import SYSTEM, Caller, Role
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, actor_of, load_case_for_update, save
from app.usecases.dossiers.documents import job_after_receipt
from app.usecases.dossiers.facts import facts_of
from app.usecases.errors import NotFound, RulesRefused, Unauthenticated
from app.usecases.holders.reading import LINK_DEAD, Reader, living_link
from app.usecases.jury.closed_sessions import signed_on
from app.usecases.moment import Moment
from app.usecases.papers.appeals import keep_appeal_acknowledgement
from app.usecases.ports import UnitOfWork
from app.usecases.ports.dossiers import StoredDocument
from app.usecases.receiving import FileStorage, discarded_unless_recorded, receive
from app.usecases.reference.appeal_terms import terms_against


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingFile:
    """A file that comes with an appeal: ``content`` is read once."""

    file_name: str
    content: AsyncIterator[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingAppeal:
    """What is filed. ``filed_on`` and ``appellant`` are the secretariat's to say, of what somebody wrote."""

    against: AppealAgainst
    grounds: str
    filed_on: date | None = None
    appellant: Appellant | None = None
    files: tuple[IncomingFile, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceivedDocument:
    """A document whose file is in the store, and what to call once its row is written."""

    document: Document
    record: Callable[[], None]


@dataclass(frozen=True, slots=True)
class FiledAppeal:
    """An appeal on record, in its dossier."""

    dossier: Dossier
    appeal: Appeal


async def file_appeal(uow: UnitOfWork, storage: FileStorage, command: Act, incoming: IncomingAppeal) -> FiledAppeal:
    """Record it with its files, each kept before its row as any document is.

    Raises NotFound, StaleVersion, InvalidInput, StepNotOpen, AlreadyDone, RulesRefused, UnsupportedMediaType,
    PayloadTooLarge, StoreUnavailable.
    """
    filing = _filing(command, incoming)
    async with uow:
        dossier = await uow.dossiers.get(command.caller, command.dossier_id)
        if dossier is None:
            raise NotFound
        command.precondition.check_act(dossier)
        await _refuse_early(uow, dossier, filing, command.now)
    async with AsyncExitStack() as kept:
        received = [await _received(kept, storage, command, filing, file) for file in incoming.files]
        async with uow:
            case = await load_case_for_update(uow, command)
            filed = await _file(uow, command, case, _with(filing, received))
            _record(received)
            await uow.commit()
    return filed


async def file_holder_appeal(
    uow: UnitOfWork, storage: FileStorage, reader: Reader, incoming: IncomingAppeal
) -> FiledAppeal:
    """Record the appeal of whoever holds a living link of that dossier's candidate, with its files.

    Raises Unauthenticated, and what ``file_appeal`` does of the appeal and of the files.
    """
    async with uow:
        dossier_id = (await living_link(uow, reader)).dossier_id
        dossier = await uow.dossiers.get(SYSTEM, dossier_id) if dossier_id is not None else None
        if dossier is None:
            raise Unauthenticated(LINK_DEAD)
        command = _by_link(reader, dossier)
        filing = _filing(command, incoming)
        await _refuse_early(uow, dossier, filing, reader.now)
    async with AsyncExitStack() as kept:
        received = [await _received(kept, storage, command, filing, file) for file in incoming.files]
        async with uow:
            case = await load_case_for_update(uow, command, seen_by=SYSTEM)
            await living_link(uow, reader)
            filed = await _file(uow, command, case, _with(filing, received))
            _record(received)
            await uow.commit()
    return filed


def _by_link(reader: Reader, dossier: Dossier) -> Act:
    """The act of a candidate, whom the platform knows by their link alone."""
    return Act(
        caller=Caller(role=Role.ANONYMOUS, name=dossier.candidate.full_name),
        operation_id="fileHolderAppeal",
        dossier_id=dossier.id,
        now=reader.now,
        new_id=reader.new_id,
    )


def _with(filing: Filing, received: Sequence[ReceivedDocument]) -> Filing:
    return replace(filing, documents=tuple(each.document for each in received))


def _record(received: Sequence[ReceivedDocument]) -> None:
    for each in received:
        each.record()


async def _file(uow: UnitOfWork, command: Act, case: Case, filing: Filing) -> FiledAppeal:
    """Judge it, and keep it with its documents and the words of its acknowledgement, in the open transaction."""
    after = unwrap(await _judged(uow, case, filing), command.now.on)
    appeal = after.appeals[-1]
    told = replace(command, details=_told(appeal), rules=(D71,))
    saved = await save(uow, told, before=case, after=after)
    for document in (each for each in saved.documents if each.id in appeal.document_ids):
        stored = StoredDocument(document=document, uploaded_by=actor_of(command.caller), uploaded_at=command.now.at)
        await uow.dossiers.add_document(saved.id, stored)
        await uow.jobs.enqueue(job_after_receipt(document), document.id)
    await keep_appeal_acknowledgement(uow, saved, appeal, at=command.now.at)
    return FiledAppeal(saved, appeal)


async def _judged(uow: UnitOfWork, case: Case, filing: Filing) -> Dossier | Refusal:
    terms = await terms_against(uow, filing.against)
    return appealing.file_appeal(case, filing, terms, signed_on=await signed_on(uow, case.dossier))


async def _refuse_early(uow: UnitOfWork, dossier: Dossier, filing: Filing, now: Moment) -> None:
    """Nothing is stored for an appeal that would be refused; it is judged again when it is recorded."""
    unwrap(await _judged(uow, await facts_of(uow, dossier, now.on), filing), now.on)


def _filing(command: Act, incoming: IncomingAppeal) -> Filing:
    role = command.caller.role
    said = (("/filed_on", incoming.filed_on), ("/appellant", incoming.appellant))
    if role is not Role.SECRETARIAT and any(value is not None for _, value in said):
        raise RulesRefused(
            tuple(_said_by_the_secretariat(pointer) for pointer, value in said if value is not None), command.now.on
        )
    own = Appellant.EMPLOYER if role is Role.EMPLOYER else Appellant.CANDIDATE
    return Filing(
        id=command.new_id(),
        against=incoming.against,
        appellant=incoming.appellant or own,
        filed_on=incoming.filed_on or command.now.on,
        grounds=incoming.grounds,
    )


async def _received(
    kept: AsyncExitStack, storage: FileStorage, command: Act, filing: Filing, incoming: IncomingFile
) -> ReceivedDocument:
    """The file in the store, until the end of ``kept`` unless its row is written."""
    key = f"{command.dossier_id}/{command.new_id()}"
    file = await receive(storage, key=key, file_name=incoming.file_name, content=incoming.content)
    recorded = await kept.enter_async_context(discarded_unless_recorded(storage.store, key))
    document = Document(
        id=command.new_id(),
        kind=DocumentKind.APPEAL_DOCUMENT,
        version_number=1,
        file_name=file.file_name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        signed_by=frozenset(),
        received_on=filing.filed_on,
        storage_key=key,
        state=DocumentState.QUARANTINED if storage.scans else DocumentState.AVAILABLE,
    )
    return ReceivedDocument(document, recorded)


def _told(appeal: Appeal) -> dict[str, object]:
    """What history and events remember: not a word of what was written."""
    return {"appeal_id": str(appeal.id), "against": str(appeal.against), "appellant": str(appeal.appellant)}


def _said_by_the_secretariat(pointer: str) -> Violation:
    return Violation(
        code="appeal_told_by_the_secretariat",
        rule=D71,
        pointer=pointer,
        detail=Text(
            "Un recours est formé aujourd'hui et pour soi ; seul le secrétariat dit de qui, et de quel jour, est celui "
            "qu'il a reçu.",
            "An appeal is filed today and for oneself; the secretariat alone says whose, and of which day, one is that "
            "it received.",
        ),
    )
