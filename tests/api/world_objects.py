"""The dossiers, sessions of the jury and certificates of the matrix's world: each whole, so that every part of one can
be read, and each somebody's.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.adapters.clock import system_time
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.appeals import AppealOutcome
from app.domain.bridge_requests import REQUEST_PIECES, BridgeRequest, ParchmentHolder, Presented
from app.domain.calendar import paris_day
from app.domain.candidate import HeldCertification
from app.domain.certificates import Certificate, Holder
from app.domain.deliberation import Outcome
from app.domain.documents import DocumentKind
from app.domain.dossier import Closure, ClosureReason, Dossier, JuryRegistration, JuryRegistrationState
from app.domain.event_types import EventType
from app.domain.jury import College, JurySession, Member, SessionState
from app.domain.partner_decisions import PartnerDecision, PartnerReport
from app.domain.passport import PassportAction, PassportStage
from app.domain.passport_file import PassportSchema
from app.domain.passport_identity import NOTHING_SAID
from app.domain.person_matches import PersonMatch
from app.domain.persons import Difference
from app.domain.webhooks import Endpoint, SigningSecret
from app.sandbox.identities import (
    COMPANY,
    EVALUATOR,
    EVALUATORS_BY_REGION,
    JURY_EMPLOYEES_USER,
    JURY_USER,
    OTHER_COMPANY,
)
from app.sandbox.reference import EXAMPLE_VERSION
from app.usecases.dossiers.events import event_of
from app.usecases.dossiers.previews import preview_key
from app.usecases.ports.documents import DocumentStore
from app.usecases.ports.dossiers import HistoryLine, Preview, SavedDossier, StoredDocument
from app.usecases.ports.outbox import Mail
from app.usecases.ports.passport import FrozenPassport, PassportBatch
from app.usecases.ports.takeovers import TakeoverBatch
from app.usecases.ports.webhooks import SecretCipher
from app.usecases.webhooks.envelope import writer_for
from app.usecases.webhooks.signing import new_secret
from tests import builders as b
from tests import files

CODES = tuple(f"C{number}" for number in range(1, 8))
OTHER_EVALUATOR = EVALUATORS_BY_REGION["11"]

_IN_REGISTRATION: Mapping[str, Any] = {"registered_on": None, "scope": None, "assessment": None, "acceptance": None}


def dossier_id(name: str) -> UUID:
    """The id of that dossier of the world: the same in every run, so that requests may name it."""
    return b.an_id(1001 + DOSSIERS.index(name))


def funding_id(name: str) -> UUID:
    """The id of that dossier's funding."""
    return b.an_id(4001 + DOSSIERS.index(name))


def document_id(name: str) -> UUID:
    """The id of that dossier's document."""
    return b.an_id(2001 + DOSSIERS.index(name))


def appeal_id(name: str) -> UUID:
    """The id of that dossier's appeal, which has its answer."""
    return b.an_id(4001 + DOSSIERS.index(name))


OPEN_SESSION, STRANGERS_SESSION, CLOSED_SESSION, TO_CHANGE, TO_POSTPONE, TO_CANCEL, TO_OPEN = (
    b.an_id(number) for number in range(3001, 3008)
)
CERTIFICATE, STRANGERS_CERTIFICATE = "0000-1111-2222-3333", "4444-5555-6666-7777"
CODE = "0123-4567-89"
CALENDAR_TOKEN = "calendar" * 5
MATCH, CPF_BATCH, TAKEOVER = b.an_id(3101), b.an_id(3401), b.an_id(3501)
MAIL = b.an_id(3301)
ENDPOINT, STRANGERS_ENDPOINT, TO_DELETE = (b.an_id(number) for number in range(3201, 3204))
DELIVERY = b.an_id(3211)
REPORT = b.an_id(3221)
"""What the partner branch reported."""
BRIDGE_REQUEST, REQUEST_TO_OPEN, REQUEST_TO_DECLINE = (b.an_id(number) for number in range(3231, 3234))
"""What it brought."""
REFERENCE = "2026-CH-00042"
FUNDED_BY: Mapping[str, str] = {
    "individualised": "OPCA",
    "of_another_company": "AUTRE-OPCA",
    "simplified": "AUTRE-OPCA",
    "common_law": "AUTRE-OPCA",
}


