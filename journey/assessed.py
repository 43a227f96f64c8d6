"""Dossiers that wait for the jury, for stories that begin there: how they came so far is told by others."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from journey.actors import Json
from journey.assessing import accepts, assess, invites, is_entrusted
from journey.dossier import DossierInHand
from journey.fictitious_data import CHEMICAL_COMPANY, candidate, experience, siret
from journey.stage import Stage

CERTIFICATION = "cqp-agent-logistique"
_COLLEAGUE = ("Anne Besson", CHEMICAL_COMPANY["siret"][:9])
_DAYS_OF_TRAINING = 30


async def assessed(stage: Stage, *people: tuple[str, str], lacking: Collection[str] = ()) -> list[DossierInHand]:
    """A dossier of the sandbox's company for each of ``people``, assessed a month from now.

    Whoever has their birth name among ``lacking`` has not acquired the last competence.
    """
    aside = stage.aside()
    dossiers = [await _registered(aside, birth_name, first_names) for birth_name, first_names in people]
    await aside.let_days_pass(_DAYS_OF_TRAINING, "Les compétences sont acquises, l'évaluation a lieu")
    for (birth_name, _), dossier in zip(people, dossiers, strict=True):
        evaluator = await accepts(dossier)
        professional = await invites(dossier, evaluator, *_COLLEAGUE)
        await assess(dossier, evaluator, professional, dossier.codes[-1:] if birth_name in lacking else ())
    names = ", ".join(f"{first_names} {birth_name}" for birth_name, first_names in people)
    stage.printer.scene(f"En attente de jury, après une évaluation : {names}.")
    return [replace(dossier, stage=stage) for dossier in dossiers]


async def _registered(stage: Stage, birth_name: str, first_names: str) -> DossierInHand:
    employer, today = await stage.person("employer"), await stage.today()
    worked = experience("Cariste", "2023-03-06")
    declared: Json = {
        "pathway": "individualised_training",
        "certification_code": CERTIFICATION,
        "candidate": candidate(birth_name, first_names, "F", CHEMICAL_COMPANY, worked),
        "training_scheme": "skills_development_plan",
        "training_body": {"siret": siret(), "name": "Formation Chimie Alpes", "networks": []},
    }
    dossier = await DossierInHand.opened(stage, employer, "ouvre le dossier", declared)
    plan: Json = {
        "competences": list(dossier.codes),
        "actions": [{"label": "Accompagnement au poste", "kind": "tutorat", "hours": 70}],
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=_DAYS_OF_TRAINING - 5)).isoformat(),
    }
    await dossier.does(employer, "enregistre le parcours", "PUT", "/training-plan", plan)
    await is_entrusted(dossier, employer, CERTIFICATION, in_days=_DAYS_OF_TRAINING)
    await dossier.receives(employer, "dépose l'outil n° 6, signé", "outil_6", "candidate")
    await dossier.does(employer, "termine l'inscription", "POST", "/registration")
    return dossier
