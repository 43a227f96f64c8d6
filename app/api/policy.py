"""Who may do what: ONE table. An operation that is not in it is refused to everybody, and a route without a row stops
the application from starting.

A row says which roles are let through, and on dossiers of which pathways. Which objects they then reach is what they
may see (``db/visibility.py``); what is not theirs is absent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.usecases.access import ANY_PATHWAY, Grant, Role

Row = Mapping[Role, Grant]

P1 = "individualised_training"
P2 = "simplified_vae"
P3 = "common_law_vae"
BRIDGE = "bridge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rows by operation id, and the scope that each operation of programs asks for."""

    rows: Mapping[str, Row]
    scopes: Mapping[str, str]

    def without_row(self, operations: Iterable[str]) -> frozenset[str]:
        """Those of ``operations`` that nobody has a right to, because no row names them."""
        return frozenset(operation for operation in operations if operation not in self.rows)


def _to(*roles: Role) -> Row:
    return dict.fromkeys(roles, ANY_PATHWAY)


def _on(*pathways: str) -> Grant:
    return Grant(pathways=frozenset(pathways))


EMPLOYER, EVALUATOR, SECRETARIAT, JURY, TRADE_EVALUATOR = (
    Role.EMPLOYER,
    Role.EVALUATOR,
    Role.SECRETARIAT,
    Role.JURY,
    Role.TRADE_EVALUATOR,
)

PUBLIC = _to(Role.ANONYMOUS)
SIGNED_IN = _to(EMPLOYER, EVALUATOR, SECRETARIAT, JURY, TRADE_EVALUATOR)
SECRETARIAT_ONLY = _to(SECRETARIAT)
COMPANY = _to(EMPLOYER, SECRETARIAT)
WHO_SEES_DOSSIERS = _to(EMPLOYER, EVALUATOR, SECRETARIAT, JURY)
WHO_SEES_A_SUMMARY = SIGNED_IN
WHO_PREPARES = _to(EMPLOYER, EVALUATOR, SECRETARIAT)
WHO_DELIBERATES = _to(JURY, SECRETARIAT)
WHO_ASSESSES: Row = {EVALUATOR: ANY_PATHWAY, SECRETARIAT: _on(P3)}
WHO_REGISTERS_TO_JURY: Row = {EMPLOYER: _on(P1, P2), SECRETARIAT: ANY_PATHWAY}
WHO_WITHDRAWS = WHO_REGISTERS_TO_JURY
WHO_OPENS_DOSSIERS: Row = {EMPLOYER: _on(P1, P2), SECRETARIAT: _on(P2, P3, BRIDGE)}

ACCOUNTS: Mapping[str, Row] = {
    "openSession": PUBLIC,
    "refreshSession": PUBLIC,
    "closeSession": SIGNED_IN,
    "getMe": SIGNED_IN,
    "inviteUser": COMPANY,
    "listUsers": COMPANY,
    "getUser": COMPANY,
    "updateUser": COMPANY,
    "acceptInvitation": PUBLIC,
    "confirmEmail": PUBLIC,
    "requestPasswordReset": PUBLIC,
    "resetPassword": PUBLIC,
    "issueToken": PUBLIC,
    "revokeToken": PUBLIC,
    "getJwks": PUBLIC,
    "getAuthorizationServer": PUBLIC,
    "createClient": SECRETARIAT_ONLY,
    "listClients": SECRETARIAT_ONLY,
    "getClient": SECRETARIAT_ONLY,
    "updateClient": SECRETARIAT_ONLY,
    "rotateClientSecret": SECRETARIAT_ONLY,
}