def _on_agenda(session_id: UUID) -> JuryRegistration:
    return JuryRegistration(state=JuryRegistrationState.REGISTERED, session_id=session_id, registered_on=b.TODAY)


_SPECIFIC: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "individualised": (b.P1, {}),
    "simplified": (b.P2, {}),
    "common_law": (b.P3, {"company_id": None}),
    "of_another_company": (b.P2, {"company_id": OTHER_COMPANY}),
    "entrusted": (b.P1, {}),
    "entrusted_to_another": (b.P1, {"evaluator": b.a_choice(evaluator_id=OTHER_EVALUATOR, region="11")}),
    "to_decline": (b.P1, {"assessment": None, "scope": None, "trade_observations": None}),
    "to_observe": (b.P1, {}),
    "to_withdraw": (b.P1, {"evaluator": None, **_IN_REGISTRATION}),
    "before_the_jury": (b.P1, {"jury_registration": _on_agenda(OPEN_SESSION)}),
    "before_strangers": (b.P1, {"jury_registration": _on_agenda(STRANGERS_SESSION)}),
    "before_a_closed_jury": (b.P1, {"jury_registration": _on_agenda(CLOSED_SESSION)}),
    "decided": (
        b.P1,
        {"jury_registration": _on_agenda(OPEN_SESSION), "decisions": (b.a_decision(session_id=OPEN_SESSION),)},
    ),
    "awarded": (b.P1, {"decisions": (b.a_decision(session_id=CLOSED_SESSION),)}),
    "awarded_elsewhere": (
        b.P1,
        {"decisions": (b.a_decision(session_id=CLOSED_SESSION),), "company_id": OTHER_COMPANY},
    ),
    "awarded_in_part": (
        b.P1,
        {"decisions": (b.a_decision(Outcome.PARTIALLY_AWARDED, session_id=CLOSED_SESSION),)},
    ),
    "withdrawn": (
        b.P1,
        {
            **_IN_REGISTRATION,
            "evaluator": None,
            "closure": Closure(reason=ClosureReason.WITHDRAWN, on=b.TODAY, detail="x"),
        },
    ),
}
DOSSIERS = tuple(_SPECIFIC)


def a_whole_dossier(name: str) -> Dossier:
    """The dossier of that name, with everything that may be recorded on its way, save what makes it what it is."""
    pathway, specific = _SPECIFIC[name]
    whole: dict[str, Any] = {
        "id": dossier_id(name),
        "number": f"CQP-2026-9{DOSSIERS.index(name):05d}",
        "company_id": COMPANY,
        "candidate": b.a_candidate(birth_name=f"Durand {name}", held_certifications=(_held(),)),
        "skills_identification": b.a_skills_identification(),
        "training_plan": b.a_training_plan(),
        "admissibility": None if pathway == b.P1 else b.an_admission(),
        "portfolio_completed_on": b.TODAY if pathway == b.P3 else None,
        "evaluator": b.a_choice(evaluator_id=EVALUATOR),
        "acceptance": b.an_acceptance(),
        "trade_evaluator": None if pathway == b.P3 else b.a_trade_evaluator(),
        "trade_observations": None if pathway == b.P3 else b.trade_observations(),
        "registered_on": b.TODAY,
        "scope": b.a_scope(framework_version=EXAMPLE_VERSION, assessed=CODES),
        "assessment": b.an_assessment(),
        "appeals": (b.an_appeal(id=appeal_id(name), answer=b.an_appeal_answer(AppealOutcome.DISMISSED)),),
    }
    return b.a_dossier(pathway, **{**whole, **specific})


def _held() -> HeldCertification:
    return HeldCertification(
        code="cqpi-agent-logistique", certifier="UIMM", number="2019-0042", awarded_on=date(2019, 6, 3)
    )


