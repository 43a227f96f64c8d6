"""A link to a paper, minted and mailed to the candidate: the former one is dead."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from app.domain.admissibility import request_of
from app.domain.calendar import start_of_paris_day
from app.domain.case import Case
from app.domain.catalogue import CERTIFICATIONS
from app.domain.certificates import Certificate
from app.domain.day_words import in_words
from app.domain.dossier import Dossier
from app.domain.holder_papers import HolderPaper, why_not_sent
from app.domain.surveys import WAVE_DELAYS, Survey, may_answer
from app.usecases.addresses import candidate_of
from app.usecases.dossiers.acting import Act, load_case_for_update, save
from app.usecases.errors import RulesRefused
from app.usecases.holders.mail_kinds import MAIL_KINDS
from app.usecases.jury.closed_sessions import closed_session_of
from app.usecases.mail_writer import LinkMail, MailWriter
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Link, LinkPurpose

HOLDER_LINKS_LAST = timedelta(days=90)
"""Long enough for a summer away, short beside the eighteen months of a candidacy; the secretariat sends others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkContext:
    """What it takes to send a link within an act."""

    mail_writer: MailWriter
    now: Moment
    new_id: Callable[[], UUID]

    @classmethod
    def by(cls, command: Act, mail_writer: MailWriter) -> Self:
        """What that act has at hand."""
        return cls(mail_writer=mail_writer, now=command.now, new_id=command.new_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentLink:
    """That a link was mailed: to which paper, to whom, and until when it opens it."""

    dossier: Dossier
    paper: HolderPaper
    to: str
    expires_at: datetime


async def send_holder_link(uow: UnitOfWork, command: Act, paper: HolderPaper, *, mail_writer: MailWriter) -> SentLink:
    """Mail the candidate a link to a paper, the former one dead; of several certificates, a link to each valid one.

    Raises NotFound, StaleVersion, RulesRefused.
    """
    link_context = LinkContext.by(command, mail_writer)
    async with uow:
        case = await load_case_for_update(uow, command)
        dossier, died = case.dossier, bool(case.known_deaths)
        certificates = await uow.certificates.of_dossier(dossier.id)
        closed = await session_is_closed(uow, dossier)
        surveyed = await _open_surveys(uow, certificates, command.now) if paper is HolderPaper.SURVEY else ()
        violations = why_not_sent(
            dossier, paper, certificates, session_closed=closed, died=died, surveyed=bool(surveyed)
        )
        if violations or dossier.candidate.email is None:
            raise RulesRefused(violations, command.now.on)
        told = replace(command, details={"paper": paper}, silent=True, rules=())
        saved = await save(uow, told, before=dossier, after=dossier)
        case = replace(case, dossier=saved)
        if paper is HolderPaper.CERTIFICATE:
            valid = [certificate for certificate in certificates if certificate.is_valid]
            await send_paper_links(uow, link_context, [link_to_certificate(case, each) for each in valid])
        elif paper is HolderPaper.SURVEY:
            for certificate, survey in surveyed:
                again = f"holder_survey:{survey.id}:{command.new_id()}"
                await send_survey(uow, link_context, saved, certificate, survey, cause=again)
        else:
            await send_paper_links(uow, link_context, (link_to_paper(case, paper),))
        await uow.commit()
    ends = [_end_of(survey) for _, survey in surveyed] or [command.now.at + HOLDER_LINKS_LAST]
    expires_at = max(ends)
    return SentLink(dossier=saved, paper=paper, to=dossier.candidate.email, expires_at=expires_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLink:
    """A link to a paper of the case's dossier. ``payload``: what it carries; ``replaced``: what that to a paper that is
    replaced carried; ``bridges``: what its mail says of them."""

    case: Case
    paper: HolderPaper
    certification_code: str
    payload: Mapping[str, str]
    replaced: Mapping[str, str] | None = None
    bridges: str = ""

    @property
    def former(self) -> Iterable[tuple[UUID, Mapping[str, str]]]:
        """The dossier, and what each link carried that is dead once this one is sent."""
        payloads = (self.payload, self.replaced)
        return ((self.case.dossier.id, payload) for payload in payloads if payload is not None)

    def mail(self, link_context: LinkContext, email: str) -> LinkMail:
        """What brings it to that address, once."""
        dossier, at = self.case.dossier, link_context.now.at
        link = Link(
            id=link_context.new_id(),
            purpose=LinkPurpose.HOLDER,
            dossier_id=dossier.id,
            payload=dict(self.payload),
            created_at=at,
            expires_at=at + HOLDER_LINKS_LAST,
        )
        return LinkMail(
            kind=MAIL_KINDS[self.paper],
            link=link,
            to=email,
            mail_id=link_context.new_id(),
            values={
                "name": dossier.candidate.full_name,
                "certification": CERTIFICATIONS[self.certification_code].title,
                "number": dossier.number,
                "bridges": self.bridges,
                "decision": str(decision.verdict) if (decision := request_of(dossier).decision) is not None else "",
                "outcome": str(dossier.decision.outcome) if dossier.decision is not None else "",
            },
        )


def link_to_paper(case: Case, paper: HolderPaper) -> PaperLink:
    """The link to a paper of which the dossier has one at a time."""
    return PaperLink(
        case=case, paper=paper, certification_code=case.dossier.certification_code, payload={"paper": paper}
    )


def link_to_certificate(case: Case, certificate: Certificate) -> PaperLink:
    """The link to one certificate; the one to what it replaces is dead."""
    paper, replaced = HolderPaper.CERTIFICATE, certificate.replaces
    return PaperLink(
        case=case,
        paper=paper,
        certification_code=certificate.certification_code,
        payload={"paper": paper, "number": certificate.number},
        replaced={"paper": paper, "number": replaced} if replaced is not None else None,
        bridges=", ".join((certificate.words.bridges if certificate.words else None) or ()),
    )


async def send_paper_links(uow: UnitOfWork, link_context: LinkContext, links: Sequence[PaperLink]) -> None:
    """Kill the former links, which may have gone astray, and mail new ones where there is an address of somebody who
    lives: what a dead holder was awarded is printed, and sent to nobody (D69)."""
    former = [each for link in links for each in link.former]
    await uow.links.revoke_of_dossiers(LinkPurpose.HOLDER, link_context.now.at, former)
    addressed = ((link, link.case.dossier.candidate.email) for link in links if not link.case.known_deaths)
    mails = [link.mail(link_context, email) for link, email in addressed if email is not None]
    await link_context.mail_writer.send_links(uow, mails)


async def send_survey(
    uow: UnitOfWork,
    link_context: LinkContext,
    dossier: Dossier,
    certificate: Certificate,
    survey: Survey,
    *,
    cause: str,
    reminder: bool = False,
) -> None:
    """Mail the link to a survey, once for each ``cause``, where the holder has an address; the former ones open it
    too, until it closes."""
    for person in await candidate_of(uow, dossier):
        link = Link(
            id=link_context.new_id(),
            purpose=LinkPurpose.HOLDER,
            dossier_id=dossier.id,
            payload={"paper": HolderPaper.SURVEY, "number": certificate.number},
            created_at=link_context.now.at,
            expires_at=_end_of(survey),
        )
        await link_context.mail_writer.write_bringing(
            uow,
            MAIL_KINDS[HolderPaper.SURVEY],
            link,
            to=person.email,
            mail_id=link_context.new_id(),
            at=link_context.now.at,
            cause=cause,
            name=person.name,
            certification=CERTIFICATIONS[certificate.certification_code].title,
            number=dossier.number,
            wave=str(survey.wave),
            after=WAVE_DELAYS[survey.wave].in_language(person.language),
            reminder="yes" if reminder else "",
            closes_on=in_words(survey.closes_on).in_language(person.language),
        )


def _end_of(survey: Survey) -> datetime:
    """The first instant after its last day."""
    return start_of_paris_day(survey.closes_on + timedelta(days=1))


async def _open_surveys(
    uow: UnitOfWork, certificates: tuple[Certificate, ...], now: Moment
) -> tuple[tuple[Certificate, Survey], ...]:
    """The surveys that the holder of these certificates may answer today, each with its certificate."""
    valid = [each for each in certificates if each.is_valid]
    found = [(each, survey) for each in valid for survey in await uow.surveys.of_certificate(each.number)]
    return tuple((certificate, survey) for certificate, survey in found if may_answer(survey, now.on) is None)


async def session_is_closed(uow: UnitOfWork, dossier: Dossier) -> bool:
    """Whether the session whose decision is in force is closed: nothing of it goes out before (D39)."""
    return await closed_session_of(uow, dossier.decision) is not None