REFERENCE: Mapping[str, Row] = {
    "listCertifications": PUBLIC,
    "getCertification": PUBLIC,
    "getFramework": PUBLIC,
    "putFramework": SECRETARIAT_ONLY,
    "listCqpiEquivalences": PUBLIC,
    "getCqpiEquivalence": PUBLIC,
    "putCqpiEquivalence": SECRETARIAT_ONLY,
    "listPathways": PUBLIC,
    "getPathway": PUBLIC,
    "listTrainingSchemes": PUBLIC,
    "listRules": PUBLIC,
    "getRuleParameter": PUBLIC,
    "putRuleParameter": SECRETARIAT_ONLY,
    "checkEligibility": PUBLIC,
    "listEvaluators": PUBLIC,
    "createEvaluator": SECRETARIAT_ONLY,
    "getEvaluator": SECRETARIAT_ONLY,
    "updateEvaluator": SECRETARIAT_ONLY,
    "setAuthorisations": SECRETARIAT_ONLY,
    "getAuthorisations": SECRETARIAT_ONLY,
    "declareAffiliations": SECRETARIAT_ONLY,
    "getAffiliations": SECRETARIAT_ONLY,
    "listBranchForms": PUBLIC,
    "getBranchForm": PUBLIC,
    "getBranchFormContent": PUBLIC,
    "putBranchForm": SECRETARIAT_ONLY,
    "listBridges": PUBLIC,
    "getBridge": PUBLIC,
    "putBridge": SECRETARIAT_ONLY,
    "listPartnerCertifications": PUBLIC,
}

COMPANIES: Mapping[str, Row] = {
    "registerCompany": PUBLIC,
    "listCompanies": COMPANY,
    "getCompany": COMPANY,
    "updateCompany": COMPANY,
    "verifyCompany": SECRETARIAT_ONLY,
}

DOSSIERS: Mapping[str, Row] = {
    "createDossier": WHO_OPENS_DOSSIERS,
    "importDossiers": WHO_OPENS_DOSSIERS,
    "getImportTemplate": PUBLIC,
    "listDossiers": WHO_SEES_A_SUMMARY,
    "getDossier": WHO_SEES_A_SUMMARY,
    "updateDossier": COMPANY,
    "getChecklist": WHO_SEES_DOSSIERS,
    "listHistory": WHO_SEES_DOSSIERS,
    "addDocument": WHO_PREPARES,
    "listDocuments": WHO_SEES_A_SUMMARY,
    "getDocumentContent": WHO_SEES_A_SUMMARY,
    "recordSkillsIdentification": {EMPLOYER: ANY_PATHWAY, SECRETARIAT: _on(P2)},
    "getSkillsIdentification": WHO_PREPARES,
    "recordTrainingPlan": _to(EMPLOYER),
    "getTrainingPlan": WHO_PREPARES,
    "submitAdmissibility": {EMPLOYER: _on(P2), SECRETARIAT: _on(P2, P3)},
    "getAdmissibility": WHO_PREPARES,
    "getAdmissibilityLetter": COMPANY,
    "decideAdmissibility": SECRETARIAT_ONLY,
    "recordDispatch": SECRETARIAT_ONLY,
    "acknowledgeAdmissibility": SECRETARIAT_ONLY,
    "extendAdmissibility": SECRETARIAT_ONLY,
    "readAttestation": PUBLIC,
    "sendHolderLink": SECRETARIAT_ONLY,
    "recordPortfolio": {SECRETARIAT: _on(P3)},
    "getPortfolio": {SECRETARIAT: _on(P3)},
    "verifyHeldCertification": SECRETARIAT_ONLY,
    "confirmDirectAssessment": SECRETARIAT_ONLY,
    "chooseEvaluator": {EMPLOYER: _on(P1, P2), SECRETARIAT: ANY_PATHWAY},
    "getChosenEvaluator": WHO_PREPARES,
    "acceptAssignment": WHO_ASSESSES,
    "declineAssignment": WHO_ASSESSES,
    "completeRegistration": {EMPLOYER: _on(P1, P2), SECRETARIAT: _on(P3, BRIDGE)},
    "inviteTradeEvaluator": {EVALUATOR: _on(P1, P2)},
    "revokeTradeEvaluator": {EVALUATOR: _on(P1, P2)},
    "redeemInvitation": PUBLIC,
    "renewInvitation": PUBLIC,
    "recordAssessment": WHO_ASSESSES,
    "getAssessment": WHO_SEES_DOSSIERS,
    "recordTradeObservations": _to(TRADE_EVALUATOR),
    "getTradeObservations": WHO_SEES_A_SUMMARY,
    "waiveTradeObservations": SECRETARIAT_ONLY,
    "completeAssessment": WHO_ASSESSES,
    "registerToJury": WHO_REGISTERS_TO_JURY,
    "withdrawFromJury": WHO_REGISTERS_TO_JURY,
    "postponeDossier": WHO_REGISTERS_TO_JURY,
    "withdrawDossier": WHO_WITHDRAWS,
    "listDecisions": WHO_SEES_DOSSIERS,
    "correctDecision": WHO_DELIBERATES,
    "listDeadlines": WHO_PREPARES,
    "exportPersonalData": SECRETARIAT_ONLY,
    "listPersonMatches": SECRETARIAT_ONLY,
    "getPersonMatch": SECRETARIAT_ONLY,
    "decidePersonMatch": SECRETARIAT_ONLY,
}