async def bring_in(engine: AsyncEngine, store: DocumentStore, cipher: SecretCipher) -> None:
    """Write all of them down, the documents' files included."""
    async with SqlUnitOfWork(engine) as uow:
        for session in _sessions(paris_day(await system_time())):
            await uow.jury_sessions.add(session, b.NOW)
        for name in DOSSIERS:
            dossier = a_whole_dossier(name)
            await uow.dossiers.add(SavedDossier(dossier=dossier, line=a_line(dossier)))
            kept = await store.put(f"world/{name}", _pieces())
            document = b.a_document(
                DocumentKind.OUTIL_4,
                id=document_id(name),
                size=kept.size,
                sha256=sha256(files.PDF).hexdigest(),
                storage_key=f"world/{name}",
            )
            stored = StoredDocument(document=document, uploaded_by={"role": "evaluator"}, uploaded_at=b.NOW)
            await uow.dossiers.add_document(dossier.id, stored)
            picture = await store.put(preview_key(document.storage_key), _pieces())
            drawn = Preview(drawn_at=b.NOW, pages=1, size=picture.size, sha256=picture.sha256)
            await uow.dossiers.keep_preview(document.id, drawn)
        form = await store.put("world/form", _pieces())
        await uow.forms.add(b.a_form(size=form.size, sha256=form.sha256, storage_key="world/form"))
        for name, funder_code in FUNDED_BY.items():
            confirmed_at = b.NOW if (name, funder_code) == ("individualised", "OPCA") else None
            funding = b.a_funding(funder_code, REFERENCE, id=funding_id(name), confirmed_at=confirmed_at)
            await uow.fundings.add(dossier_id(name), funding)
        await uow.calendar_links.replace(JURY_EMPLOYEES_USER, sha256(CALENDAR_TOKEN.encode()).digest(), b.NOW)
        await uow.certificates.add(_certificate(CERTIFICATE, "awarded"))
        await uow.certificates.add(_certificate(STRANGERS_CERTIFICATE, "awarded_elsewhere"))
        await uow.passport.freeze(_frozen(CERTIFICATE), at=b.NOW)
        await uow.passport.add_batch(_batch(), b"<flux/>", [CERTIFICATE], PassportStage.SENT)
        await uow.takeovers.add(_takeover())
        await uow.partner_decisions.add(_report())
        for request_id in (BRIDGE_REQUEST, REQUEST_TO_OPEN, REQUEST_TO_DECLINE):
            sizes = [(await store.put(f"world/{request_id}/{kind}", _pieces())).size for kind in REQUEST_PIECES]
            await uow.bridge_requests.add(a_bridge_request(request_id, f"world/{request_id}", sizes[0]))
        await uow.persons.add(_match("awarded", "awarded_elsewhere"))
        await uow.outbox.put(_mail())
        await _bring_webhooks_in(uow, cipher)
        await uow.commit()


async def _bring_webhooks_in(uow: SqlUnitOfWork, cipher: SecretCipher) -> None:
    """Receivers at which nobody listens, and a message for one of them."""
    for endpoint_id, program in ((ENDPOINT, "opca-sandbox"), (STRANGERS_ENDPOINT, "pharma-sandbox")):
        await uow.webhook_endpoints.add(_endpoint(endpoint_id, program, cipher))
    told = event_of(EventType.DOSSIER_UPDATED, a_whole_dossier("individualised"), at=b.NOW, new_id=uuid7)
    await uow.events.record(told)
    await uow.webhook_deliveries.fan_out(
        told.id, write=writer_for("http://testserver"), at=b.NOW, new_id=lambda: DELIVERY
    )
    await uow.webhook_endpoints.add(_endpoint(TO_DELETE, "opca-sandbox", cipher))


def _endpoint(endpoint_id: UUID, program: str, cipher: SecretCipher) -> Endpoint:
    return Endpoint(
        id=endpoint_id,
        client_id=program,
        url="http://127.0.0.1:9/",
        secrets=(SigningSecret(sealed=cipher.encrypt(new_secret()), created_at=b.NOW),),
        created_at=b.NOW,
    )


async def _pieces() -> AsyncIterator[bytes]:
    yield files.PDF


def a_line(dossier: Dossier) -> HistoryLine:
    return HistoryLine(
        id=uuid7(),
        dossier_id=dossier.id,
        dossier_version=1,
        at=b.NOW,
        on=b.TODAY,
        operation="createDossier",
        actor={"role": dossier.created_by_role},
        from_status=None,
        to_status="registration_in_progress",
        rules=(),
    )


