"""The shapes of dossiers, and of those that left a company.

1: what equals its default is left out. 2: every member is explicit.
"""

from dataclasses import replace

from app.db.shapes.shaped import Shaped
from app.db.shapes.steps import Members, said_since
from app.domain.dossier import Dossier
from app.domain.pathways import is_a_pathway
from app.domain.text import Text

_ESTABLISHMENT = Members(silent={"idcc": None})
_GROUNDS = Members(silent={"rule": None})
_TRAINING_BODY = Members(silent={"networks": []})

_CANDIDATE = Members(
    silent={"usage_name": None, "email": None, "experience": [], "held_certifications": []},
    added=dict.fromkeys(
        (
            "address",
            "phone",
            "first_name_1",
            "first_name_2",
            "first_name_3",
            "birth_commune_insee",
            "birth_postal_code",
            "birth_country",
        )
    ),
    inside={
        "employment": Members(
            silent={"employer": None, "user_company": None},
            inside={"employer": _ESTABLISHMENT, "user_company": _ESTABLISHMENT},
        ),
        "experience": Members(silent={"end": None, "weekly_hours": None}),
        "held_certifications": Members(silent={"verification": None}),
    },
)
_ADMISSIBILITY = Members(
    silent={
        "received_on": [],
        "decisions": [],
        "dispatched_on": None,
        "tracking_number": None,
        "acknowledged_on": None,
        "read_receipt": None,
        "extensions": [],
    },
    added={"put_back": [], "lacking": []},
    inside={
        "decisions": Members(
            silent={"unmet": []}, added={"appeal_id": None}, inside={"grounds": _GROUNDS, "unmet": _GROUNDS}
        )
    },
)
_EXEMPTIONS = Members(silent={"until": None}, added={"source_dossier_id": None, "held_code": None, "held_number": None})
_JURY_REGISTRATION = Members(
    silent={"state": "none", "session_id": None, "registered_on": None, "by_branch": False},
    added={"redeliberation": None},
)
_DECISION = Members(
    silent={"recused": [], "replaces": None, "reason": None},
    added={"taken_at": None, "presided_by": None, "corrected_on": None, "corrected_by": None},
    inside={"competences": Members(silent={"reason": None})},
)

SHAPE_2 = Members(
    silent={
        "variant": None,
        "option": None,
        "training_scheme": None,
        "training_body": None,
        "accompanying_body": None,
        "tutor": None,
        "trainers": [],
        "company_id": None,
        "requested_cqpi": [],
        "previous_dossier_id": None,
        "bridge_id": None,
        "skills_identification": None,
        "training_plan": None,
        "admissibility": None,
        "direct_assessment": None,
        "portfolio_completed_on": None,
        "evaluator": None,
        "acceptance": None,
        "trade_evaluator": None,
        "trade_observations": None,
        "registered_on": None,
        "scope": None,
        "assessment": None,
        "assessment_completed_on": None,
        "jury_registration": {},
        "decisions": [],
        "closure": None,
        "reduced_on": None,
        "anonymised_on": None,
    },
    added={
        "seat_distinctions": [],
        "awaiting_signature": None,
        "adjournments": [],
        "results_on_record": [],
        "former_assignments": [],
        "former_trade_observations": [],
        "void_guides": [],
        "signature_waivers": [],
        "document_removals": [],
        "death": None,
        "entry_corrections": [],
        "reopenings": [],
        "former_employers": [],
        "appeals": [],
    },
    inside={
        "candidate": _CANDIDATE,
        "training_body": _TRAINING_BODY,
        "accompanying_body": _TRAINING_BODY,
        "trainers": Members(silent={"email": None}),
        "admissibility": _ADMISSIBILITY,
        "acceptance": Members(silent={"conflicts": []}),
        "trade_observations": Members(silent={"waived": False}),
        "scope": Members(inside={"exemptions": _EXEMPTIONS}),
        "assessment": Members(
            silent={"observers": [], "professional": None},
            added={"place": None, "remote": False, "sittings": []},
            inside={"briefing": Members(silent={"admissibility_letter_presented": None})},
        ),
        "jury_registration": _JURY_REGISTRATION,
        "decisions": _DECISION,
        "closure": Members(added={"session_id": None}),
    },
)

DOSSIERS = Shaped(
    name="dossier",
    record=Text("le dossier", "the dossier"),
    kind=Dossier,
    beside=frozenset({"version", "documents"}),
    steps=(said_since(SHAPE_2),),
    unknown=lambda dossier: None if is_a_pathway(dossier.pathway, dossier.variant) else "pathway",
)

DEPARTURES = replace(
    DOSSIERS,
    name="dossier_departure",
    record=Text("le dossier tel qu'il a quitté l'entreprise", "the dossier as it left its company"),
)
"""A dossier as its former company goes on reading it (D64)."""
