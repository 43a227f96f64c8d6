"""What a former system holds of one person: an award long ago, what was kept of a jury, a dossier that still runs."""

from collections.abc import Mapping
from datetime import date, timedelta
from secrets import token_hex

from journey.actors import Json
from journey.assessed import CERTIFICATION
from journey.fictitious_data import CHEMICAL_COMPANY, candidate, experience

FIRST_NAME = "Hélène"
DAYS_TO_THE_ASSESSMENT = 10
_KEPT = 2
"""How many of the first competences a jury has left acquired."""
_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def rows_of(today: date, codes: tuple[str, ...]) -> Mapping[str, Json]:
    """One row of each: an award long ago, two competences kept, and a dossier whose evaluator has accepted."""

    def ago(days: int) -> str:
        return (today - timedelta(days=days)).isoformat()

    worked = experience("Cariste", "2015-03-06")
    declared = candidate(f"Vasseur-{token_hex(3).translate(_LETTERS)}", FIRST_NAME, "F", CHEMICAL_COMPANY, worked)
    holder = {name: declared[name] for name in ("birth_name", "first_names", "birth_date", "birth_place", "sex")}
    siret = CHEMICAL_COMPANY["siret"]
    certificate: Json = {
        "source_id": "PAR-1",
        "number": f"CQP 2016/{token_hex(4)}",
        "certification_code": "cqp-operateur-maintenance",
        "holder": holder,
        "awarded_on": "2016-06-07",
        "issued_on": "2016-06-27",
        "outcome": "awarded",
        "company_siret": siret,
    }
    partial: Json = {
        "source_id": "ACQ-1",
        "holder": holder,
        "certification_code": CERTIFICATION,
        "competences": list(codes[:_KEPT]),
        "jury_on": ago(500),
        "pathway": "individualised_training",
        "company_siret": siret,
    }
    running: Json = {
        "source_id": "DOS-1",
        "requested_on": ago(120),
        "company_siret": siret,
        "pathway": "individualised_training",
        "certification_code": CERTIFICATION,
        "training_scheme": "skills_development_plan",
        "candidate": declared,
        "training_plan": {
            "competences": list(codes[_KEPT:]),
            "actions": [{"label": "Accompagnement au poste", "kind": "tutorat", "hours": 70}],
            "starts_on": ago(110),
            "ends_on": ago(40),
        },
        "evaluator": {
            "email": "evaluator@sandbox.example",
            "region": "84",
            "planned_on": ago(-DAYS_TO_THE_ASSESSMENT),
            "chosen_on": ago(100),
            "accepted_on": ago(95),
        },
        "registered_on": ago(98),
    }
    return {"certificates": certificate, "partial_results": partial, "dossiers": running}
