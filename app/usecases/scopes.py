"""What a program may be allowed to do: one list, in the order in which it is published; the others are computed."""

from collections.abc import Mapping
from enum import StrEnum

from app.domain.text import Text


class ProgramScope(StrEnum):
    FUNDING_READ = "funding:read"
    FUNDING_WRITE = "funding:write"
    BRIDGES_READ = "bridges:read"
    BRIDGES_REPORT = "bridges:report"
    BRIDGES_REQUEST = "bridges:request"
    EVENTS_READ = "events:read"
    WEBHOOKS_MANAGE = "webhooks:manage"


SCOPE_DESCRIPTIONS: Mapping[ProgramScope, Text] = {
    ProgramScope.FUNDING_READ: Text(
        "Lire les dossiers que prend en charge le financeur de ce programme.",
        "Read the dossiers that this program's funder funds.",
    ),
    ProgramScope.FUNDING_WRITE: Text("Confirmer ou rejeter une prise en charge.", "Confirm or reject a funding."),
    ProgramScope.BRIDGES_READ: Text(
        "Lire les passerelles vers la branche partenaire.", "Read the bridges towards the partner branch."
    ),
    ProgramScope.BRIDGES_REPORT: Text(
        "Rendre compte des décisions de la branche partenaire.", "Report the partner branch's decisions."
    ),
    ProgramScope.BRIDGES_REQUEST: Text(
        "Apporter les demandes de passerelle des titulaires de la branche partenaire.",
        "Bring the bridge requests of the partner branch's holders.",
    ),
    ProgramScope.EVENTS_READ: Text("Lire le flux des événements.", "Read the feed of events."),
    ProgramScope.WEBHOOKS_MANAGE: Text(
        "Tenir les points d'écoute de ce programme.", "Manage this program's webhook endpoints."
    ),
}
"""What each scope lets a program do."""
