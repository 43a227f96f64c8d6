"""For each operation that reads something: httpx's arguments for a request that its models accept.

A malformed request is refused before its object is looked for, and would prove nothing about who reaches what.
"""

import json
from collections.abc import Mapping
from typing import Any

from app.sandbox.identities import (
    COMPANY,
    EVALUATOR,
    JURY_EMPLOYEES_USER,
    JURY_SESSION,
    JURY_USER,
    OTHER_COMPANY,
    PASSWORD,
)
from app.usecases.access import Role
from tests import builders as b
from tests import files
from tests.api.dossier_requests import COMPANY_SIRET, a_candidate, a_dossier
from tests.api.world_objects import CERTIFICATE, CODE, CODES, REFERENCE, dossier_id

Arguments = Mapping[str, Any]

_REASON = {"reason": "Essai"}
_NO_TOKEN = {"token": "x" * 43}
_VOTES = {"for": 1, "against": 0, "abstained": 0}
_BOTH = {"employees": _VOTES, "employers": _VOTES}
_DOCUMENT = {"file": ("document.pdf", files.PDF)}
_ADDRESS = {"street": "1 rue de l'Essai", "postal_code": "69007", "city": "Lyon", "country": "FR"}

_TRIP = {"state": "x" * 43, "start_token": "x" * 43, "code": "x" * 43}

