"""What happens to accounts, rights, secrets and personal data, by name: the inventory, and the one way to tell of it.

``docs/security.md`` lists it from here. An event is told once it has happened: after the commit, or as it is refused.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.usecases.logs import log_event

_log = logging.getLogger("cqp.security")


class SecurityEvent(StrEnum):
    """Each event that an investigation looks for; its name is the line's ``event``, and is never changed."""

    SIGN_IN_GRANTED = "sign_in_granted"
    SIGN_IN_REFUSED = "sign_in_refused"
    GUEST_ADMITTED = "guest_admitted"
    SESSION_ENDED = "session_ended"
    REFRESH_TOKEN_REUSED = "refresh_token_reused"  # noqa: S105 - an event
    TOKEN_REFUSED = "token_refused"  # noqa: S105 - an event
    RIGHT_REFUSED = "right_refused"
    THROTTLED = "throttled"
    LINK_REFUSED = "link_refused"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - an event
    PASSWORD_RESET_REQUESTED = "password_reset_requested"  # noqa: S105 - an event
    PASSWORD_RESET = "password_reset"  # noqa: S105 - an event
    ACCOUNT_CHANGED = "account_changed"
    ACCOUNT_CONFIRMED = "account_confirmed"
    ROLE_CHANGED = "role_changed"
    INVITATION_SENT = "invitation_sent"
    INVITATION_ACCEPTED = "invitation_accepted"
    GUEST_INVITED = "guest_invited"
    GUEST_REVOKED = "guest_revoked"
    HOLDER_LINK_SENT = "holder_link_sent"
    CALENDAR_LINK_CREATED = "calendar_link_created"
    CALENDAR_LINK_REVOKED = "calendar_link_revoked"
    DOCUMENT_LINK_CREATED = "document_link_created"
    COMPANY_DECIDED = "company_decided"
    ACCESS_MOVED = "access_moved"
    IDENTITY_LINKED = "identity_linked"
    IDENTITY_UNLINKED = "identity_unlinked"
    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    FACTOR_RESET = "factor_reset"
    FACTOR_REFUSED = "factor_refused"
    STEP_UP_GRANTED = "step_up_granted"
    STEP_UP_REFUSED = "step_up_refused"
    CLIENT_CREATED = "client_created"
    CLIENT_CHANGED = "client_changed"
    CLIENT_SECRET_ROTATED = "client_secret_rotated"  # noqa: S105 - an event
    CLIENT_TOKEN_GRANTED = "client_token_granted"  # noqa: S105 - an event
    CLIENT_REFUSED = "client_refused"
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - an event
    WEBHOOK_CREATED = "webhook_created"
    WEBHOOK_CHANGED = "webhook_changed"
    WEBHOOK_DELETED = "webhook_deleted"
    WEBHOOK_SECRET_ROTATED = "webhook_secret_rotated"  # noqa: S105 - an event
    WEBHOOK_ADDRESS_REFUSED = "webhook_address_refused"
    WEBHOOK_DISABLED = "webhook_disabled"
    FILE_REFUSED = "file_refused"
    FILE_INFECTED = "file_infected"
    PERSONAL_DATA_EXPORTED = "personal_data_exported"
    PERSONAL_DATA_ERASED = "personal_data_erased"
    RULE_PARAMETER_CHANGED = "rule_parameter_changed"
    JURY_SESSION_SIGNED = "jury_session_signed"
    CERTIFICATE_REVOKED = "certificate_revoked"
    TAKEOVER_APPLIED = "takeover_applied"
    TAKEOVER_UNDONE = "takeover_undone"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an event says, in French for ``docs/security.md``, and how loud: a level of ``logging``."""

    told: str
    level: int = logging.INFO


def _alarming(told: str) -> Meaning:
    return Meaning(told, logging.WARNING)


_E = SecurityEvent
INVENTORY: Mapping[SecurityEvent, Meaning] = {
    _E.SIGN_IN_GRANTED: Meaning("une session s'ouvre (`session_id`, `subject_id`, `role`)"),
    _E.SIGN_IN_REFUSED: _alarming("un mot de passe est refusé ; `subject_id` est le compte visé, s'il existe"),
    _E.GUEST_ADMITTED: Meaning("un évaluateur métier entre par son invitation"),
    _E.SESSION_ENDED: Meaning("une ou plusieurs sessions sont fermées par leur propriétaire"),
    _E.REFRESH_TOKEN_REUSED: _alarming("un jeton d'actualisation déjà employé revient : sa session est fermée"),
    _E.TOKEN_REFUSED: _alarming("un jeton d'accès manque, est faux, expiré ou arrêté"),
    _E.RIGHT_REFUSED: _alarming("un rôle, une portée ou un droit manque à qui appelle"),
    _E.THROTTLED: _alarming("trop de requêtes, ou trop d'essais de mot de passe"),
    _E.LINK_REFUSED: _alarming("un lien reçu par courriel est inconnu, périmé ou déjà employé"),
    _E.PASSWORD_CHANGED: Meaning("un mot de passe est changé par qui connaît l'ancien ; les autres sessions finissent"),
    _E.PASSWORD_RESET_REQUESTED: Meaning("un lien pour choisir un mot de passe est demandé ; l'adresse n'est pas dite"),
    _E.PASSWORD_RESET: Meaning("un mot de passe est choisi par un lien ; toutes les sessions finissent"),
    _E.ACCOUNT_CHANGED: Meaning("un compte change son nom, sa langue, ou demande une autre adresse"),
    _E.ACCOUNT_CONFIRMED: Meaning("une adresse est confirmée par sa boîte aux lettres"),
    _E.ROLE_CHANGED: Meaning("un compte (`user_id`) perd un rôle, est désactivé ou rouvert"),
    _E.INVITATION_SENT: Meaning("quelqu'un (`user_id`) est invité à un rôle (`invited_to`)"),
    _E.INVITATION_ACCEPTED: Meaning("une invitation est acceptée : le rôle est acquis (`user_id`, `granted`)"),
    _E.GUEST_INVITED: Meaning("un évaluateur métier est invité à un dossier"),
    _E.GUEST_REVOKED: Meaning("l'invitation d'un évaluateur métier est reprise"),
    _E.HOLDER_LINK_SENT: Meaning("un candidat reçoit un lien vers ses papiers"),
    _E.CALENDAR_LINK_CREATED: Meaning("une adresse secrète de calendrier est donnée ; la précédente meurt"),
    _E.CALENDAR_LINK_REVOKED: Meaning("une adresse secrète de calendrier est reprise"),
    _E.DOCUMENT_LINK_CREATED: Meaning("une adresse signée, brève, est donnée d'un document"),
    _E.COMPANY_DECIDED: Meaning("le secrétariat approuve, refuse ou vérifie une entreprise"),
    _E.ACCESS_MOVED: Meaning("des dossiers ou des comptes changent d'entreprise, ou deux entreprises sont liées"),
    _E.IDENTITY_LINKED: Meaning("un compte se lie à une identité chez un fournisseur"),
    _E.IDENTITY_UNLINKED: Meaning("un compte se délie d'une identité"),
    _E.FACTOR_ADDED: Meaning("un second facteur est ajouté à un compte"),
    _E.FACTOR_REMOVED: Meaning("un second facteur est ôté par son propriétaire"),
    _E.FACTOR_RESET: _alarming("les seconds facteurs d'un compte sont remis à zéro"),
    _E.FACTOR_REFUSED: _alarming("un second facteur est refusé"),
    _E.STEP_UP_GRANTED: Meaning("une authentification récente est donnée pour un acte critique"),
    _E.STEP_UP_REFUSED: _alarming("un acte critique est refusé faute d'authentification récente, ou elle échoue"),
    _E.CLIENT_CREATED: Meaning("un programme est créé"),
    _E.CLIENT_CHANGED: Meaning("les portées ou l'état d'un programme changent"),
    _E.CLIENT_SECRET_ROTATED: Meaning("le secret d'un programme est changé"),
    _E.CLIENT_TOKEN_GRANTED: Meaning("un programme (`client_id`) obtient un jeton"),
    _E.CLIENT_REFUSED: _alarming("un programme est refusé ; `client_id` s'il existe"),
    _E.TOKEN_REVOKED: Meaning("un programme rend un jeton"),
    _E.WEBHOOK_CREATED: Meaning("un récepteur de webhooks est créé"),
    _E.WEBHOOK_CHANGED: Meaning("un récepteur change d'adresse, de types ou d'état"),
    _E.WEBHOOK_DELETED: Meaning("un récepteur est supprimé"),
    _E.WEBHOOK_SECRET_ROTATED: Meaning("le secret d'un récepteur est changé"),
    _E.WEBHOOK_ADDRESS_REFUSED: _alarming("l'adresse d'un récepteur mène à un réseau interne : rien n'y part"),
    _E.WEBHOOK_DISABLED: _alarming("un récepteur en échec est désactivé"),
    _E.FILE_REFUSED: _alarming("un fichier est refusé pour sa taille ou son contenu"),
    _E.FILE_INFECTED: _alarming("l'antivirus trouve une menace dans un document (`dossier_id`, `document_id`)"),
    _E.PERSONAL_DATA_EXPORTED: _alarming("tout ce qui est tenu d'une personne est remis au secrétariat"),
    _E.PERSONAL_DATA_ERASED: Meaning("les données d'un dossier échu s'effacent (`dossier_id`, `erased`)"),
    _E.RULE_PARAMETER_CHANGED: Meaning("le paramètre d'une règle reçoit une valeur à venir"),
    _E.JURY_SESSION_SIGNED: Meaning("une session du jury est close ou contresignée"),
    _E.CERTIFICATE_REVOKED: _alarming("un parchemin est révoqué"),
    _E.TAKEOVER_APPLIED: _alarming("une reprise écrit comptes, entreprises, registre ou dossiers (`takeover_id`)"),
    _E.TAKEOVER_UNDONE: _alarming("une reprise est défaite : tout ce qu'elle avait écrit s'en va (`takeover_id`)"),
}
"""Every event, with what it means; a test looks that each is told by something, and that nothing else is."""


def tell(event: SecurityEvent, **members: Any) -> None:
    """Write the event to the log, beside what the request or the job says of itself. ``members``: ids alone."""
    log_event(_log, INVENTORY[event].level, event.value, **members)
