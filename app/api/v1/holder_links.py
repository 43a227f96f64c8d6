"""Candidates and holders without an account: the links that bring them what is theirs, sent and opened."""

from datetime import date, datetime
from typing import Literal, Self

from starlette.requests import Request
from starlette.responses import Response

from app.api.account_dependencies import MailWriterDep, SecretsDep
from app.api.bodies import AnswerBody, MirrorBody, RequestBody
from app.api.container import Container, container_of
from app.api.dependencies import LanguageDep, NewId, Now, Tag, Uow
from app.api.dossier_commands import DossierCommand
from app.api.downloads import content_disposition
from app.api.language import spoken
from app.api.negotiation import preferred
from app.api.problems import problems
from app.api.route_contract import produces, secret_response
from app.api.routing import router as router_of
from app.api.v1.admissibility import GroundOut
from app.api.v1.appeal_models import AppealOut
from app.api.v1.certificates import RevocationOut, certification_of
from app.api.v1.dossier_models import CertificationRef
from app.api.v1.holder_tokens import HolderLinkRedemption
from app.api.v1.survey_models import HeldSurveyOut
from app.domain.admissibility import candidacy_ends_on, request_of
from app.domain.appeals import APPEAL_AGAINST_LABELS, AppealAgainst
from app.domain.case import Case
from app.domain.certificates import CERTIFICATE_STATE_LABELS, Certificate, CertificateState, verification_path
from app.domain.deliberation import Outcome
from app.domain.dossier import ADMISSIBILITY_LABELS, STATUS_LABELS, AdmissibilityVerdict, Status
from app.domain.holder_papers import HOLDER_PAPER_LABELS, HolderPaper, candidates_appeals
from app.usecases.holders.reading import Contestable, OpenedPaper, PaperContent, Reader, read_paper
from app.usecases.holders.sending import SentLink, send_holder_link
from app.usecases.papers.admissibility import admissibility_letter
from app.usecases.papers.appeals import last_appeal_letter
from app.usecases.papers.attestations import attestation_pdf
from app.usecases.papers.certificates import certificate_pdf
from app.usecases.papers.decision_letters import decision_letter
from app.usecases.papers.printing import PrintedPaper
from app.usecases.papers.wording import kept_competences, printed_decisions
from app.usecases.ports import UnitOfWork

router = router_of("holder links", "", description="The links by which candidates and holders reach what is theirs.")

PDF = "application/pdf"
JSON = "application/json"


class HolderLinkIn(RequestBody):
    """Which paper the link opens."""

    paper: HolderPaper


class HolderLinkOut(AnswerBody):
    """That the link was mailed: to whom, and until when it opens the paper."""

    paper: HolderPaper
    paper_label: str
    sent_to: str
    expires_at: datetime

    @classmethod
    def of(cls, sent: SentLink) -> Self:
        """The sending on the wire."""
        return cls(
            paper=sent.paper,
            paper_label=spoken(HOLDER_PAPER_LABELS[sent.paper]),
            sent_to=sent.to,
            expires_at=sent.expires_at,
        )


class HeldCertificateOut(AnswerBody):
    """The certificate: its number and its code, and the address at which anybody verifies it."""

    number: str
    verification_code: str
    verification_url: str
    certification: CertificationRef
    option: str | None
    awarded_on: date
    issued_on: date
    state: CertificateState
    state_label: str
    revocation: RevocationOut | None

    @classmethod
    def of(cls, certificate: Certificate, public_url: str) -> Self:
        """The certificate on the wire."""
        return cls(
            number=certificate.number,
            verification_code=certificate.verification_code,
            verification_url=f"{public_url}{verification_path(certificate)}",
            certification=certification_of(certificate),
            option=certificate.option,
            awarded_on=certificate.awarded_on,
            issued_on=certificate.issued_on,
            state=certificate.state,
            state_label=spoken(CERTIFICATE_STATE_LABELS[certificate.state]),
            revocation=RevocationOut.of(certificate.revocation) if certificate.revocation else None,
        )


class AcquiredOut(AnswerBody):
    """A competence that stays acquired, until that day included; null while it is unchanged (R67)."""

    competence_code: str
    label: str
    until: date | None