BODIES: Mapping[str, Any] = {
    "openSession": {"email": "employer-other@sandbox.example", "password": PASSWORD},
    "completeSession": {"challenge": "x" * 43, "code": "000000"},
    "startPasskeySignIn": {},
    "confirmTotp": {"code": "000000"},
    "registerPasskey": {"name": "Clé", "passkey": {"id": "x"}},
    "stepUp": {"code": "000000"},
    "resetFactor": _REASON,
    "refreshSession": {"refresh_token": "x" * 43},
    "startOidcSignIn": {"provider": "branch"},
    "completeOidcSignIn": _TRIP,
    "linkIdentity": _TRIP,
    "acceptInvitation": {**_NO_TOKEN, "password": "une phrase assez longue"},
    "confirmEmail": {**_NO_TOKEN, "password": "une phrase assez longue"},
    "requestPasswordReset": {"email": "nobody@sandbox.example"},
    "resetPassword": {**_NO_TOKEN, "password": "une phrase assez longue"},
    "redeemInvitation": _NO_TOKEN,
    "renewInvitation": _NO_TOKEN,
    "readAttestation": _NO_TOKEN,
    "redeemCredential": _NO_TOKEN,
    "answerSurvey": {**_NO_TOKEN, "wave": "m6", "situation": "employed"},
    "updateMe": {"language": "en"},
    "saveDraft": {"page": 1},
    "createDocumentLink": {"disposition": "inline"},
    "changePassword": {"current_password": PASSWORD, "password": "une phrase assez longue"},
    "inviteUser": {
        "email": "invitee@sandbox.example",
        "name": "Ida Morin",
        "role": "employer",
        "company_id": str(COMPANY),
    },
    "updateUser": {"name": "Claire Fontaine"},
    "createClient": {"name": "Essai", "scopes": ["events:read"], "funder_code": "OPCA"},
    "updateClient": {"name": "Essai"},
    "registerCompany": {
        "siret": "55566677700012",
        "name": "Essai",
        "idcc": "0044",
        "address": _ADDRESS,
        "contact": {"name": "Ida Morin", "email": "ida@sandbox.example"},
    },
    "updateCompany": {"name": "Chimie du Rhône"},
    "verifyCompany": {"approved": True, "ccnic": False, "evidence": "Essai"},
    "linkCompanies": {"company_ids": [str(OTHER_COMPANY)], "reason": "Même groupe"},
    "putFramework": {
        "in_force_from": "2027-01-01",
        "source": "essai",
        "confirmed": False,
        "competences": [{"code": "c1", "label": "Une compétence", "criteria": ["Un critère"]}],
    },
    "putNetwork": {"name": "GRETA", "source": "essai", "confirmed": True},
    "putFunder": {"name": "OPCO", "from": "2019-01-01", "until": None, "source": "essai", "confirmed": False},
    "putTrainingBody": {"name": "Greta de l'essai", "networks": ["Gréta"], "source": "essai", "confirmed": False},
    "putCertificationSettings": {
        "written_work_required": True,
        "observation_required": True,
        "pathways": ["individualised_training", "simplified_vae", "common_law_vae", "bridge"],
        "in_force_from": "2027-01-01",
        "source": "essai",
        "confirmed": False,
    },
    "putCqpiEquivalence": {"source": "essai", "confirmed": False, "in_force_from": "2027-01-01"},
    "putRuleParameter": {"value": 3, "from": "2027-01-01", "source": "essai"},
    "checkEligibility": {
        "certification_code": b.CERTIFICATION,
        "candidate": {"employment": a_candidate()["employment"], "experience": a_candidate()["experience"]},
    },
    "createEvaluator": {"name": "Ida Morin", "email": "ida.morin@sandbox.example"},
    "updateEvaluator": {"published_contact": "06 39 98 00 99"},
    "setAuthorisations": {
        "authorisations": [{"certification_code": b.CERTIFICATION, "region": "11", "from": "2020-01-01"}]
    },
    "declareAffiliations": {
        "affiliations": [{"kind": "trainer", "siren": "987654324", "networks": ["GRETA"], "from": "2020-01-01"}]
    },
    "putBridge": {
        "kind": "total",
        "chemical_certification": "cqp-agent-logistique",
        "partner_certification": "inconnue",
        "in_force_from": "2027-01-01",
        "source": "essai",
        "confirmed": False,
    },
    "createDossier": a_dossier(),
    "createDossier as secretariat": a_dossier(pathway="simplified_vae", company_id=str(COMPANY)),
    "importDossiers": [a_dossier(reference="L-1")],
    "importDossiers as secretariat": [a_dossier(pathway="simplified_vae", company_id=str(COMPANY))],
    "updateDossier": {"candidate": {"usage_name": "Durand"}, "reason": "Essai"},
    "withdrawDossier": _REASON,
    "recordSkillsIdentification": {
        "held_on": "2026-11-02",
        "technical_expert": {"name": "Paul Morel", "employer_siren": COMPANY_SIRET[:9]},
        "interview_expert": {"name": "Nadia Roche", "kind": "training_body"},
        "competences": [{"code": code, "mastered": True} for code in CODES],
    },
    "recordTrainingPlan": {
        "competences": ["C1"],
        "actions": [{"label": "Préparer une expédition", "kind": "formation", "hours": 14}],
        "starts_on": "2026-11-02",
        "ends_on": "2026-12-02",
    },
    "completeRegistration": {"reason": "Essai"},
    "recordPortfolio": {"completed_on": "2026-11-02"},
    "verifyHeldCertification": {"verified": True, "reason": "Vu"},
    "confirmDirectAssessment": {"confirmed": True, "evidence": "Bulletins de paie"},
    "submitAdmissibility": {},
    "decideAdmissibility": {"decision": "inadmissible", "grounds": [{"rule": "R31", "text": "Essai"}]},
    "recordDispatch": {"tracking_number": "1A 000", "sent_on": "2026-11-02"},
    "acknowledgeAdmissibility": {"received_on": "2026-11-02"},
    "extendAdmissibility": {"until": "2029-11-02", **_REASON},
    "removeDocument": {"reason": "Essai", "wrong_person": False},
    "waiveSignature": {"signatory": "candidate", "reason": "Essai"},
    "attachCompany": {"company_id": str(COMPANY)},
    "changeEmployer": {"on": "2026-11-02", "company_id": None, "goes_on": True, "reason": "Essai"},
    "succeedCompany": {"successor_id": str(b.an_id(0xFFFF_FFFF)), "on": "2026-11-02", "reason": "Essai"},
    "declareFunding": {"funder_code": "OPCA", "reference": "2026-CH-9"},
    "updateFunding": {"reference": "2026-CH-10"},
    "recordDeath": {"on": "2026-11-02", "source": "Acte de décès", "goes_on": True},
    "correctEntry": {"entry": "registered_on", "value": "2026-11-02", "reason": "Faute de frappe"},
    "reopenDossier": _REASON,
    "fileAppeal": {"against": "jury_decision", "grounds": "Essai"},
    "fileHolderAppeal": {"token": "aucun", "against": "jury_decision", "grounds": "Essai"},
    "answerAppeal": {"outcome": "dismissed", "grounds": "Essai", "examined_by": "Anne Roche"},
    "putAppealTerms": {"open_to": ["candidate"], "months": 2, "source": "essai"},
    "distinguishSeats": {"seats": ["tutor", "evaluator"], "reason": "Deux états civils vus."},
    "chooseEvaluator": {
        "evaluator_id": str(EVALUATOR),
        "region": "84",
        "planned_on": "2027-01-04",
        "fees_agreed": True,
    },
    "replaceEvaluator": {
        "evaluator_id": str(EVALUATOR),
        "region": "84",
        "planned_on": "2027-01-04",
        "fees_agreed": True,
        **_REASON,
    },
    "acceptAssignment": {"independent": True, "conflicts": []},
    "inviteTradeEvaluator": {
        "name": "Hervé Colin",
        "email": "herve.colin@sandbox.example",
        "employer_siren": COMPANY_SIRET[:9],
        "position": "Chef d'atelier",
    },
    "recordAssessment": {
        "held_on": ["2026-11-02"],
        "observed_on": ["2026-11-02"],
        "briefing": {
            "candidate_informed": True,
            "professional_informed": True,
            "guide_delivered": True,
            "outil_3_delivered": True,
            "branch_documents_used": True,
        },
        "concertation_held_on": "2026-11-02",
        "observers": [{"name": "Ida Morin", "capacity": "trainer"}],
        "results": [{"competence_code": code, "acquired": True, "comment": "Vu"} for code in CODES],
        "candidate_observations": "Rien à ajouter.",
        "evaluator_observations": "Rien à ajouter.",
    },
    "recordTradeObservations": {"observations": "Soigneux."},
    "waiveTradeObservations": _REASON,
    "registerToJury": {"session_id": str(JURY_SESSION)},
    "postponeDossier": {},
    "correctDecision": {"kind": "material_error", **_REASON},
    "requestRedeliberation": {"session_id": str(JURY_SESSION), **_REASON},
    "createJurySession": {
        "held_on": "2099-03-02",
        "registration_closes_on": "2099-02-20",
        "place": "Paris",
        "capacity": 10,
        "members": [{"user_id": str(JURY_USER), "college": "employers", "chair": True}],
    },
    "updateJurySession": {"place": "Lyon"},
    "postponeJurySession": {"held_on": "2099-03-02", **_REASON},
    "cancelJurySession": _REASON,
    "openJurySession": {"present": [str(JURY_USER), str(JURY_EMPLOYEES_USER)], "chair": str(JURY_USER)},
    "recordAttendance": {"members": [{"user_id": str(JURY_USER), "from": "2026-11-23T09:00:00Z"}]},
    "handOverChair": {"user_id": str(JURY_EMPLOYEES_USER), "at": "2026-11-23T09:00:00Z", **_REASON},
    "closeJurySession": {},
    "correctMinutes": {"text": "Lire : à Lyon.", **_REASON},
    "deliberate": {"dossier_id": str(dossier_id("before_the_jury")), "votes": _BOTH},
    "bulkDeliberate": {"dossier_ids": [str(dossier_id("before_the_jury"))], "votes": _BOTH},
    "sendHolderLink": {"paper": "admissibility"},
    "reissueCertificate": _REASON,
    "revokeCertificate": _REASON,
    "putCpfSettings": {"client_id": "03ABC123", "contract_id": "MCFCER000123"},
    "completeCpfRecord": {"first_names": ["Camille"], "sex": "F"},
    "createCpfBatch": {"action": "creation"},
    "recordCpfDeposit": {"deposited_on": "2026-11-23", "processing_id": "T-1"},
    "cancelCpfBatch": _REASON,
    "recordSurveyAnswer": {
        "certificate_number": CERTIFICATE,
        "wave": "at_award",
        "channel": "phone",
        "situation": "employed",
    },
    "recordAuthorisationReport": {"told_on": "2026-11-23"},
    "setSandboxClock": {"now": "2026-11-23T09:00:00Z"},
    "exportPersonalData": {"dossier_id": str(dossier_id("individualised"))},
    "decidePersonMatch": {"decision": "same", **_REASON},
    "recordPartnerDecision": {
        "certificate_number": CERTIFICATE,
        "partner_certification": "PH07",
        "outcome": "awarded",
        "decided_on": "2026-11-23",
    },
    "correctPartnerDecision": {"outcome": "not_awarded", **_REASON},
    "cancelPartnerDecision": _REASON,
    "openBridgeRequest": {},
    "declineBridgeRequest": _REASON,
    "lookupFundedDossiers": {"references": [REFERENCE]},
    "confirmFunding": {"reference": REFERENCE},
    "addFundingReference": {"reference": "OPCA-2026-9"},
    "recordFundingRejection": {"reference": REFERENCE, "reason": "Essai"},
    "createWebhookEndpoint": {"url": "http://127.0.0.1:9/hook"},
    "updateWebhookEndpoint": {"events": ["decision.recorded"]},
    "rotateWebhookSecret": {},
    "replayWebhookEvents": {},
}