JURY_AND_CERTIFICATES: Mapping[str, Row] = {
    "createJurySession": SECRETARIAT_ONLY,
    "listJurySessions": _to(SECRETARIAT, JURY, EMPLOYER),
    "getJurySession": _to(SECRETARIAT, JURY, EMPLOYER),
    "updateJurySession": SECRETARIAT_ONLY,
    "postponeJurySession": SECRETARIAT_ONLY,
    "cancelJurySession": SECRETARIAT_ONLY,
    "createCalendarLink": _to(JURY),
    "revokeCalendarLink": _to(JURY),
    "readCalendar": PUBLIC,
    "getAgenda": WHO_DELIBERATES,
    "openJurySession": SECRETARIAT_ONLY,
    "closeJurySession": WHO_DELIBERATES,
    "getMinutes": WHO_DELIBERATES,
    "deliberate": WHO_DELIBERATES,
    "bulkDeliberate": WHO_DELIBERATES,
    "getCertificate": COMPANY,
    "getCertificatePdf": COMPANY,
    "getAttestation": COMPANY,
    "reissueCertificate": SECRETARIAT_ONLY,
    "revokeCertificate": SECRETARIAT_ONLY,
    "verifyCertificate": PUBLIC,
    "openVerification": PUBLIC,
    "listPartnerDecisions": SECRETARIAT_ONLY,
}

SCOPES: Mapping[str, str] = {
    "recordPartnerDecision": "bridges:report",
    "listFundedDossiers": "funding:read",
    "getFundedDossier": "funding:read",
    "lookupFundedDossiers": "funding:read",
    "confirmFunding": "funding:write",
    "rejectFunding": "funding:write",
    "listEvents": "events:read",
    "createWebhookEndpoint": "webhooks:manage",
    "listWebhookEndpoints": "webhooks:manage",
    "getWebhookEndpoint": "webhooks:manage",
    "updateWebhookEndpoint": "webhooks:manage",
    "deleteWebhookEndpoint": "webhooks:manage",
    "rotateWebhookSecret": "webhooks:manage",
    "testWebhookEndpoint": "webhooks:manage",
    "listWebhookDeliveries": "webhooks:manage",
    "redeliverWebhook": "webhooks:manage",
    "replayWebhookEvents": "webhooks:manage",
}

PLATFORM: Mapping[str, Row] = {
    "getStatistics": PUBLIC,
    "listMails": SECRETARIAT_ONLY,
    "resendMail": SECRETARIAT_ONLY,
    "getSandboxClock": PUBLIC,
    "setSandboxClock": PUBLIC,
    "resetSandboxClock": PUBLIC,
    "listSandboxEmails": PUBLIC,
    "liveness": PUBLIC,
    "readiness": PUBLIC,
    "metrics": PUBLIC,
}

POLICY = Policy(
    rows={
        **ACCOUNTS,
        **REFERENCE,
        **COMPANIES,
        **DOSSIERS,
        **JURY_AND_CERTIFICATES,
        **dict.fromkeys(SCOPES, _to(Role.CLIENT)),
        **PLATFORM,
    },
    scopes=SCOPES,
)
