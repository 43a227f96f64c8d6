"""Who may do what: ONE table. An operation that is not in it is refused to everybody, and a route without a row stops
the application from starting.

A row says which roles are let through, and on dossiers of which pathways: of the acts on a dossier, as the pathways'
pages say. Which objects they then reach is what they may see (``db/visibility.py``); what is not theirs is absent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.actions import ACTIONS
from app.domain.pathway import Pathway
from app.domain.pathways import PATHWAY_CODES, PATHWAYS
from app.domain.standing_in import is_stood_in_for
from app.usecases.access import ANY_PATHWAY, Grant, Role
from app.usecases.scopes import ProgramScope

PolicyRow = Mapping[Role, Grant]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rows by operation id, and the scope that each operation of programs asks for."""

    rows: Mapping[str, PolicyRow]
    scopes: Mapping[str, ProgramScope]

    def without_row(self, operations: Iterable[str]) -> frozenset[str]:
        """Those of ``operations`` that nobody has a right to, because no row names them."""
        return frozenset(operation for operation in operations if operation not in self.rows)


def _to(*roles: Role) -> PolicyRow:
    return dict.fromkeys(roles, ANY_PATHWAY)


def _performed(operation_id: str) -> PolicyRow:
    """The right to an act on a dossier: of those who perform it, in the pathways where they do."""
    having = [pathway for pathway in PATHWAYS if operation_id in pathway.acts]
    performers = [(pathway.code, tuple(map(Role, _acting(operation_id, pathway)))) for pathway in having]
    absent = frozenset(PATHWAY_CODES).difference(code for code, _ in performers)
    roles = dict.fromkeys(role for _, performing in performers for role in performing)
    return {role: _within((code for code, performing in performers if role in performing), absent) for role in roles}


def _acting(operation_id: str, pathway: Pathway) -> tuple[str, ...]:
    """Those who perform it there; the secretariat too, in the employer's place (D64)."""
    actors = pathway.acts[operation_id]
    return (*actors, Role.SECRETARIAT) if is_stood_in_for(operation_id, pathway) else actors


def _within(pathways: Iterable[str], absent: frozenset[str]) -> Grant:
    found = frozenset(pathways)
    return ANY_PATHWAY if len(found | absent) == len(PATHWAY_CODES) else Grant(pathways=found, absent_from=absent)


def _where(operation_id: str, *roles: Role) -> PolicyRow:
    """The right to read what an act records, in the pathways that have the act."""
    having = frozenset(pathway.code for pathway in PATHWAYS if operation_id in pathway.acts)
    return dict.fromkeys(roles, Grant(pathways=having))


EMPLOYER, EVALUATOR, SECRETARIAT, JURY, TRADE_EVALUATOR = (
    Role.EMPLOYER,
    Role.EVALUATOR,
    Role.SECRETARIAT,
    Role.JURY,
    Role.TRADE_EVALUATOR,
)

PUBLIC = _to(Role.ANONYMOUS)
SIGNED_IN = _to(EMPLOYER, EVALUATOR, SECRETARIAT, JURY, TRADE_EVALUATOR)
WITH_AN_ACCOUNT = _to(EMPLOYER, EVALUATOR, SECRETARIAT, JURY)
SECRETARIAT_ONLY = _to(SECRETARIAT)
COMPANY = _to(EMPLOYER, SECRETARIAT)
WHO_SEES_DOSSIERS = _to(EMPLOYER, EVALUATOR, SECRETARIAT, JURY)
WHO_SEES_A_SUMMARY = SIGNED_IN
WHO_PREPARES = _to(EMPLOYER, EVALUATOR, SECRETARIAT)
WHO_DELIBERATES = _to(JURY, SECRETARIAT)