_OTHERS: Mapping[str, Arguments] = {
    "addDocument": {"data": {"kind": "written_work", "signed_by": "candidate"}, "files": _DOCUMENT},
    "addDocument as secretariat": {"data": {"kind": "outil_7", "signed_by": "candidate"}, "files": _DOCUMENT},
    "requestBridge": {
        "data": {
            "request": json.dumps(
                {
                    "certification_code": "cqp-pilote-ligne-conditionnement",
                    "holder": {
                        "birth_name": "Nguyen",
                        "first_names": "Linh",
                        "birth_date": "1990-05-17",
                        "sex": "F",
                        "birth_place": "Lyon",
                    },
                    "partner_certification": "PH08",
                    "number": "PH-2020-118",
                    "awarded_on": "2020-06-30",
                }
            )
        },
        "files": dict.fromkeys(("bridge_request", "parchment_copy"), ("piece.pdf", files.PDF)),
    },
    "getBranchForm": {"params": {"certification": b.CERTIFICATION}},
    "getBranchFormContent": {"params": {"certification": b.CERTIFICATION}},
    "putBranchForm": {
        "params": {"certification": b.CERTIFICATION},
        "data": {"in_force_from": "2027-01-01", "source": "essai", "confirmed": "false"},
        "files": _DOCUMENT,
    },
    "issueToken": {
        "data": {"grant_type": "client_credentials", "client_id": "opca-sandbox", "client_secret": PASSWORD}
    },
    "revokeToken": {"data": {"token": "none", "client_id": "opca-sandbox", "client_secret": PASSWORD}},
    "verifyCertificate": {"params": {"code": CODE}},
    "recordCpfReport": {"files": {"file": ("rapport.xml", b"<rapport><idFlux>F</idFlux></rapport>")}},
    "createTakeover": {
        "data": {"source": "essai"},
        "files": {"certificates": ("certificates.ndjson", b'{"source_id": "PAR-1"}')},
    },
    "rejectFunding": {"params": {"reference": REFERENCE}},
}


def knows(operation_id: str) -> bool:
    """Whether there is such a request for the operation."""
    return operation_id in BODIES or operation_id in _OTHERS


def request_for(operation_id: str, role: Role) -> Arguments:
    """The request that somebody in that role sends; nothing for an operation that reads nothing."""
    for name in (f"{operation_id} as {role}", operation_id):
        if name in BODIES:
            return {"json": BODIES[name]}
        if name in _OTHERS:
            return _OTHERS[name]
    return {}
