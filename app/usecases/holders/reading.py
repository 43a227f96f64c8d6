"""A candidate or a holder opens the paper that their link leads to; the first reading of an answer is its receipt."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from app.domain.admissibility import read_by_candidate, request_of
from app.domain.appealing import Contested, contested_in
from app.domain.appeals import AppealTerms, Appellant
from app.domain.case import Case
from app.domain.certificates import Certificate
from app.domain.dossier import Dossier, ReadReceipt
from app.domain.holder_papers import HolderPaper, has_answer, has_appeal, has_attestation, has_decision_letter
from app.domain.surveys import Survey
from app.domain.text import Text
from app.usecases.access import SYSTEM, Caller, Role
from app.usecases.addresses import has_died
from app.usecases.dossiers.acting import Act, save
from app.usecases.dossiers.facts import facts_of
from app.usecases.errors import Unauthenticated
from app.usecases.holders.sending import session_is_closed
from app.usecases.jury.closed_sessions import signed_on
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Link, LinkPurpose
from app.usecases.reference.appeal_terms import all_terms

LINK_DEAD = Text(
    "Ce lien n'ouvre plus rien : demandez au secrétariat des CQP de vous en envoyer un autre.",
    "This link opens nothing any more: ask the secretariat of the CQP to send you another one.",
)


@dataclass(frozen=True, slots=True)
class Contestable:
    """Something that the candidate may contest, and the last day in time where the branch settled a term."""

    contested: Contested
    terms: AppealTerms

    @property
    def closes_on(self) -> date | None:
        """The last day in time."""
        return self.terms.last_day(self.contested.told_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedPaper:
    """What a link opens: the paper, with the case that it is about. ``certificate``: the one that it is, if it is one.

    ``read_at`` is the first reading of an answer to a request for admissibility, else this one; ``expires_at`` is
    until when the link opens it. ``surveys``: those opened of that certificate so far. ``contestable``: what the
    candidate may contest today, by this link (D71).
    """

    paper: HolderPaper
    case: Case
    certificate: Certificate | None
    read_at: datetime
    expires_at: datetime
    surveys: tuple[Survey, ...] = ()
    contestable: tuple[Contestable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperContent:
    """What is answered: the very bytes, and their media type."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Whoever holds a link: its digest is all that is known of them."""

    token_digest: bytes
    now: Moment
    new_id: Callable[[], UUID]


async def read_paper(
    uow: UnitOfWork, reader: Reader, show: Callable[[OpenedPaper], Awaitable[PaperContent]]
) -> PaperContent:
    """What ``show`` makes of the paper that the link opens, as often as it is asked for. Raises Unauthenticated.

    Of the answer to a request, the first reading is kept as the proof that it was received (D12): its instant, and
    the digests of the token and of the bytes shown.
    """
    async with uow:
        opened = await _open(uow, reader)
    shown = await show(opened)
    if opened.paper is not HolderPaper.ADMISSIBILITY or _receipt(opened.case.dossier) is not None:
        return shown
    if await _keep_receipt(uow, reader, opened.case.dossier.id, shown):
        return shown
    async with uow:  # somebody was faster: theirs is the first reading, and what is shown says so
        opened = await _open(uow, reader)
    return await show(opened)


async def _open(uow: UnitOfWork, reader: Reader) -> OpenedPaper:
    link = await living_link(uow, reader)
    dossier = await uow.dossiers.get(SYSTEM, link.dossier_id) if link.dossier_id is not None else None
    if dossier is None:
        raise Unauthenticated(LINK_DEAD)
    paper = HolderPaper(link.payload["paper"])
    certificate = await _certificate(uow, paper, link)
    if not await _is_there(uow, paper, dossier, certificate):
        raise Unauthenticated(LINK_DEAD)
    receipt = _receipt(dossier) if paper is HolderPaper.ADMISSIBILITY else None
    return OpenedPaper(
        paper=paper,
        case=await facts_of(uow, dossier, reader.now.on),
        certificate=certificate,
        read_at=receipt.at if receipt is not None else reader.now.at,
        expires_at=link.expires_at,
        surveys=await uow.surveys.of_certificate(certificate.number) if certificate is not None else (),
        contestable=await _contestable(uow, dossier),
    )


