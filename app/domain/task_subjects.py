"""What there is to do that no dossier waits for, by what it is about."""

from enum import StrEnum

from app.domain.text import Text


class SubjectKind(StrEnum):
    """What a task is about that no dossier waits for."""

    COMPANY = "company"
    PERSON_MATCH = "person_match"
    MAIL = "mail"
    DOCUMENT = "document"
    JURY_SESSION = "jury_session"
    SURVEY = "survey"
    AUTHORISATION_CHANGES = "authorisation_changes"
    BRIDGE_REQUEST = "bridge_request"
    APPEAL = "appeal"


SUBJECT_LABELS = {
    SubjectKind.COMPANY: Text("Entreprise", "Company"),
    SubjectKind.PERSON_MATCH: Text("Rapprochement de personnes", "Match of persons"),
    SubjectKind.MAIL: Text("Courriel", "Mail"),
    SubjectKind.DOCUMENT: Text("Document perdu", "Lost document"),
    SubjectKind.JURY_SESSION: Text("Session de jury", "Jury session"),
    SubjectKind.SURVEY: Text("Titulaire à appeler", "Holder to be called"),
    SubjectKind.AUTHORISATION_CHANGES: Text("Habilitations à déclarer", "Authorisations to be told"),
    SubjectKind.BRIDGE_REQUEST: Text("Demande de passerelle", "Bridge request"),
    SubjectKind.APPEAL: Text("Recours", "Appeal"),
}
