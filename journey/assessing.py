"""The assessment's part, which stories share: the evaluator chosen and willing, the two assessors, their results."""

from collections.abc import Collection
from datetime import date, timedelta

from journey.actors import Json, Person, last_mail
from journey.dossier import DossierInHand
from journey.fictitious_data import address
from journey.stage import Stage

REGION = "84"


async def evaluator_of(stage: Stage, certification: str, region: str = REGION) -> Json:
    """Somebody of the public directory who is authorised for the certification in the region today."""
    found = await stage.http.get("/v1/evaluators", params={"certification": certification, "region": region})
    listed: list[Json] = found.raise_for_status().json()["items"]
    ours = [each for each in listed if each["name"] == (await stage.person("evaluator")).name]
    return (ours or listed)[0]


def choice_of(evaluator: Json, planned_on: date, region: str = REGION) -> Json:
    """The choice of an evaluator, fees agreed."""
    return {
        "evaluator_id": evaluator["id"],
        "region": region,
        "planned_on": planned_on.isoformat(),
        "fees_agreed": True,
    }


def assessed_on(day: date, codes: Collection[str], not_acquired: Collection[str] = ()) -> Json:
    """An assessment in one sitting, complete but for what a pathway adds."""
    return {
        "held_on": [day.isoformat()],
        "observed_on": [day.isoformat()],
        "briefing": {
            "candidate_informed": True,
            "professional_informed": True,
            "guide_delivered": True,
            "outil_3_delivered": True,
            "branch_documents_used": True,
        },
        "concertation_held_on": day.isoformat(),
        "results": [
            {
                "competence_code": code,
                "acquired": code not in not_acquired,
                "comment": "Les critères ne sont pas tous atteints." if code in not_acquired else "Critères atteints.",
            }
            for code in codes
        ],
        "candidate_observations": "L'évaluation s'est déroulée comme on me l'avait annoncée.",
        "evaluator_observations": "Entretien et observation au poste, sans difficulté.",
    }


async def is_entrusted(dossier: DossierInHand, person: Person, certification: str, in_days: int) -> None:
    """``person`` chooses the sandbox's evaluator, for a day to come."""
    stage = dossier.stage
    evaluator = await evaluator_of(stage, certification)
    planned_on = await stage.today() + timedelta(days=in_days)
    what = f"choisit {evaluator['name']}, habilitée en région {REGION}, pour le {planned_on:%d/%m/%Y}"
    await dossier.does(person, what, "PUT", "/evaluator", choice_of(evaluator, planned_on))


async def accepts(dossier: DossierInHand) -> Person:
    """The evaluator accepts with the declaration of independence, and is told."""
    evaluator = await dossier.stage.person("evaluator")
    declaration: Json = {"independent": True, "conflicts": []}
    what = "accepte la mission et déclare son indépendance"
    await dossier.does(evaluator, what, "POST", "/evaluator/acceptance", declaration)
    return evaluator


async def invites(dossier: DossierInHand, evaluator: Person, name: str, siren: str) -> Person:
    """The evaluator invites a trade evaluator, who follows the link of the mail; that person, signed in."""
    stage, email = dossier.stage, address("metier")
    invited: Json = {"name": name, "email": email, "employer_siren": siren, "position": "Chef d'atelier"}
    what = f"invite {name}, professionnel du métier, à donner ses observations"
    await dossier.does(evaluator, what, "POST", "/trade-evaluator", invited)
    mail = await last_mail(stage.http, email)
    stage.printer.scene(f"{name} reçoit un courriel : « {mail['subject']} »")
    professional = Person(http=stage.http, name=name, capacity="L'évaluateur métier")
    token: Json = {"token": mail["links"]["token"]}
    opened = await stage.does(
        professional, "suit le lien de l'invitation", "POST", "/v1/invitations/redeem", json=token
    )
    professional.token = opened["access_token"]
    return professional


async def assess(
    dossier: DossierInHand, evaluator: Person, professional: Person, not_acquired: Collection[str] = ()
) -> None:
    """Results, outil 4, the trade evaluator's observations, and the completion of the assessment."""
    record = assessed_on(await dossier.stage.today(), dossier.codes, not_acquired)
    acquired = len(dossier.codes) - len(not_acquired)
    what = f"saisit les résultats : {acquired} compétences acquises sur {len(dossier.codes)}"
    await dossier.does(evaluator, what, "PUT", "/assessment", record)
    await dossier.receives(
        evaluator, "dépose l'outil n° 4, signé des trois", "outil_4", "evaluator", "trade_evaluator", "candidate"
    )
    await observes(dossier, professional)
    await dossier.does(evaluator, "termine l'évaluation", "POST", "/assessment/completion")
    await dossier.stands_at("awaiting_jury")


async def observes(dossier: DossierInHand, professional: Person) -> None:
    """The trade evaluator gives observations, and no result."""
    said: Json = {"observations": "À son poste, le candidat travaille comme il l'a montré."}
    await dossier.does(professional, "saisit ses observations", "PUT", "/assessment/trade-observations", said)
