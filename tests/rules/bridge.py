"""A bridge request from the pharmaceutical industry, complete."""

from dataclasses import replace
from typing import Any

from app.domain.candidate import HeldCertification, Verification
from app.domain.documents import DocumentKind
from app.domain.dossier import Dossier, JuryRegistration, JuryRegistrationState
from tests.builders import BRIDGE, TODAY, a_candidate, a_dossier, an_id, documents
from tests.rules.stages import SESSION, day

PHARMA = "PH08"


def held_pharma(**changes: Any) -> HeldCertification:
    """A pharmaceutical CQP whose parchment the secretariat has seen."""
    held = HeldCertification(
        code=PHARMA,
        certifier="CPNE de l'industrie pharmaceutique",
        number="2020-11",
        awarded_on=day(-700),
        verification=Verification(verified=True, reason="Parchemin vu", on=TODAY),
    )
    return replace(held, **changes)


def bridge_request(held: HeldCertification | None = None, **changes: Any) -> Dossier:
    """Nothing is left but to register it."""
    dossier = a_dossier(
        BRIDGE,
        bridge_id=an_id(8),
        candidate=a_candidate(held_certifications=(held or held_pharma(),)),
        documents=documents(DocumentKind.BRIDGE_REQUEST, DocumentKind.PARCHMENT_COPY),
    )
    return replace(dossier, **changes)


def bridge_on_agenda(**changes: Any) -> Dossier:
    """Registered, and registered to a session."""
    agenda = JuryRegistration(state=JuryRegistrationState.REGISTERED, session_id=SESSION, registered_on=TODAY)
    return bridge_request(**{"registered_on": TODAY, "jury_registration": agenda, **changes})
