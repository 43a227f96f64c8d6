"""Of each member of each kind of row a value, and another: by the columns' names, N for the first of a list."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.domain.takeovers import TakeoverKind
from tests.takeovers.desk import a_company, an_evaluator
from tools.takeover.made_up import siret

Values = Mapping[str, tuple[Any, Any]]
ONE_SIRET, OTHER_SIRET = siret(1), siret(2)
ONE_SIREN, OTHER_SIREN = ONE_SIRET[:9], OTHER_SIRET[:9]
CODE, OTHER_CODE = "cqp-operateur-fabrication", "cqp-agent-logistique"
AROUND: dict[str, Any] = {
    "companies": [a_company(siret=ONE_SIRET), a_company(source_id="ENT-2", siret=OTHER_SIRET)],
    "evaluators": [
        an_evaluator(email="une@habilitee.example"),
        an_evaluator(source_id="EVA-2", email="autre@habilitee.example"),
    ],
    "users": [
        {"source_id": name, "email": f"{name}@jury.example", "name": f"Membre {name}", "role": "jury"}
        for name in ("un", "deux")
    ],
    "jury_sessions": [
        {
            "source_id": name,
            "held_on": "2031-03-11",
            "registration_closes_on": "2031-02-25",
            "place": "Paris",
            "capacity": 400,
        }
        for name in ("SES-1", "SES-2")
    ],
}
"""What the rows name."""

_HOLDER: Values = {
    "birth_name": ("Lefèvre", "Lefebvre"),
    "usage_name": ("Roux", None),
    "first_names": ("Élodie", "Élodie Anne"),
    "birth_date": ("1984-03-09", "1984-03-10"),
    "birth_place": ("Pau", "Lacq"),
    "sex": ("F", "M"),
    "first_names_apart.N": ("Élodie", "Anne"),
    "birth_commune_insee": ("69199", "69123"),
    "birth_postal_code": ("69190", "69007"),
    "birth_country": ("FR", "BE"),
}


def _under(path: str, values: Values) -> Values:
    return {f"{path}.{name}": value for name, value in values.items()}


_PERIOD: Values = {"from": ("2014-01-01", "2015-01-01"), "until": ("2030-01-01", "2029-01-01")}
_ADDRESS: Values = {
    "street": ("1 rue A", "2 rue B"),
    "country": ("FR", "BE"),
    "postal_code": ("69007", "38000"),
    "city": ("Lyon", "Grenoble"),
}
_PLACE: Values = {"postal_code": ("69007", "38000"), "city": ("Lyon", "Grenoble")}
_BODY: Values = {
    "siret": (ONE_SIRET, OTHER_SIRET),
    "name": ("Un organisme", "Un autre"),
    "networks.N": ("GRETA", "AFPA"),
}
_UNIT: Values = {"siret": (ONE_SIRET, OTHER_SIRET), "idcc": ("0044", "1486")}
_DAY = ("2026-03-02", "2026-03-03")
_CANDIDATE: Values = {
    **{name: value for name, value in _HOLDER.items() if name != "first_names_apart.N"},
    "email": ("elodie@exemple.example", "anne@exemple.example"),
    **_under("address", _ADDRESS),
    "phone": ("+33 6 12 34 56 78", "+33 6 12 34 56 79"),
    "first_name_1": ("Élodie", "Anne"),
    "first_name_2": ("Marie", "Anne"),
    "first_name_3": ("Zoé", "Anne"),
    "employment.status": ("employee", "temporary_worker"),
    **_under("employment.employer", _UNIT),
    **_under("employment.user_company", _UNIT),
    "experience.N.activity": ("Conduite", "Entretien"),
    "experience.N.start": ("2018-01-01", "2019-01-01"),
    "experience.N.end": ("2024-01-01", "2023-01-01"),
    "experience.N.weekly_hours": (35, 20),
    "experience.N.directly_related": (True, False),
    "held_certifications.N.code": ("PH04", "PH05"),
    "held_certifications.N.certifier": ("LEEM", "Autre"),
    "held_certifications.N.number": ("PH-1", "PH-2"),
    "held_certifications.N.awarded_on": ("2020-05-04", "2020-05-05"),
}
_BEFORE: Values = {
    "skills_identification.held_on": _DAY,
    "skills_identification.technical_expert.name": ("Paul Expert", "Luc Expert"),
    "skills_identification.technical_expert.employer_siren": (ONE_SIREN, OTHER_SIREN),
    "skills_identification.interview_expert.name": ("Ana Experte", "Eva Experte"),
    "skills_identification.interview_expert.kind": ("employee", "evaluator"),
    "skills_identification.competences.N.code": ("C1", "C2"),
    "skills_identification.competences.N.mastered": (True, False),
    "skills_identification.reason": (None, "Employeur absent"),
    "training_plan.competences.N": ("C1", "C2"),
    "training_plan.actions.N.label": ("Accompagnement", "Cours"),
    "training_plan.actions.N.kind": ("tutorat", "formation"),
    "training_plan.actions.N.hours": (70, 35),
    "training_plan.starts_on": _DAY,
    "training_plan.ends_on": ("2026-06-01", "2026-06-02"),
    "training_plan.reason": (None, "Employeur absent"),
    "admissibility.received_on.N": _DAY,
    "admissibility.decisions.N.decision": ("admissible", "inadmissible"),
    "admissibility.decisions.N.grounds.N.rule": ("R33", "R36"),
    "admissibility.decisions.N.grounds.N.text": ("Expérience prouvée", "Formulaire complet"),
    "admissibility.decisions.N.decided_on": _DAY,
    "admissibility.tracking_number": ("1A 000", "1A 001"),
    "admissibility.dispatched_on": _DAY,
    "admissibility.acknowledged_on": _DAY,
    "admissibility.extensions.N.until": ("2031-01-01", "2031-01-02"),
    "admissibility.extensions.N.reason": ("Congé", "Maladie"),
    "admissibility.extensions.N.granted_on": _DAY,
    "direct_assessment.confirmed": (True, False),
    "direct_assessment.evidence": ("Attestation", "Contrat"),
    "direct_assessment.on": _DAY,
    "portfolio_completed_on": _DAY,
    "evaluator.email": ("une@habilitee.example", "autre@habilitee.example"),
    "evaluator.region": ("84", "11"),
    "evaluator.planned_on": _DAY,
    "evaluator.fees_agreed": (True, False),
    "evaluator.chosen_on": _DAY,
    "evaluator.accepted_on": _DAY,
    "registered_on": _DAY,
}
_BRIEFING = (
    "candidate_informed",
    "professional_informed",
    "guide_delivered",
    "outil_3_delivered",
    "branch_documents_used",
    "admissibility_letter_presented",
)
_ASSESSMENT: Values = {
    "held_on.N": _DAY,
    "observed_on.N": _DAY,
    **{f"briefing.{name}": (True, False) for name in _BRIEFING},
    "concertation_held_on": _DAY,
    **_under("place", _PLACE),
    "remote": (False, True),
    "sittings.N.on": _DAY,
    "sittings.N.region": ("84", "11"),
    **_under("sittings.N.place", _PLACE),
    "sittings.N.remote": (False, True),
    "observers.N.name": ("Luc Tuteur", "Léo Tuteur"),
    "observers.N.capacity": ("tutor", "trainer"),
    "trade_evaluator.name": ("Anne Métier", "Léa Métier"),
    "trade_evaluator.employer_siren": (ONE_SIREN, OTHER_SIREN),
    "trade_evaluator.employer_idcc": ("0044", "1486"),
    "results.N.competence_code": ("C1", "C2"),
    "results.N.acquired": (True, False),
    "results.N.comment": ("Acquis.", "Bien acquis."),
    "candidate_observations": ("Satisfaite.", "Contente."),
    "evaluator_observations": ("Rien.", "Rien à signaler."),
}
_AFTER: Values = {
    "trade_evaluator.name": ("Paul Métier", "Luc Métier"),
    "trade_evaluator.email": ("paul@metier.example", "luc@metier.example"),
    "trade_evaluator.employer_siren": (ONE_SIREN, OTHER_SIREN),
    "trade_evaluator.position": ("Chef", "Cheffe"),
    "trade_evaluator.invited_on": _DAY,
    "trade_evaluator.observations": ("Travail sûr.", "Travail régulier."),
    "trade_evaluator.observed_on": _DAY,
    "trade_observations_waiver.reason": (None, "Atelier fermé"),
    "trade_observations_waiver.on": (None, "2026-03-03"),
    "assessment_completed_on": _DAY,
    "jury_registration.registered_on": _DAY,
    "jury_registration.session_source_id": ("SES-1", "SES-2"),
    "jury_registration.put_off_by": (None, "branch"),
}
VALUES: Mapping[TakeoverKind, Values] = {
    TakeoverKind.COMPANIES: {
        "siret": (ONE_SIRET, siret(900)),
        "name": ("Chimie", "Autre chimie"),
        "idcc": ("0044", "1486"),
        **_under("address", _ADDRESS),
        "contact.name": ("Anne Roux", "Luc Roux"),
        "contact.email": ("rh@un.example", "rh@autre.example"),
        "ccnic": (True, False),
        "verified_on": _DAY,
    },
    TakeoverKind.EVALUATORS: {
        "name": ("Claire Marchand", "Claire Martin"),
        "email": ("claire@habilitee.example", "nouvelle@habilitee.example"),
        "siren": (ONE_SIREN, OTHER_SIREN),
        "published_contact": ("01 02 03 04 05", "06 07 08 09 10"),
        "authorisations.N.certification_code": (CODE, OTHER_CODE),
        "authorisations.N.region": ("84", "11"),
        **_under("authorisations.N", _PERIOD),
        "affiliations.N.kind": ("employee", "owner"),
        "affiliations.N.siren": (ONE_SIREN, OTHER_SIREN),
        "affiliations.N.networks.N": ("GRETA", "AFPA"),
        **_under("affiliations.N", _PERIOD),
    },
    TakeoverKind.USERS: {
        "email": ("membre@jury.example", "nouveau@jury.example"),
        "name": ("Paul Garnier", "Luc Garnier"),
        "role": ("jury", "secretariat"),
        "company_siret": (None, ONE_SIRET),
        "language": ("fr", "en"),
    },
    TakeoverKind.JURY_SESSIONS: {
        "held_on": ("2031-04-11", "2031-04-10"),
        "held_until": ("2031-04-12", "2031-04-13"),
        "registration_closes_on": ("2031-03-25", "2031-03-26"),
        "place": ("Paris", "Lyon"),
        "capacity": (40, 41),
        "remote": (False, True),
        "members.N.email": ("un@jury.example", "deux@jury.example"),
        "members.N.name": ("Membre Un", "Membre Uno"),
        "members.N.college": ("employers", "employees"),
        "members.N.chair": (True, False),
        "members.N.employer_siren": (ONE_SIREN, OTHER_SIREN),
        "members.N.organisation": ("France Chimie", "Autre"),
    },
    TakeoverKind.CERTIFICATES: {
        "number": ("CQP", "CQP 2019 autre"),
        "certification_code": (CODE, OTHER_CODE),
        "option": (None, "production"),
        "title": ("Opérateur (2011)", "Opérateur (2012)"),
        **_under("holder", _HOLDER),
        "awarded_on": ("2019-06-04", "2019-06-05"),
        "issued_on": ("2019-06-20", "2019-06-21"),
        "outcome": ("awarded", "partially_awarded"),
        "company_siret": (ONE_SIRET, OTHER_SIRET),
        "revoked_on": _DAY,
        "revocation_reason": ("Pièce fausse", "Erreur"),
        "replaced_by": ("X-1", "X-2"),
        "passport_sent_on": ("2022-03-10", "2022-03-11"),
        "passport_id": (None, "ECERTIF-1"),
    },
    TakeoverKind.PARTIAL_RESULTS: {
        **_under("holder", _HOLDER),
        "certification_code": (CODE, OTHER_CODE),
        "option": (None, "production"),
        "competences.N": ("C1", "C2"),
        "jury_on": ("2024-02-06", "2024-02-07"),
        "pathway": ("individualised_training", "simplified_vae"),
        "variant": (None, "direct_assessment"),
        "framework_version": (None, "jamais publiée"),
        "until": ("2031-01-01", "2031-01-02"),
        "company_siret": (ONE_SIRET, OTHER_SIRET),
    },
    TakeoverKind.DOSSIERS: {
        "number": ("EC", "EC-autre"),
        "requested_on": ("2025-04-07", "2025-04-08"),
        "company_siret": (ONE_SIRET, OTHER_SIRET),
        "pathway": ("individualised_training", "simplified_vae"),
        "variant": (None, "direct_assessment"),
        "bridge_id": (None, "019b76da-a800-7000-8000-000000000999"),
        "certification_code": (CODE, OTHER_CODE),
        "option": (None, "production"),
        **_under("candidate", _CANDIDATE),
        "training_scheme": ("skills_development_plan", "cpf"),
        **_under("training_body", _BODY),
        **_under("accompanying_body", _BODY),
        "tutor.name": ("Jean Tuteur", "Luc Tuteur"),
        "tutor.position": ("Chef", "Cheffe"),
        "tutor.email": ("jean@tuteur.example", "luc@tuteur.example"),
        "trainers.N.name": ("Jean Formateur", "Luc Formateur"),
        "trainers.N.email": ("jean@formateur.example", "luc@formateur.example"),
        "requested_cqpi.N": ("cqpi-operateur-maintenance", "cqpi-agent-logistique"),
        "fundings.N.funder_code": ("OPCA", "OPCO-2I"),
        "fundings.N.reference": ("2026-CH-1", "2026-CH-2"),
        "held_verifications.N.number": ("PH-1", "PH-2"),
        "held_verifications.N.on": _DAY,
        "held_verifications.N.reason": ("Parchemin vu", "Parchemin lu"),
        **_BEFORE,
        **_under("assessment", _ASSESSMENT),
        **_AFTER,
    },
}
"""The first value is in every row of the test, the second in the row that changes it."""

BESIDE: Mapping[tuple[TakeoverKind, str], Mapping[str, Any]] = {
    (TakeoverKind.USERS, "company_siret"): {"role": "employer", "company_siret": OTHER_SIRET},
    (TakeoverKind.CERTIFICATES, "option"): {"certification_code": "cqp-responsable-secteur", "option": "logistique"},
    (TakeoverKind.PARTIAL_RESULTS, "option"): {"certification_code": "cqp-responsable-secteur", "option": "logistique"},
    (TakeoverKind.DOSSIERS, "trade_observations_waiver.reason"): {
        "trade_evaluator.observations": None,
        "trade_evaluator.observed_on": None,
        "trade_observations_waiver.reason": "Chef absent",
        "trade_observations_waiver.on": "2026-03-02",
    },
    (TakeoverKind.DOSSIERS, "trade_observations_waiver.on"): {
        "trade_evaluator.observations": None,
        "trade_evaluator.observed_on": None,
        "trade_observations_waiver.reason": "Chef absent",
        "trade_observations_waiver.on": "2026-03-02",
    },
    (TakeoverKind.DOSSIERS, "jury_registration.put_off_by"): {
        "jury_registration.session_source_id": None,
        "jury_registration.put_off_by": "employer",
    },
}
"""What else stands in the row of a member that not every row may have."""

UNLIKE: Mapping[TakeoverKind, tuple[str, ...]] = {
    TakeoverKind.COMPANIES: ("siret",),
    TakeoverKind.EVALUATORS: ("email",),
    TakeoverKind.USERS: ("email",),
    TakeoverKind.JURY_SESSIONS: (),
    TakeoverKind.CERTIFICATES: ("number", "holder.birth_place"),
    TakeoverKind.PARTIAL_RESULTS: ("holder.birth_place",),
    TakeoverKind.DOSSIERS: ("number", "candidate.birth_name", "candidate.birth_date"),
}
"""What two rows of a kind may not share, or had better not."""


def row_of(kind: TakeoverKind, name: str, place: int, *, changed: bool) -> dict[str, Any]:
    """The row in which that member is the one that changes; ``place`` makes it another than the others."""
    told = {each: first for each, (first, _) in VALUES[kind].items()} | dict(BESIDE.get((kind, name), {}))
    for each in UNLIKE[kind]:
        told[each] = _another(each, str(told[each]), place)
    if changed:
        told[name] = VALUES[kind][name][1]
    row: dict[str, Any] = {"source_id": f"{kind}-{place}"}
    for path, value in told.items():
        if value is not None:
            _put(row, path.split("."), value)
    return row


def _another(name: str, value: str, place: int) -> str:
    if name == "siret":
        return siret(100 + place)
    if name.endswith("birth_date"):
        return (date.fromisoformat(value) + timedelta(7 * place)).isoformat()
    letters = "".join("bcdfghjklm"[int(digit)] + "a" for digit in str(place))
    return f"{letters}.{value}" if name == "email" else f"{value} {letters}"


def _put(row: Any, path: list[str], value: Any) -> None:
    first, *rest = path
    if not rest:
        row[first] = value
    elif rest[0] == "N":
        items = row.setdefault(first, [])
        if len(rest) == 1:
            items.append(value)
        else:
            items.extend([] if items else [{}])
            _put(items[0], rest[1:], value)
    else:
        _put(row.setdefault(first, {}), rest, value)