ACCOUNTS: Mapping[str, PolicyRow] = {
    "openSession": PUBLIC,
    "refreshSession": PUBLIC,
    "completeSession": PUBLIC,
    "startPasskeySignIn": PUBLIC,
    "closeSession": SIGNED_IN,
    "listIdentityProviders": PUBLIC,
    "startOidcSignIn": PUBLIC,
    "completeOidcSignIn": PUBLIC,
    "listMyIdentities": WITH_AN_ACCOUNT,
    "linkIdentity": WITH_AN_ACCOUNT,
    "unlinkIdentity": WITH_AN_ACCOUNT,
    "getMe": SIGNED_IN,
    "streamMyEvents": SIGNED_IN,
    "updateMe": WITH_AN_ACCOUNT,
    "changePassword": WITH_AN_ACCOUNT,
    "getSecondFactors": WITH_AN_ACCOUNT,
    "enrolTotp": WITH_AN_ACCOUNT,
    "confirmTotp": WITH_AN_ACCOUNT,
    "removeTotp": WITH_AN_ACCOUNT,
    "startPasskeyRegistration": WITH_AN_ACCOUNT,
    "registerPasskey": WITH_AN_ACCOUNT,
    "listPasskeys": WITH_AN_ACCOUNT,
    "removePasskey": WITH_AN_ACCOUNT,
    "stepUp": WITH_AN_ACCOUNT,
    "startPasskeyStepUp": WITH_AN_ACCOUNT,
    "resetFactor": SECRETARIAT_ONLY,
    "listMySessions": SIGNED_IN,
    "endSession": SIGNED_IN,
    "endOtherSessions": SIGNED_IN,
    "saveDraft": SIGNED_IN,
    "getDraft": SIGNED_IN,
    "deleteDraft": SIGNED_IN,
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

ENROLMENT = frozenset(
    {
        "getMe",
        "closeSession",
        "enrolTotp",
        "confirmTotp",
        "startPasskeyRegistration",
        "registerPasskey",
    }
)
"""All that a session reaches whose role needs a second factor that its account does not have yet."""

CRITICAL = frozenset(
    {
        "closeJurySession",
        "revokeCertificate",
        "createClient",
        "updateClient",
        "rotateClientSecret",
        "exportPersonalData",
        "putRuleParameter",
        "removeTotp",
        "removePasskey",
        "changePassword",
        "resetFactor",
        "linkIdentity",
        "createTakeover",
    }
)
"""The acts that ask for a factor that was shown of late: countersigning is closing, by another hand."""

CRITICAL_FOR_SOME = frozenset({"inviteUser", "updateUser", "enrolTotp", "startPasskeyRegistration"})
"""Those that ask for it in some cases, which they know themselves: of the secretariat and the jury; where the account
that enrols has a factor already."""

REFERENCE: Mapping[str, PolicyRow] = {
    "listCertifications": PUBLIC,
    "getCertification": PUBLIC,
    "getFramework": PUBLIC,
    "putFramework": SECRETARIAT_ONLY,
    "getCertificationSettings": PUBLIC,
    "putCertificationSettings": SECRETARIAT_ONLY,
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
    "listNetworks": PUBLIC,
    "getNetwork": PUBLIC,
    "putNetwork": SECRETARIAT_ONLY,
    "listTrainingBodies": PUBLIC,
    "getTrainingBody": PUBLIC,
    "putTrainingBody": SECRETARIAT_ONLY,
    "listFunders": PUBLIC,
    "getFunder": PUBLIC,
    "putFunder": SECRETARIAT_ONLY,
    "listBranchForms": PUBLIC,
    "getBranchForm": PUBLIC,
    "getBranchFormContent": PUBLIC,
    "putBranchForm": SECRETARIAT_ONLY,
    "listBridges": PUBLIC,
    "getBridge": PUBLIC,
    "putBridge": SECRETARIAT_ONLY,
    "listPartnerCertifications": PUBLIC,
    "listAppealTerms": PUBLIC,
    "getAppealTerms": PUBLIC,
    "putAppealTerms": SECRETARIAT_ONLY,
    "listLabels": PUBLIC,
}

COMPANIES: Mapping[str, PolicyRow] = {
    "registerCompany": PUBLIC,
    "listCompanies": COMPANY,
    "getCompany": COMPANY,
    "updateCompany": COMPANY,
    "verifyCompany": SECRETARIAT_ONLY,
    "succeedCompany": SECRETARIAT_ONLY,
    "linkCompanies": SECRETARIAT_ONLY,
    "getCompanyLinks": SECRETARIAT_ONLY,
    "getCompanyFacts": SECRETARIAT_ONLY,
}

OPEN_TO_MORE = frozenset({"updateDossier", "deliberate"})
"""The acts that others than their performers are let through to: the secretariat corrects civil status in any dossier,
and writes down what a jury has decided."""

DOSSIERS: Mapping[str, PolicyRow] = {
    **{operation_id: _performed(operation_id) for operation_id in ACTIONS if operation_id not in OPEN_TO_MORE},
    "createDossier": _performed("createDossier"),
    "importDossiers": _performed("createDossier"),
    "getImportTemplate": PUBLIC,
    "listDossiers": WHO_SEES_A_SUMMARY,
    "countDossiers": WHO_SEES_A_SUMMARY,
    "getDossier": WHO_SEES_A_SUMMARY,
    "updateDossier": COMPANY,
    "getChecklist": WHO_SEES_DOSSIERS,
    "listHistory": WHO_SEES_DOSSIERS,
    "addDocument": WHO_PREPARES,
    "removeDocument": WHO_PREPARES,
    "waiveSignature": SECRETARIAT_ONLY,
    "recordDeath": SECRETARIAT_ONLY,
    "attachCompany": SECRETARIAT_ONLY,
    "changeEmployer": SECRETARIAT_ONLY,
    "listFundings": COMPANY,
    "getFunding": COMPANY,
    "declareFunding": COMPANY,
    "updateFunding": COMPANY,
    "removeFunding": COMPANY,
    "listDocuments": WHO_SEES_A_SUMMARY,
    "getDocumentContent": WHO_SEES_A_SUMMARY,
    "getDocumentPreview": WHO_SEES_A_SUMMARY,
    "createDocumentLink": WHO_SEES_A_SUMMARY,
    "openDocumentLink": PUBLIC,
    "getSkillsIdentification": WHO_PREPARES,
    "getTrainingPlan": WHO_PREPARES,
    "getAdmissibility": WHO_PREPARES,
    "getAdmissibilityLetter": COMPANY,
    "readAttestation": PUBLIC,
    "sendHolderLink": SECRETARIAT_ONLY,
    "getPortfolio": _where("recordPortfolio", SECRETARIAT),
    "getChosenEvaluator": WHO_PREPARES,
    "redeemInvitation": PUBLIC,
    "renewInvitation": PUBLIC,
    "getAssessment": WHO_SEES_DOSSIERS,
    "getTradeObservations": WHO_SEES_A_SUMMARY,
    "distinguishSeats": SECRETARIAT_ONLY,
    "correctEntry": SECRETARIAT_ONLY,
    "reopenDossier": SECRETARIAT_ONLY,
    "listDecisions": WHO_SEES_DOSSIERS,
    "correctDecision": WHO_DELIBERATES,
    "requestRedeliberation": WHO_DELIBERATES,
    "fileAppeal": COMPANY,
    "fileHolderAppeal": PUBLIC,
    "listAppeals": COMPANY,
    "getAppeal": COMPANY,
    "answerAppeal": SECRETARIAT_ONLY,
    "getAppealAcknowledgement": COMPANY,
    "getAppealAnswer": COMPANY,
    "listDeadlines": WHO_PREPARES,
    "listTasks": WHO_SEES_DOSSIERS,
    "exportPersonalData": SECRETARIAT_ONLY,
    "listPersons": SECRETARIAT_ONLY,
    "getPerson": SECRETARIAT_ONLY,
    "listPersonMatches": SECRETARIAT_ONLY,
    "getPersonMatch": SECRETARIAT_ONLY,
    "decidePersonMatch": SECRETARIAT_ONLY,
}

JURY_AND_CERTIFICATES: Mapping[str, PolicyRow] = {
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
    "undoOpening": SECRETARIAT_ONLY,
    "recordAttendance": WHO_DELIBERATES,
    "getAttendance": WHO_DELIBERATES,
    "handOverChair": WHO_DELIBERATES,
    "closeJurySession": WHO_DELIBERATES,
    "getMinutes": WHO_DELIBERATES,
    "correctMinutes": WHO_DELIBERATES,
    "deliberate": WHO_DELIBERATES,
    "bulkDeliberate": WHO_DELIBERATES,
    "getCertificate": COMPANY,
    "getCertificatePdf": COMPANY,
    "getCertificateCredential": COMPANY,
    "redeemCredential": PUBLIC,
    "getDidDocument": PUBLIC,
    "getCredentialStatus": PUBLIC,
    "getAttestation": COMPANY,
    "getDecisionLetter": COMPANY,
    "reissueCertificate": SECRETARIAT_ONLY,
    "revokeCertificate": SECRETARIAT_ONLY,
    "verifyCertificate": PUBLIC,
    "openVerification": PUBLIC,
}

PASSPORT: Mapping[str, PolicyRow] = {
    "listCpfRecords": SECRETARIAT_ONLY,
    "getCpfRecord": SECRETARIAT_ONLY,
    "completeCpfRecord": SECRETARIAT_ONLY,
    "getCpfSettings": SECRETARIAT_ONLY,
    "putCpfSettings": SECRETARIAT_ONLY,
    "previewCpfBatch": SECRETARIAT_ONLY,
    "createCpfBatch": SECRETARIAT_ONLY,
    "listCpfBatches": SECRETARIAT_ONLY,
    "getCpfBatch": SECRETARIAT_ONLY,
    "getCpfBatchFile": SECRETARIAT_ONLY,
    "recordCpfDeposit": SECRETARIAT_ONLY,
    "cancelCpfBatch": SECRETARIAT_ONLY,
    "recordCpfReport": SECRETARIAT_ONLY,
}

AUTHORISATION_CHANGES: Mapping[str, PolicyRow] = {
    "listAuthorisationChanges": SECRETARIAT_ONLY,
    "recordAuthorisationReport": SECRETARIAT_ONLY,
}

SURVEYS: Mapping[str, PolicyRow] = {
    "answerSurvey": PUBLIC,
    "listSurveyAnswers": SECRETARIAT_ONLY,
    "recordSurveyAnswer": SECRETARIAT_ONLY,
    "getSurveyReport": SECRETARIAT_ONLY,
    "getInsertionStatistics": PUBLIC,
}

FROM_BEFORE: Mapping[str, PolicyRow] = {
    "createTakeover": SECRETARIAT_ONLY,
    "listTakeovers": SECRETARIAT_ONLY,
    "getTakeover": SECRETARIAT_ONLY,
    "undoTakeover": SECRETARIAT_ONLY,
}

SCOPES: Mapping[str, ProgramScope] = {
    "requestBridge": ProgramScope.BRIDGES_REQUEST,
    "recordPartnerDecision": ProgramScope.BRIDGES_REPORT,
    "listFundedDossiers": ProgramScope.FUNDING_READ,
    "getFundedDossier": ProgramScope.FUNDING_READ,
    "lookupFundedDossiers": ProgramScope.FUNDING_READ,
    "confirmFunding": ProgramScope.FUNDING_WRITE,
    "rejectFunding": ProgramScope.FUNDING_WRITE,
    "recordFundingRejection": ProgramScope.FUNDING_WRITE,
    "addFundingReference": ProgramScope.FUNDING_WRITE,
    "listEvents": ProgramScope.EVENTS_READ,
    "createWebhookEndpoint": ProgramScope.WEBHOOKS_MANAGE,
    "listWebhookEndpoints": ProgramScope.WEBHOOKS_MANAGE,
    "getWebhookEndpoint": ProgramScope.WEBHOOKS_MANAGE,
    "updateWebhookEndpoint": ProgramScope.WEBHOOKS_MANAGE,
    "deleteWebhookEndpoint": ProgramScope.WEBHOOKS_MANAGE,
    "rotateWebhookSecret": ProgramScope.WEBHOOKS_MANAGE,
    "testWebhookEndpoint": ProgramScope.WEBHOOKS_MANAGE,
    "listWebhookDeliveries": ProgramScope.WEBHOOKS_MANAGE,
    "redeliverWebhook": ProgramScope.WEBHOOKS_MANAGE,
    "replayWebhookEvents": ProgramScope.WEBHOOKS_MANAGE,
}

SHARED_WITH_PROGRAMS: Mapping[str, ProgramScope] = {
    "listPartnerDecisions": ProgramScope.BRIDGES_REPORT,
    "correctPartnerDecision": ProgramScope.BRIDGES_REPORT,
    "cancelPartnerDecision": ProgramScope.BRIDGES_REPORT,
    "listBridgeRequests": ProgramScope.BRIDGES_REQUEST,
    "getBridgeRequest": ProgramScope.BRIDGES_REQUEST,
}
"""What the secretariat does too, on everybody's; a program on its branch's alone."""

PLATFORM: Mapping[str, PolicyRow] = {
    "getStatistics": PUBLIC,
    "getBridgeRequestDocument": SECRETARIAT_ONLY,
    "openBridgeRequest": SECRETARIAT_ONLY,
    "declineBridgeRequest": SECRETARIAT_ONLY,
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
        **PASSPORT,
        **AUTHORISATION_CHANGES,
        **SURVEYS,
        **FROM_BEFORE,
        **dict.fromkeys(SCOPES, _to(Role.CLIENT)),
        **dict.fromkeys(SHARED_WITH_PROGRAMS, _to(SECRETARIAT, Role.CLIENT)),
        **PLATFORM,
    },
    scopes={**SCOPES, **SHARED_WITH_PROGRAMS},
)
