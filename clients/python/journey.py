"""A dossier opened by its employer, with a document, from Python: ``python journey.py http://127.0.0.1:8000``."""

import sys
from datetime import date
from io import BytesIO
from secrets import choice
from string import ascii_lowercase

from cqp_client import AuthenticatedClient, Client
from cqp_client.api.checklist import get_checklist
from cqp_client.api.documents import add_document
from cqp_client.api.dossiers import create_dossier
from cqp_client.api.sessions import open_session
from cqp_client.models import (
    AddDocumentForm,
    CandidateIn,
    DocumentKind,
    DossierIn,
    EmploymentIn,
    EmploymentStatus,
    EstablishmentIn,
    ExperienceIn,
    PathwayCode,
    SessionOpening,
    SessionOut,
    Sex,
    Signatory,
)
from cqp_client.models.checklist_out import ChecklistOut
from cqp_client.models.document_out import DocumentOut
from cqp_client.models.dossier_out import DossierOut
from cqp_client.types import File

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def main(address: str) -> None:
    """Open a dossier, upload outil 6, and say what is to do next."""
    opening = SessionOpening(email="employer@sandbox.example", password="sandbox")
    session = open_session.sync(client=Client(base_url=address), body=opening)
    assert isinstance(session, SessionOut), session
    employer = AuthenticatedClient(base_url=address, token=session.access_token)
    dossier = create_dossier.sync(client=employer, body=_declared())
    assert isinstance(dossier, DossierOut), dossier
    form = AddDocumentForm(
        kind=DocumentKind.OUTIL_6,
        signed_by=[Signatory.CANDIDATE],
        file=File(payload=BytesIO(PDF), file_name="outil_6.pdf", mime_type="application/pdf"),
    )
    document = add_document.sync(dossier.id, client=employer, body=form)
    assert isinstance(document, DocumentOut), document
    checklist = get_checklist.sync(dossier.id, client=employer)
    assert isinstance(checklist, ChecklistOut), checklist
    print(dossier.number, *(action.operation_id for action in checklist.next_actions))


def _invented() -> str:
    """Letters that no other run has: a person has one dossier at a time for a certification."""
    return "".join(choice(ascii_lowercase) for _ in range(8)).capitalize()


def _declared() -> DossierIn:
    worked = ExperienceIn(activity="Aide-opérateur", start=date(2024, 9, 2), directly_related=True)
    employer = EstablishmentIn(siret="12345678200010", idcc="0044")
    return DossierIn(
        pathway=PathwayCode.INDIVIDUALISED_TRAINING,
        certification_code="cqp-operateur-fabrication",
        training_scheme="skills_development_plan",
        candidate=CandidateIn(
            birth_name=f"Marchand {_invented()}",
            first_names="Hugo",
            birth_date=date(1991, 3, 14),
            sex=Sex.M,
            birth_place="Saint-Fons (69)",
            employment=EmploymentIn(status=EmploymentStatus.EMPLOYEE, employer=employer),
            experience=[worked],
        ),
    )


if __name__ == "__main__":
    main(sys.argv[1])