class AcquiredCompetencesOut(AnswerBody):
    """What a partial award leaves acquired (R65–R67)."""

    decided_on: date
    competences: list[AcquiredOut]

    @classmethod
    def of(cls, case: Case) -> Self | None:
        """What the decision in force leaves."""
        decision = case.dossier.decision
        if decision is None:
            return None
        kept = kept_competences(decision.retained, case.framework)
        competences = [AcquiredOut(competence_code=one.code, label=one.label, until=one.until) for one in kept]
        return cls(decided_on=decision.decided_on, competences=competences)


class AnswerToRequestOut(AnswerBody):
    """The answer to the request for admissibility; `candidacy_ends_on` is the last day to reach a jury (R45)."""

    decision: AdmissibilityVerdict
    decision_label: str
    grounds: list[GroundOut]
    decided_on: date
    acknowledged_on: date | None
    candidacy_ends_on: date | None

    @classmethod
    def of(cls, case: Case) -> Self | None:
        """The answer in force."""
        request = request_of(case.dossier)
        if request.decision is None:
            return None
        return cls(
            decision=request.decision.verdict,
            decision_label=spoken(ADMISSIBILITY_LABELS[request.decision.verdict]),
            grounds=[GroundOut.of(ground) for ground in request.decision.grounds],
            decided_on=request.decision.decided_on,
            acknowledged_on=request.acknowledged_on,
            candidacy_ends_on=candidacy_ends_on(case),
        )


class DecidedCompetenceOut(MirrorBody):
    """The jury's word on one competence, with its reason where it gave one."""

    code: str
    label: str
    validated: bool
    reason: str | None


class JuryDecisionOut(AnswerBody):
    """What the jury decided where it did not award the certification in full, as its letter says it (D5)."""

    decided_on: date
    outcome: Outcome
    outcome_label: str
    competences: list[DecidedCompetenceOut]

    @classmethod
    def of(cls, case: Case) -> Self | None:
        """The decision in force."""
        decision = case.dossier.decision
        if decision is None:
            return None
        return cls(
            decided_on=decision.decided_on,
            outcome=decision.outcome,
            outcome_label=spoken(STATUS_LABELS[Status(decision.outcome)]),
            competences=[DecidedCompetenceOut.of(each) for each in printed_decisions(decision, case.framework)],
        )


class ContestableOut(AnswerBody):
    """What the candidate may contest by this link, with `fileHolderAppeal`; `closes_on` is the last day in time."""

    against: AppealAgainst
    against_label: str
    contested_on: date
    closes_on: date | None
    letter_text: str | None

    @classmethod
    def of(cls, found: Contestable) -> Self:
        """What may be contested, on the wire."""
        return cls(
            against=found.contested.against,
            against_label=spoken(APPEAL_AGAINST_LABELS[found.contested.against]),
            contested_on=found.contested.on,
            closes_on=found.closes_on,
            letter_text=found.terms.letter_text,
        )


class HolderAppealsOut(AnswerBody):
    """What the candidate may contest, and the appeals that they filed, the oldest first (D71)."""

    contestable: list[ContestableOut]
    filed: list[AppealOut]

    @classmethod
    def of(cls, opened: OpenedPaper, language: Literal["fr", "en"]) -> Self:
        """Both, on the wire."""
        case = opened.case
        return cls(
            contestable=[ContestableOut.of(each) for each in opened.contestable],
            filed=[AppealOut.of(case.dossier, each, case.on, language) for each in candidates_appeals(case.dossier)],
        )


class HolderPaperOut(AnswerBody):
    """What the link opens, under the name of its kind; the others are null. `surveys`: those that follow the
    certificate, opened so far, each with the answer that `answerSurvey` may correct until `closes_on`.

    `read_at`: of the answer to a request, the first reading, which is kept as its receipt; else this one.
    """

    paper: HolderPaper
    paper_label: str
    candidate_name: str
    dossier_number: str
    certification: CertificationRef
    read_at: datetime
    link_expires_at: datetime
    certificate: HeldCertificateOut | None
    attestation: AcquiredCompetencesOut | None
    admissibility: AnswerToRequestOut | None
    decision: JuryDecisionOut | None
    appeal: HolderAppealsOut | None
    surveys: list[HeldSurveyOut]

    @classmethod
    def of(cls, opened: OpenedPaper, public_url: str, language: Literal["fr", "en"]) -> Self:
        """The paper on the wire."""
        case, dossier, paper = opened.case, opened.case.dossier, opened.paper
        return cls(
            paper=paper,
            paper_label=spoken(HOLDER_PAPER_LABELS[paper]),
            candidate_name=dossier.candidate.full_name,
            dossier_number=dossier.number,
            certification=CertificationRef.of(dossier.certification_code),
            read_at=opened.read_at,
            link_expires_at=opened.expires_at,
            certificate=HeldCertificateOut.of(opened.certificate, public_url) if opened.certificate else None,
            attestation=AcquiredCompetencesOut.of(case) if paper is HolderPaper.ATTESTATION else None,
            admissibility=AnswerToRequestOut.of(case) if paper is HolderPaper.ADMISSIBILITY else None,
            decision=JuryDecisionOut.of(case) if paper is HolderPaper.DECISION else None,
            appeal=HolderAppealsOut.of(opened, language) if paper is HolderPaper.APPEAL else None,
            surveys=[HeldSurveyOut.of(each) for each in opened.surveys],
        )


