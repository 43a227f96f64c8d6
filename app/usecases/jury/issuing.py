"""What the closing of a session makes of its dossiers: decisions signed, certificates issued, papers sent."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from app.domain import certificate_life
from app.domain.appeals import AppealAgainst, AppealTerms
from app.domain.case import Case
from app.domain.certificate_life import Settlement
from app.domain.certificates import Certificate
from app.domain.dossier import Dossier
from app.domain.holder_papers import HolderPaper, has_attestation, has_decision_letter
from app.domain.jury import JurySession
from app.domain.unsigned_decisions import signed
from app.usecases.access import Caller
from app.usecases.dossiers.acting import AT_ONCE, Act, save_together
from app.usecases.dossiers.facts import cases_of
from app.usecases.holders.sending import LinkContext, PaperLink, link_to_paper, send_paper_links
from app.usecases.jury.certificates import Issuer
from app.usecases.jury.delivering import Delivery, deliver_certificates, settlement_summary, withheld_events
from app.usecases.moment import Moment
from app.usecases.papers.attestations import issued_attestation
from app.usecases.papers.decision_letters import issued_decision_letter
from app.usecases.ports import UnitOfWork
from app.usecases.ports.paper import IssuedPaper
from app.usecases.reference.appeal_terms import terms_against


@dataclass(frozen=True, slots=True, kw_only=True)
class _Closing:
    """The closing of a session as it goes through its dossiers: who closes, by what, and what was there before.

    ``held``: the certificates of each dossier; ``issued``: the certifications of those that it has had since.
    """

    caller: Caller
    now: Moment
    new_id: Callable[[], UUID]
    issuer: Issuer
    sessions: Mapping[UUID, JurySession]
    held: Mapping[UUID, tuple[Certificate, ...]]
    terms: AppealTerms
    issued: dict[UUID, frozenset[str]] = field(default_factory=dict)

    @property
    def link_context(self) -> LinkContext:
        """What it takes to send what is issued."""
        return LinkContext(mail_writer=self.issuer.mail_writer, now=self.now, new_id=self.new_id)

    def session_of(self, case: Case) -> JurySession:
        """The one whose decision is in force."""
        return self.sessions[_deciding(case.dossier)]

    def settle(self, read: Case) -> Delivery:
        """What becomes of the certificates of the next dossier."""
        case, dossier_id = self._with_what_was_just_issued(read), read.dossier.id
        issuing = self.issuer.issuing(self.session_of(case), self.now.at)
        settlement = certificate_life.settle(case, self.held.get(dossier_id, ()), issuing)
        self.issued[dossier_id] = frozenset(certificate.certification_code for certificate in settlement.issued)
        command = Act(
            caller=self.caller,
            operation_id="closeJurySession",
            dossier_id=dossier_id,
            now=self.now,
            new_id=self.new_id,
            details=settlement_summary(settlement) if settlement != Settlement() else {},
            silent=True,
        )
        return Delivery(command=command, case=case, settlement=settlement)

    def _with_what_was_just_issued(self, case: Case) -> Case:
        """A person may have two dossiers before one session: a CQPI that both ask for is delivered once (D52)."""
        now_held = (self.issued.get(other.id, frozenset()) for other in case.earlier)
        return replace(case, cqpi_held=case.cqpi_held.union(*now_held))


async def issue_certificates(
    uow: UnitOfWork,
    caller: Caller,
    decided: Sequence[Dossier],
    *,
    now: Moment,
    new_id: Callable[[], UUID],
    issuer: Issuer,
) -> None:
    """What the closing of a session makes of its dossiers, each with a line of history: its decision is signed, and
    its certificates follow.

    A partial award has no certificate: its candidate is sent the attestation of what they acquired.
    """
    cases = await cases_of(uow, decided, now.on)
    closing = _Closing(
        caller=caller,
        now=now,
        new_id=new_id,
        issuer=issuer,
        sessions=await _sessions_of(uow, decided),
        held=await uow.certificates.of_dossiers([dossier.id for dossier in decided]),
        terms=await terms_against(uow, AppealAgainst.JURY_DECISION),
    )
    for start in range(0, len(cases), AT_ONCE):
        await _issue(uow, closing, [closing.settle(case) for case in cases[start : start + AT_ONCE]])


async def _issue(uow: UnitOfWork, closing: _Closing, settled: Sequence[Delivery]) -> None:
    """All that follows for some of the dossiers, each kind of it written for them together."""
    deliveries = await _sign(uow, settled)
    await deliver_certificates(uow, closing.link_context, deliveries)
    await uow.events.record(*(event for delivery in deliveries for event in withheld_events(delivery)))
    lettered = [delivery.case for delivery in deliveries if has_decision_letter(delivery.case.dossier)]
    await _issue_letters(uow, closing, lettered)


async def _sign(uow: UnitOfWork, settled: Sequence[Delivery]) -> list[Delivery]:
    """Save the dossiers, their decisions signed; the same deliveries of the dossiers as saved."""
    acts = [(delivery.command, delivery.case, signed(delivery.case.dossier)) for delivery in settled]
    saved = await save_together(uow, acts)
    return [
        replace(delivery, case=replace(delivery.case, dossier=acted.dossier))
        for delivery, acted in zip(settled, saved, strict=True)
    ]


async def _issue_letters(uow: UnitOfWork, closing: _Closing, cases: Iterable[Case]) -> None:
    """Keep and send the letters of what is not awarded in full, each after the attestation of what is, if a part is."""
    papers: list[IssuedPaper] = []
    links: list[PaperLink] = []
    for case in cases:
        session, on = closing.session_of(case), closing.now.on
        if has_attestation(case.dossier):
            papers.append(issued_attestation(case, session, issued_on=on))
            links.append(link_to_paper(case, HolderPaper.ATTESTATION))
        papers.append(issued_decision_letter(case, session, closing.terms, issued_on=on))
        links.append(link_to_paper(case, HolderPaper.DECISION))
    await uow.issued_papers.add_together(papers, closing.now.at)
    await send_paper_links(uow, closing.link_context, links)


async def _sessions_of(uow: UnitOfWork, decided: Iterable[Dossier]) -> Mapping[UUID, JurySession]:
    """The sessions whose decisions are in force, each read once."""
    found = {each: await uow.jury_sessions.get(each) for each in {_deciding(dossier) for dossier in decided}}
    return {each: session for each, session in found.items() if session is not None}


def _deciding(dossier: Dossier) -> UUID:
    if dossier.decision is None:
        raise ValueError(f"{dossier.number}: nothing was decided")
    return dossier.decision.session_id
