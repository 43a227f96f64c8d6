"""The security events that an answer alone tells of: which operation succeeded, or with which code it was refused.

What takes more to know (whose account, which role) is told by the use case itself.
"""

from collections.abc import Iterator, Mapping

from starlette.types import Scope

from app.api.policy import POLICY
from app.api.request_state import RequestState
from app.usecases.access import Role
from app.usecases.security_events import SecurityEvent, tell

BY_OPERATION: Mapping[str, SecurityEvent] = {
    "redeemInvitation": SecurityEvent.GUEST_ADMITTED,
    "closeSession": SecurityEvent.SESSION_ENDED,
    "endSession": SecurityEvent.SESSION_ENDED,
    "endOtherSessions": SecurityEvent.SESSION_ENDED,
    "changePassword": SecurityEvent.PASSWORD_CHANGED,
    "requestPasswordReset": SecurityEvent.PASSWORD_RESET_REQUESTED,
    "updateMe": SecurityEvent.ACCOUNT_CHANGED,
    "linkIdentity": SecurityEvent.IDENTITY_LINKED,
    "unlinkIdentity": SecurityEvent.IDENTITY_UNLINKED,
    "confirmTotp": SecurityEvent.FACTOR_ADDED,
    "registerPasskey": SecurityEvent.FACTOR_ADDED,
    "removeTotp": SecurityEvent.FACTOR_REMOVED,
    "removePasskey": SecurityEvent.FACTOR_REMOVED,
    "stepUp": SecurityEvent.STEP_UP_GRANTED,
    "confirmEmail": SecurityEvent.ACCOUNT_CONFIRMED,
    "inviteTradeEvaluator": SecurityEvent.GUEST_INVITED,
    "revokeTradeEvaluator": SecurityEvent.GUEST_REVOKED,
    "sendHolderLink": SecurityEvent.HOLDER_LINK_SENT,
    "createCalendarLink": SecurityEvent.CALENDAR_LINK_CREATED,
    "revokeCalendarLink": SecurityEvent.CALENDAR_LINK_REVOKED,
    "createDocumentLink": SecurityEvent.DOCUMENT_LINK_CREATED,
    "verifyCompany": SecurityEvent.COMPANY_DECIDED,
    "succeedCompany": SecurityEvent.ACCESS_MOVED,
    "linkCompanies": SecurityEvent.ACCESS_MOVED,
    "attachCompany": SecurityEvent.ACCESS_MOVED,
    "changeEmployer": SecurityEvent.ACCESS_MOVED,
    "createClient": SecurityEvent.CLIENT_CREATED,
    "updateClient": SecurityEvent.CLIENT_CHANGED,
    "rotateClientSecret": SecurityEvent.CLIENT_SECRET_ROTATED,
    "revokeToken": SecurityEvent.TOKEN_REVOKED,
    "createWebhookEndpoint": SecurityEvent.WEBHOOK_CREATED,
    "updateWebhookEndpoint": SecurityEvent.WEBHOOK_CHANGED,
    "deleteWebhookEndpoint": SecurityEvent.WEBHOOK_DELETED,
    "rotateWebhookSecret": SecurityEvent.WEBHOOK_SECRET_ROTATED,
    "exportPersonalData": SecurityEvent.PERSONAL_DATA_EXPORTED,
    "putRuleParameter": SecurityEvent.RULE_PARAMETER_CHANGED,
    "closeJurySession": SecurityEvent.JURY_SESSION_SIGNED,
    "revokeCertificate": SecurityEvent.CERTIFICATE_REVOKED,
}
"""What an operation that succeeds does. A repeated answer is no second event."""

BY_LINK = frozenset(
    {
        "acceptInvitation",
        "confirmEmail",
        "resetPassword",
        "redeemInvitation",
        "readAttestation",
        "fileHolderAppeal",
        "answerSurvey",
        "openDocumentLink",
    }
)
"""The operations that the secret of a link opens."""

_BY_CODE: Mapping[str, SecurityEvent] = {
    "forbidden": SecurityEvent.RIGHT_REFUSED,
    "too_many_requests": SecurityEvent.THROTTLED,
    "step_up_required": SecurityEvent.STEP_UP_REFUSED,
}
_BY_REFUSAL: Mapping[tuple[str, str], SecurityEvent] = {
    ("completeOidcSignIn", "unauthenticated"): SecurityEvent.SIGN_IN_REFUSED,
    ("completeSession", "unauthenticated"): SecurityEvent.FACTOR_REFUSED,
    ("confirmTotp", "validation_failed"): SecurityEvent.FACTOR_REFUSED,
    ("registerPasskey", "validation_failed"): SecurityEvent.FACTOR_REFUSED,
    ("stepUp", "validation_failed"): SecurityEvent.STEP_UP_REFUSED,
}
_OF_LINKS = frozenset({"not_found", "already_done"})
_OF_FILES = frozenset({"payload_too_large", "unsupported_media_type"})


def tell_security_events(scope: Scope, request_state: RequestState, *, uploads: bool) -> None:
    """Tell of the request, now answered, what its answer says; ``uploads``: its operation takes a file."""
    for event in _events(request_state, uploads=uploads):
        tell(event, **{name: value for name, value in scope["path_params"].items() if name != "token"})


def _events(request_state: RequestState, *, uploads: bool) -> Iterator[SecurityEvent]:
    operation, code = request_state.operation_id, request_state.code
    if operation is None or request_state.status is None:
        return
    if code is None:
        if operation in BY_OPERATION and request_state.status < 400 and not request_state.repeated:
            yield BY_OPERATION[operation]
    elif code in _BY_CODE:
        yield _BY_CODE[code]
    elif (operation, code) in _BY_REFUSAL:
        yield _BY_REFUSAL[operation, code]
    elif code == "unauthenticated" and Role.ANONYMOUS not in POLICY.rows.get(operation, ()):
        yield SecurityEvent.TOKEN_REFUSED
    elif code in _OF_LINKS and operation in BY_LINK:
        yield SecurityEvent.LINK_REFUSED
    elif code in _OF_FILES and uploads:
        yield SecurityEvent.FILE_REFUSED