@router.post(
    "/v1/dossiers/{dossier_id}/holder-link",
    operation_id="sendHolderLink",
    summary="Send the candidate a link to a paper",
    status_code=201,
    responses=problems(401, 403, 404, 412, 422),
)
async def send(
    command: DossierCommand, body: HolderLinkIn, uow: Uow, mail_writer: MailWriterDep, tag: Tag
) -> HolderLinkOut:
    """Mail a link to what is the candidate's, good for 90 days; the former one opens nothing any more.

    Links go out by themselves when a certificate is issued, at the closing of a session that did not award
    everything, and with the dispatch of the answer to a request for admissibility. Of several certificates, a link to
    each.
    """
    sent = await send_holder_link(uow, command, body.paper, mail_writer=mail_writer)
    tag(sent.dossier.version)
    return HolderLinkOut.of(sent)


@router.post(
    "/v1/holder-links/redeem",
    operation_id="readAttestation",
    summary="Open what a holder's link leads to",
    response_model=HolderPaperOut,
    responses={200: {"content": {PDF: {}}}, **problems(401, 406, 409, 422)},
)
@produces(PDF)
@secret_response
async def redeem(
    body: HolderLinkRedemption,
    uow: Uow,
    secrets: SecretsDep,
    now: Now,
    new_id: NewId,
    language: LanguageDep,
    request: Request,
) -> Response:
    """The candidate's own certificate, attestation or answer: in JSON, or printed, by `Accept: application/pdf`.

    The link opens it as often as wanted. The first reading of the answer to a request for admissibility is kept as
    its receipt, and counts as the acknowledgement (D12). A link to appeal tells what may be contested and what was
    (`fileHolderAppeal`); printed, it is the last letter about the candidate's appeals (D71). A link to a survey opens
    the certificate that it follows (`answerSurvey`).
    """
    container = container_of(request.scope)
    reader = Reader(token_digest=secrets.digest(body.token), now=now, new_id=new_id)
    as_pdf = preferred(request.headers.get("accept", "*/*"), (JSON, PDF)) == PDF
    names: list[str] = []

    async def show(opened: OpenedPaper) -> PaperContent:
        if not as_pdf:
            told = HolderPaperOut.of(opened, container.public_url, language).model_dump_json()
            return PaperContent(content=told.encode(), media_type=JSON)
        printed = await _printed(uow, opened, container, reader)
        names.append(printed.file_name)
        return PaperContent(content=printed.content, media_type=PDF)

    shown = await read_paper(uow, reader, show)
    named = {"Content-Disposition": content_disposition(names[-1])} if names else {}
    return Response(shown.content, media_type=shown.media_type, headers={"Vary": "Accept", **named})


async def _printed(uow: UnitOfWork, opened: OpenedPaper, container: Container, reader: Reader) -> PrintedPaper:
    if opened.certificate is not None:
        return await certificate_pdf(uow, container.printing, opened.certificate)
    if opened.paper is HolderPaper.ATTESTATION:
        return await attestation_pdf(uow, container.printing, opened.case.dossier, now=reader.now)
    if opened.paper is HolderPaper.DECISION:
        return await decision_letter(uow, container.printing, opened.case.dossier, now=reader.now)
    if opened.paper is HolderPaper.APPEAL:
        return await last_appeal_letter(uow, container.printing, opened.case.dossier, now=reader.now)
    return await admissibility_letter(uow, container.printing, opened.case.dossier, now=reader.now)
