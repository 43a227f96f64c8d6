"""A link to a paper, minted and mailed to the candidate: the former one is dead."""

from collections.abc import Callable
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
from app.usecases.addresses import candidate_of, has_died
from app.usecases.dossiers.acting import Act, load_case_for_update, save
from app.usecases.errors import RulesRefused
from app.usecases.holders.mail_kinds import MAIL_KINDS
from app.usecases.jury.closed_sessions import closed_session_of
from app.usecases.mail_writer import MailWriter
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
        dossier = (await load_case_for_update(uow, command)).dossier
        certificates = await uow.certificates.of_dossier(dossier.id)
        closed = await session_is_closed(uow, dossier)
        died = await has_died(uow, dossier.id)
        surveyed = await _open_surveys(uow, certificates, command.now) if paper is HolderPaper.SURVEY else ()
        violations = why_not_sent(
            dossier, paper, certificates, session_closed=closed, died=died, surveyed=bool(surveyed)
        )
        if violations or dossier.candidate.email is None:
            raise RulesRefused(violations, command.now.on)
        told = replace(command, details={"paper": paper}, silent=True, rules=())
        saved = await save(uow, told, before=dossier, after=dossier)
        if paper is HolderPaper.CERTIFICATE:
            for certificate in (each for each in certificates if each.is_valid):
                await send_certificate(uow, link_context, saved, certificate)
        elif paper is HolderPaper.SURVEY:
            for certificate, survey in surveyed:
                again = f"holder_survey:{survey.id}:{command.new_id()}"
                await send_survey(uow, link_context, saved, certificate, survey, cause=again)
        else:
            await _send(uow, link_context, saved, paper, saved.certification_code, {})
        await uow.commit()
    ends = [_end_of(survey) for _, survey in surveyed] or [command.now.at + HOLDER_LINKS_LAST]
    expires_at = max(ends)
    return SentLink(dossier=saved, paper=paper, to=dossier.candidate.email, expires_at=expires_at)


async def send_certificate(
    uow: UnitOfWork, link_context: LinkContext, dossier: Dossier, certificate: Certificate
) -> None:
    """Mail the link to one certificate, where the candidate has an address; the one to what it replaces is dead."""
    if certificate.replaces is not None:
        former = {"paper": HolderPaper.CERTIFICATE, "number": certificate.replaces}
        await uow.links.revoke(LinkPurpose.HOLDER, link_context.now.at, dossier_id=dossier.id, payload=former)
    code, of = certificate.certification_code, {"number": certificate.number}
    bridged = ", ".join((certificate.words.bridges if certificate.words else None) or ())
    await _send(uow, link_context, dossier, HolderPaper.CERTIFICATE, code, of, bridges=bridged)


async def send_attestation(uow: UnitOfWork, link_context: LinkContext, dossier: Dossier) -> None:
    """Mail the link to the attestation of acquired competences, where the candidate has an address."""
    await _send(uow, link_context, dossier, HolderPaper.ATTESTATION, dossier.certification_code, {})


async def send_decision(uow: UnitOfWork, link_context: LinkContext, dossier: Dossier) -> None:
    """Mail the link to the letter of a decision that awards in part, or nothing, where the candidate has an address."""
    await _send(uow, link_context, dossier, HolderPaper.DECISION, dossier.certification_code, {})


async def send_admissibility(uow: UnitOfWork, link_context: LinkContext, case: Case) -> None:
    """Mail the link to the answer to the request for admissibility, where the candidate has an address."""
    dossier = case.dossier
    paper, code = HolderPaper.ADMISSIBILITY, dossier.certification_code
    await _send(uow, link_context, dossier, paper, code, {}, died=bool(case.known_deaths))


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


async def _send(
    uow: UnitOfWork,
    link_context: LinkContext,
    dossier: Dossier,
    paper: HolderPaper,
    certification_code: str,
    of: dict[str, str],
    *,
    bridges: str = "",
    died: bool | None = None,
) -> None:
    """Kill the former link, which may have gone astray, and mail a new one where there is an address of somebody who
    lives: what a dead holder was awarded is printed, and sent to nobody (D69). ``died``: where it is known already."""
    payload, at = {"paper": paper, **of}, link_context.now.at
    await uow.links.revoke(LinkPurpose.HOLDER, at, dossier_id=dossier.id, payload=payload)
    if dossier.candidate.email is None or (await has_died(uow, dossier.id) if died is None else died):
        return
    link = Link(
        id=link_context.new_id(),
        purpose=LinkPurpose.HOLDER,
        dossier_id=dossier.id,
        payload=payload,
        created_at=at,
        expires_at=at + HOLDER_LINKS_LAST,
    )
    await link_context.mail_writer.send_link(
        uow,
        MAIL_KINDS[paper],
        link,
        to=dossier.candidate.email,
        mail_id=link_context.new_id(),
        name=dossier.candidate.full_name,
        certification=CERTIFICATIONS[certification_code].title,
        number=dossier.number,
        bridges=bridges,
        decision=str(decision.verdict) if (decision := request_of(dossier).decision) is not None else "",
        outcome=str(dossier.decision.outcome) if dossier.decision is not None else "",
    )


async def session_is_closed(uow: UnitOfWork, dossier: Dossier) -> bool:
    """Whether the session whose decision is in force is closed: nothing of it goes out before (D39)."""
    return await closed_session_of(uow, dossier.decision) is not None