def _sessions(today: date) -> tuple[JurySession, ...]:
    both = (
        Member(user_id=JURY_USER, name="Jeanne Prévost", college=College.EMPLOYERS, chair=True),
        Member(user_id=JURY_EMPLOYEES_USER, name="Marc Tessier", college=College.EMPLOYEES),
    )
    planned = JurySession(
        id=TO_CHANGE,
        held_on=today + timedelta(days=30),
        registration_closes_on=today + timedelta(days=20),
        place="Paris",
        capacity=20,
        members=both,
    )
    opened = replace(
        planned,
        id=OPEN_SESSION,
        held_on=today,
        registration_closes_on=today,
        state=SessionState.OPEN,
        present=tuple(member.user_id for member in both),
        chair=JURY_USER,
    )
    strangers = replace(
        opened, id=STRANGERS_SESSION, members=both[1:], present=(JURY_EMPLOYEES_USER,), chair=JURY_EMPLOYEES_USER
    )
    closed = replace(opened, id=CLOSED_SESSION, state=SessionState.CLOSED)
    others = (replace(planned, id=session_id) for session_id in (TO_POSTPONE, TO_CANCEL, TO_OPEN))
    return (planned, opened, strangers, closed, *others)


def _mail() -> Mail:
    return Mail(
        id=MAIL,
        cause="world",
        to="invitee@sandbox.example",
        template="invitation",
        language="fr",
        subject="Essai",
        body="Essai",
        html="Essai",
        created_at=b.NOW,
    )


def _match(*names: str) -> PersonMatch:
    return PersonMatch(
        id=MATCH,
        dossier_ids=frozenset(map(dossier_id, names)),
        differences=frozenset({Difference.NAME}),
        found_in=dossier_id(names[0]),
        found_at=b.NOW,
    )


def _frozen(number: str) -> FrozenPassport:
    return FrozenPassport(certificate_number=number, identity=NOTHING_SAID, access=None, requested_on=None)


def _batch() -> PassportBatch:
    return PassportBatch(
        id=CPF_BATCH,
        flux_id=f"20261123-{CPF_BATCH}",
        action=PassportAction.CREATION,
        schema=PassportSchema.V1_1_5,
        count=1,
        size=7,
        sha256=sha256(b"<flux/>").hexdigest(),
        made_by="Sophie Laurent",
        made_at=b.NOW,
    )


def _takeover() -> TakeoverBatch:
    return TakeoverBatch(
        id=TAKEOVER,
        source="essai",
        partial=False,
        report={"counts": {}, "files": [], "rows": [], "reconciliation": []},
        made_by="Sophie Laurent",
        made_at=b.NOW,
    )


def _report() -> PartnerDecision:
    said = PartnerReport(
        certificate_number=CERTIFICATE, partner_certification="PH10", outcome=Outcome.AWARDED, decided_on=b.TODAY
    )
    return PartnerDecision(
        id=REPORT, dossier_id=dossier_id("awarded"), report=said, reported_by="pharma-sandbox", reported_at=b.NOW
    )


def a_bridge_request(request_id: UUID, key: str, size: int) -> BridgeRequest:
    """A request that waits, each of another holder."""
    pieces = (
        b.a_document(kind, id=uuid7(), size=size, sha256=sha256(files.PDF).hexdigest(), storage_key=f"{key}/{kind}")
        for kind in REQUEST_PIECES
    )
    return BridgeRequest(
        id=request_id,
        branch="pharma",
        brought_by="pharma-sandbox",
        received_at=b.NOW,
        presented=Presented(
            certification_code="cqp-pilote-ligne-conditionnement",
            partner_certification="PH08",
            number=f"PH-2020-{request_id}",
            awarded_on=date(2020, 6, 30),
        ),
        holder=ParchmentHolder(
            birth_name="Nguyen",
            usage_name=None,
            first_names=f"Linh {request_id.hex[-2:].translate(str.maketrans('0123456789', 'ghijklmnop'))}",
            birth_date=date(1990, 5, 17),
            sex="F",
            birth_place="Lyon",
            email=None,
            address=None,
        ),
        pieces=tuple(pieces),
    )


def _certificate(number: str, name: str) -> Certificate:
    return Certificate(
        number=number,
        verification_code=CODE,
        dossier_id=dossier_id(name),
        certification_code=b.CERTIFICATION,
        option=None,
        holder=Holder(
            birth_name="Durand",
            usage_name=None,
            first_names="Camille",
            birth_date=date(1990, 5, 17),
            birth_place="Lyon",
        ),
        session_id=CLOSED_SESSION,
        awarded_on=b.TODAY,
        issued_on=b.TODAY,
        issued_at=datetime(2026, 11, 23, 9, tzinfo=UTC),
    )
