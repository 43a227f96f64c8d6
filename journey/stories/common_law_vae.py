"""P3: the common-law VAE of a candidate from outside the chemical industries, led by the secretariat."""

from journey.actors import Answer, Json, Person, StoryBrokenError
from journey.assessing import accepts, assessed_on, choice_of, evaluator_of, is_entrusted
from journey.dossier import DossierInHand
from journey.fictitious_data import CHEMICAL_COMPANY, OTHER_COMPANY, candidate, experience
from journey.jury_day import JuryDay
from journey.stage import Stage

CERTIFICATION = "cqp-technicien-maintenance"
_WORKED = experience("Maintenance d'extrudeuses", "2018-02-01", "2025-12-31")


async def tell(stage: Stage) -> None:
    """From the request to the jury; the registration comes after the assessment (R42, D1)."""
    stage.printer.title(
        "Parcours n° 3 — la VAE de droit commun",
        "Une technicienne de la plasturgie demande le CQP de technicien de maintenance.",
    )
    await asks_what_is_open(stage)
    secretariat = await stage.person("secretariat")
    dossier = await is_found_admissible(stage, secretariat)
    await is_assessed(dossier, secretariat)
    await is_registered(dossier, secretariat)
    jury = await JuryDay.planned(stage, in_days=40)
    await jury.registers(secretariat, dossier)
    await jury.begins()
    await jury.decides(dossier, "awarded")
    await jury.ends()
    stage.printer.ending("Le CQP est validé, par la seule validation des acquis de l'expérience.")


async def asks_what_is_open(stage: Stage) -> None:
    """Anybody may ask, without an account, which pathways are open: each no says why."""
    stage.printer.step("La candidate", "sans compte", "demande quels parcours lui sont ouverts")
    declared = _candidate()
    asked: Json = {
        "certification_code": CERTIFICATION,
        "candidate": {"employment": declared["employment"], "experience": declared["experience"]},
    }
    answer = Answer.of(await stage.http.post("/v1/eligibility-checks", json=asked)).accepted()
    verdicts = {each["pathway"]: each["eligible"] for each in answer["pathways"] if each["variant"] is None}
    if (verdicts["simplified_vae"], verdicts["common_law_vae"]) != (False, True):
        raise StoryBrokenError(f"Le parcours n° 3 devait lui être ouvert, et non le n° 2 : {verdicts}")
    for each in answer["pathways"]:
        stage.printer.eligibility(each)


async def is_found_admissible(stage: Stage, secretariat: Person) -> DossierInHand:
    """The request by post: recorded, judged, and answered by a registered letter."""
    declared: Json = {
        "pathway": "common_law_vae",
        "certification_code": CERTIFICATION,
        "candidate": _candidate(),
    }
    dossier = await DossierInHand.opened(stage, secretariat, "ouvre le dossier de Mariam Diallo", declared)
    await dossier.receives(secretariat, "numérise l'outil n° 6, signé de la candidate", "outil_6", "candidate")
    await dossier.receives(secretariat, "numérise le CERFA n° 12818*02", "cerfa_12818", "candidate")
    await dossier.does(secretariat, "enregistre la demande", "POST", "/admissibility/submission", {})
    await dossier.does(
        secretariat, "la déclare recevable", "POST", "/admissibility/decision", {"decision": "admissible"}
    )
    day = (await stage.today()).isoformat()
    letter: Json = {"tracking_number": "1A 203 456 7891 8", "sent_on": day}
    await dossier.does(
        secretariat, "envoie l'attestation et l'outil n° 6 en recommandé", "POST", "/admissibility/dispatch", letter
    )
    return dossier


async def is_assessed(dossier: DossierInHand, secretariat: Person) -> None:
    """The portfolio, then the interview, which begins with the letter of admissibility."""
    stage = dossier.stage
    evaluator = await evaluator_of(stage, CERTIFICATION)
    await dossier.is_refused(
        secretariat,
        "voudrait choisir l'évaluateur avant que le dossier VAE soit écrit",
        "PUT",
        "/evaluator",
        choice_of(evaluator, await stage.today()),
        code="step_not_open",
        rules=("R68",),
    )
    written = await stage.let_days_pass(60, "La candidate a écrit son dossier VAE")
    completed: Json = {"completed_on": written.isoformat()}
    await dossier.does(secretariat, "note que le dossier VAE est constitué", "PUT", "/portfolio", completed)
    await dossier.stands_at("awaiting_assessment")
    await is_entrusted(dossier, secretariat, CERTIFICATION, in_days=21)
    assessor = await accepts(dossier)
    day = await stage.let_days_pass(21, "L'entretien a lieu")
    record = assessed_on(day, dossier.codes)
    record["trade_evaluator"] = _professional()
    await dossier.is_refused(
        assessor,
        "saisit les résultats d'un entretien commencé sans le courrier de recevabilité",
        "PUT",
        "/assessment",
        record,
        rules=("R39",),
    )
    record["briefing"]["admissibility_letter_presented"] = True
    await dossier.does(assessor, "saisit les résultats, le courrier ayant été présenté", "PUT", "/assessment", record)
    await dossier.does(assessor, "termine l'évaluation", "POST", "/assessment/completion")
    await dossier.stands_at("awaiting_jury")


async def is_registered(dossier: DossierInHand, secretariat: Person) -> None:
    """Outils 7 and 8 reach the secretariat within two weeks, which then registers the candidate (R41, R42)."""
    due = {term["code"] for term in (await dossier.asks_what_next(secretariat))["deadlines"]}
    if "vae_documents" not in due:
        raise StoryBrokenError(f"Les outils n° 7 et n° 8 devaient être attendus : {due}")
    await dossier.is_refused(
        secretariat,
        "voudrait inscrire la candidate sans les outils n° 7 et n° 8",
        "POST",
        "/registration",
        rules=("R42",),
    )
    received = (await dossier.stage.let_days_pass(9, "L'évaluatrice a posté les outils n° 7 et n° 8")).isoformat()
    await dossier.receives(secretariat, "numérise le dossier VAE signé", "outil_7", "candidate", received_on=received)
    await dossier.receives(
        secretariat,
        "numérise le guide d'évaluation, signé des trois",
        "outil_8",
        "evaluator",
        "trade_evaluator",
        "candidate",
        received_on=received,
    )
    await dossier.does(secretariat, "termine l'inscription", "POST", "/registration")


def _candidate() -> Json:
    return candidate("Diallo", "Mariam", "F", OTHER_COMPANY, _WORKED)


def _professional() -> Json:
    return {
        "name": "Anne Besson",
        "employer_siren": CHEMICAL_COMPANY["siret"][:9],
        "employer_idcc": CHEMICAL_COMPANY["idcc"],
    }
