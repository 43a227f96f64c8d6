"""Dossiers that wait for the jury, for stories that begin there: how they came so far is told by others."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from journey.actors import Json, Person
from journey.assessing import accepts, assess, invites, is_entrusted
from journey.dossier import DossierInHand
from journey.fictitious_data import CHEMICAL_COMPANY, candidate, experience, siret
from journey.stage import Stage

CERTIFICATION = "cqp-agent-logistique"
_COLLEAGUE = ("Anne Besson", CHEMICAL_COMPANY["siret"][:9])
_DAYS_OF_TRAINING = 30
_NAMED = 6
"""How many people are named before the others are counted."""


async def assessed(
    stage: Stage, *people: tuple[str, str], lacking: Collection[str] = (), lacking_all: Collection[str] = ()
) -> list[DossierInHand]:
    """A dossier of the sandbox's company for each of ``people``, assessed a month from now.

    Whoever has their birth name among ``lacking`` has not acquired the last competence, among ``lacking_all`` none.
    """
    aside = stage.aside()
    dossiers = [await _registered(aside, birth_name, first_names) for birth_name, first_names in people]
    await aside.let_days_pass(_DAYS_OF_TRAINING, "Les compétences sont acquises, l'évaluation a lieu")
    for (birth_name, _), dossier in zip(people, dossiers, strict=True):
        evaluator, professional = await _both_evaluators(dossier)
        not_acquired = dossier.codes if birth_name in lacking_all else dossier.codes[-1:]
        await assess(dossier, evaluator, professional, not_acquired if birth_name in {*lacking, *lacking_all} else ())
    stage.printer.scene(f"En attente de jury, après une évaluation : {_names(people)}.")
    return [replace(dossier, stage=stage) for dossier in dossiers]


async def under_assessment(stage: Stage, birth_name: str, first_names: str) -> tuple[DossierInHand, Person, Person]:
    """A dossier on the day of its assessment, a month from now, and its two evaluators, who are willing."""
    aside = stage.aside()
    dossier = await _registered(aside, birth_name, first_names)
    both = await _both_evaluators(dossier)
    await aside.let_days_pass(_DAYS_OF_TRAINING, "Les compétences sont acquises, l'évaluation a lieu")
    stage.printer.scene(f"L'évaluation de {first_names} {birth_name} a lieu.")
    return (replace(dossier, stage=stage), *both)


async def _both_evaluators(dossier: DossierInHand) -> tuple[Person, Person]:
    evaluator = await accepts(dossier)
    return evaluator, await invites(dossier, evaluator, *_COLLEAGUE)


def _names(people: Sequence[tuple[str, str]]) -> str:
    shown = [f"{first_names} {birth_name}" for birth_name, first_names in people[:_NAMED]]
    others = len(people) - len(shown)
    return ", ".join(shown) + (f" et {others} autres" if others else "")


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
