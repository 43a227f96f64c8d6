"""Dossiers at each stage of each pathway, whole: a test takes one thing away, or adds one, and looks."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from app.domain.assessment import Assessment, NamedProfessional
from app.domain.candidate import Candidate, Employment, EmploymentStatus, Establishment
from app.domain.documents import DocumentKind, Signatory
from app.domain.dossier import DirectAssessmentConfirmation, Dossier, JuryRegistration, JuryRegistrationState
from app.domain.identifiers import CCNIC
from app.domain.jury import JurySession
from tests.builders import (
    DIRECT_VARIANT,
    P1,
    P2,
    P3,
    TODAY,
    a_candidate,
    a_choice,
    a_decision,
    a_document,
    a_dossier,
    a_scope,
    a_skills_identification,
    a_trade_evaluator,
    a_training_plan,
    an_acceptance,
    an_admission,
    an_assessment,
    an_employment,
    an_id,
    documents,
    trade_observations,
)

P1B = "direct_assessment"
WAYS = (P1, P1B, P2, P3)
WITH_TRADE_EVALUATOR = (P1, P1B, P2)
HOSTED = (EmploymentStatus.TEMPORARY_WORKER, EmploymentStatus.GEIQ_WORKER)
HOST_SIRET, AGENCY_SIRET, OUTSIDE_SIRET = "55566677700012", "33344455500017", "44455566600013"
SESSION = an_id(5)
LONG_SINCE = TODAY - timedelta(days=400)
"""When what comes before the assessment was done: any day since may be one of the assessment (D48)."""


def outside_ccnic(**changes: Any) -> Candidate:
    """An employee of a company that is not under the chemical agreement."""
    return a_candidate(**{"employment": an_employment(siret=OUTSIDE_SIRET, idcc="1486"), **changes})


def hosted(status: EmploymentStatus) -> Employment:
    """Employed by an agency or a GEIQ, at work in a chemical company."""
    host = Establishment(siret=HOST_SIRET, idcc=CCNIC)
    return an_employment(status, siret=AGENCY_SIRET, idcc="2378", user_company=host)


def opened(way: str, **changes: Any) -> Dossier:
    """Just opened."""
    if way == P1B:
        return a_dossier(P1, **{"variant": DIRECT_VARIANT, **changes})
    if way == P3:
        return a_dossier(P3, **{"candidate": outside_ccnic(), **changes})
    return a_dossier(way, **changes)


def ready_to_submit(way: str, **changes: Any) -> Dossier:
    """P2, P3: everything that the admissibility file holds."""
    kinds = [DocumentKind.CERFA_12818, DocumentKind.OUTIL_6]
    dossier = opened(way)
    if way == P2:
        kinds.append(DocumentKind.OUTIL_1)
        dossier = replace(dossier, skills_identification=a_skills_identification(held_on=LONG_SINCE))
    return replace(dossier, **{"documents": documents(*kinds), **changes})


def admissible(way: str, **changes: Any) -> Dossier:
    """P2, P3: found admissible."""
    return replace(ready_to_submit(way), **{"admissibility": an_admission(), **changes})


def ready_to_register(way: str, **changes: Any) -> Dossier:
    """Nothing is left but to close the registration."""
    if way == P3:
        dossier = replace(ready_to_complete(P3), assessment_completed_on=TODAY)
    elif way == P2:
        dossier = replace(admissible(P2), evaluator=a_choice())
    elif way == P1B:
        dossier = replace(
            opened(P1B),
            skills_identification=a_skills_identification(),
            evaluator=a_choice(),
            direct_assessment=DirectAssessmentConfirmation(confirmed=True, evidence="Bulletins de paie", on=TODAY),
            documents=documents(DocumentKind.OUTIL_1, DocumentKind.OUTIL_6, DocumentKind.CERFA_12818),
        )
    else:
        dossier = replace(
            opened(P1),
            training_plan=a_training_plan(),
            evaluator=a_choice(),
            documents=documents(DocumentKind.OUTIL_6),
        )
    return replace(dossier, **changes)


def registered(way: str, **changes: Any) -> Dossier:
    """P1, P1b, P2: registered; P3: its portfolio written, its evaluator chosen. The assessment is next."""
    if way == P3:
        admitted = admissible(P3, admissibility=an_admission(LONG_SINCE))
        dossier = replace(admitted, portfolio_completed_on=LONG_SINCE, evaluator=a_choice())
    else:
        dossier = replace(ready_to_register(way), registered_on=LONG_SINCE)
    return replace(dossier, **changes)


def ready_to_assess(way: str, **changes: Any) -> Dossier:
    """The assignment accepted and the trade evaluator invited."""
    invited = None if way == P3 else a_trade_evaluator()
    dossier = replace(registered(way), acceptance=an_acceptance(), trade_evaluator=invited)
    return replace(dossier, **changes)


def assessment_of(way: str, **changes: Any) -> Assessment:
    """A complete assessment; P3's names its professional."""
    professional = NamedProfessional(name="Luc Berger", employer_siren="555666777", employer_idcc=CCNIC)
    return an_assessment(**{"professional": professional if way == P3 else None, **changes})


