"""The individualised pathway told shortly: for stories in which it is on the way to something else."""

from dataclasses import replace
from datetime import timedelta

from journey.actors import Json, Person
from journey.assessing import accepts, assess, invites, is_entrusted
from journey.dossier import DossierInHand
from journey.fictitious_data import CHEMICAL_COMPANY
from journey.jury_day import JuryDay
from journey.stage import Stage

_SIREN = CHEMICAL_COMPANY["siret"][:9]


async def opens(
    stage: Stage, employer: Person, certification: str, candidate: Json, **declared: object
) -> DossierInHand:
    """The employer opens a dossier of individualised training for the candidate."""
    asked: Json = {
        "pathway": "individualised_training",
        "certification_code": certification,
        "candidate": candidate,
        "training_scheme": "skills_development_plan",
        **declared,
    }
    return await DossierInHand.opened(
        stage, employer, f"ouvre le dossier de {candidate['first_names']} {candidate['birth_name']}", asked
    )


async def reads_what_is_held(dossier: DossierInHand, person: Person) -> DossierInHand:
    """Read what will not be assessed again and why; the dossier with the rest as its competences."""
    printer = dossier.stage.printer
    printer.step(person.capacity, person.name, "lit ce qui ne sera pas réévalué, et pourquoi")
    shown = await person.get(f"{dossier.path}/assessment")
    for held in shown["exemptions"]:
        until = f", jusqu'au {held['until']}" if held["until"] else ""
        printer.outcome(f"{held['competence_code']} — {held['kind_label']} : {held['source']}{until}")
    printer.outcome(f"Restent à évaluer : {', '.join(shown['scope']) or 'aucune'}.")
    return replace(dossier, codes=tuple(shown["scope"]))


async def prepares(dossier: DossierInHand, employer: Person, certification: str) -> None:
    """The plan, the evaluator and outil 6, then the registration."""
    await dossier.does(
        employer, "enregistre le parcours", "PUT", "/training-plan", await plan_of(dossier.stage, *dossier.codes)
    )
    await is_entrusted(dossier, employer, certification, in_days=30)
    await dossier.receives(employer, "dépose l'outil n° 6, signé de la personne candidate", "outil_6", "candidate")
    await dossier.does(employer, "termine l'inscription", "POST", "/registration")
    await dossier.stands_at("awaiting_assessment")


async def is_assessed(dossier: DossierInHand, not_acquired: tuple[str, ...] = ()) -> None:
    """Both evaluators, a month later, on the competences that the dossier has in hand."""
    evaluator = await accepts(dossier)
    professional = await invites(dossier, evaluator, "Paul Garnier", _SIREN)
    await dossier.stage.let_days_pass(30, "L'évaluation a lieu")
    await assess(dossier, evaluator, professional, not_acquired)


async def is_decided(dossier: DossierInHand, registrar: Person, expected: str, refused: tuple[str, ...] = ()) -> Json:
    """A session of the jury a month later decides on the dossier, and is closed; what the jury answers."""
    jury = await JuryDay.planned(dossier.stage, in_days=30)
    await jury.registers(registrar, dossier)
    await jury.begins()
    decided = await jury.decides(dossier, expected, refused=refused)
    await jury.ends()
    return decided


async def plan_of(stage: Stage, *codes: str) -> Json:
    """A training plan on those competences, for the days to come."""
    today = await stage.today()
    return {
        "competences": list(codes),
        "actions": [{"label": "Accompagnement au poste", "kind": "tutorat", "hours": 70}],
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=25)).isoformat(),
    }