async def _certificate(uow: UnitOfWork, paper: HolderPaper, link: Link) -> Certificate | None:
    match paper:
        case HolderPaper.CERTIFICATE:
            return await uow.certificates.get(link.payload["number"])
        case HolderPaper.SURVEY:
            return await valid_successor(uow, link.payload["number"])
        case _:
            return None


async def valid_successor(uow: UnitOfWork, number: str) -> Certificate | None:
    """The certificate of that number; where it was replaced, the last one; None where that one is revoked."""
    found = await uow.certificates.get(number)
    while found is not None and found.revocation is not None:
        successor = found.revocation.replaced_by
        found = await uow.certificates.get(successor) if successor is not None else None
    return found


async def _contestable(uow: UnitOfWork, dossier: Dossier) -> tuple[Contestable, ...]:
    terms = await all_terms(uow)
    found = contested_in(dossier, signed_on=await signed_on(uow, dossier))
    told = (Contestable(each, terms[each.against]) for each in found)
    return tuple(each for each in told if each.terms.is_open_to(Appellant.CANDIDATE))


async def living_link(uow: UnitOfWork, reader: Reader) -> Link:
    """The link that the reader holds; those of the dead open nothing. Raises Unauthenticated."""
    link = await uow.links.find(LinkPurpose.HOLDER, reader.token_digest)
    if link is None or not link.is_alive(reader.now.at):
        raise Unauthenticated(LINK_DEAD)
    if link.dossier_id is not None and await has_died(uow, link.dossier_id):
        raise Unauthenticated(LINK_DEAD)
    return link


async def _is_there(uow: UnitOfWork, paper: HolderPaper, dossier: Dossier, certificate: Certificate | None) -> bool:
    match paper:
        case HolderPaper.CERTIFICATE | HolderPaper.SURVEY:
            return certificate is not None
        case HolderPaper.ATTESTATION:
            return has_attestation(dossier) and await session_is_closed(uow, dossier)
        case HolderPaper.ADMISSIBILITY:
            return has_answer(dossier)
        case HolderPaper.DECISION:
            return has_decision_letter(dossier) and await session_is_closed(uow, dossier)
        case HolderPaper.APPEAL:
            return has_appeal(dossier)


async def _keep_receipt(uow: UnitOfWork, reader: Reader, dossier_id: UUID, shown: PaperContent) -> bool:
    """Keep this reading as the first one; False where another was. The dossier is held before the link, as by who
    sends links."""
    async with uow:
        dossier = await uow.dossiers.get_locked(SYSTEM, dossier_id)
        await living_link(uow, reader)
        if dossier is None or _receipt(dossier) is not None:
            return False
        receipt = ReadReceipt(
            at=reader.now.at,
            token_sha256=reader.token_digest.hex(),
            shown_sha256=sha256(shown.content).hexdigest(),
            shown_as=shown.media_type,
        )
        await save(uow, _act_of(reader, dossier, receipt), before=dossier, after=read_by_candidate(dossier, receipt))
        await uow.commit()
    return True


def _receipt(dossier: Dossier) -> ReadReceipt | None:
    return request_of(dossier).read_receipt


def _act_of(reader: Reader, dossier: Dossier, receipt: ReadReceipt) -> Act:
    """The reading, as history tells it: by the candidate, whom the platform knows by their link alone."""
    return Act(
        caller=Caller(role=Role.ANONYMOUS, name=dossier.candidate.full_name),
        operation_id="readAttestation",
        dossier_id=dossier.id,
        now=reader.now,
        new_id=reader.new_id,
        details={
            "paper": HolderPaper.ADMISSIBILITY,
            "token_sha256": receipt.token_sha256,
            "shown_sha256": receipt.shown_sha256,
            "shown_as": receipt.shown_as,
        },
        silent=not request_of(dossier).is_admissible,
    )