def ready_to_complete(way: str, **changes: Any) -> Dossier:
    """Everything of the assessment recorded, its guide uploaded."""
    kinds = (DocumentKind.OUTIL_7, DocumentKind.OUTIL_8) if way == P3 else (DocumentKind.OUTIL_4,)
    dossier = ready_to_assess(way)
    dossier = replace(
        dossier,
        scope=a_scope(),
        assessment=assessment_of(way),
        documents=(*dossier.documents, *documents(*kinds)),
    )
    return replace(dossier, **changes)


def ready_for_jury(way: str, **changes: Any) -> Dossier:
    """Nothing is left but to register to a session."""
    dossier = replace(ready_to_complete(way), registered_on=LONG_SINCE, assessment_completed_on=TODAY)
    if way != P3:
        dossier = replace(dossier, trade_observations=trade_observations())
    return replace(dossier, **changes)


def on_agenda(way: str, **changes: Any) -> Dossier:
    """Registered to a session."""
    registration = JuryRegistration(state=JuryRegistrationState.REGISTERED, session_id=SESSION, registered_on=TODAY)
    return replace(ready_for_jury(way), **{"jury_registration": registration, **changes})


def decided(way: str, **changes: Any) -> Dossier:
    """Decided by the jury."""
    return replace(on_agenda(way), **{"decisions": (a_decision(),), **changes})


def a_session(**changes: Any) -> JurySession:
    """A session planned in a month, which takes registrations for two weeks more."""
    session = JurySession(
        id=SESSION,
        held_on=TODAY + timedelta(days=30),
        registration_closes_on=TODAY + timedelta(days=14),
        place="Paris",
        capacity=20,
    )
    return replace(session, **changes)


def without(dossier: Dossier, *kinds: DocumentKind) -> Dossier:
    """The dossier less its documents of those kinds."""
    return replace(dossier, documents=tuple(d for d in dossier.documents if d.kind not in kinds))


def with_ids_of_their_own(dossier: Dossier) -> Dossier:
    """The dossier whose documents are told apart by their ids, as those that are kept are."""
    return replace(
        dossier, documents=tuple(replace(each, id=an_id(400 + n)) for n, each in enumerate(dossier.documents))
    )


def unsigned_by(dossier: Dossier, kind: DocumentKind, signatory: Signatory) -> Dossier:
    """The dossier with a newer version of that document, which one of its signatories has not signed."""
    latest = dossier.latest(kind)
    assert latest is not None
    newer = a_document(kind, version_number=latest.version_number + 1, signed_by=latest.signed_by - {signatory})
    return replace(dossier, documents=(*dossier.documents, newer))


def day(offset: int) -> date:
    """So many days after today, or before it."""
    return TODAY + timedelta(days=offset)
