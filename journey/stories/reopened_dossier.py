"""A dossier withdrawn by mistake goes on where it was; a request refused by mistake is answered again (D66)."""

from datetime import timedelta

from journey.actors import Json, StoryBrokenError
from journey.assessing import accepts
from journey.dossier import DossierInHand
from journey.fictitious_data import CHEMICAL_COMPANY, OTHER_COMPANY, candidate, experience
from journey.mailbox import Mailbox
from journey.stage import Stage
from journey.training import opens, prepares

CERTIFICATION = "cqp-agent-logistique"
_OF_VAE = "cqp-technicien-maintenance"
_WRONG_ONE = "Clos à la place de celui d'une homonyme"


async def tell(stage: Stage) -> None:
    """Two mistakes of a morning, and both undone on record."""
    stage.printer.title(
        "Clos par erreur — rouvert tel qu'il était",
        "Un employeur retire le mauvais dossier ; le secrétariat refuse la mauvaise demande.",
    )
    await _is_withdrawn_by_mistake(stage)
    await _is_refused_by_mistake(stage)
    stage.printer.ending("Le dossier retiré a repris sa place, et la demande a sa vraie réponse.")


async def _is_withdrawn_by_mistake(stage: Stage) -> None:
    employer, secretariat = await stage.person("employer"), await stage.person("secretariat")
    dossier = await _registered(stage)
    evaluator = await accepts(dossier)
    await dossier.does(employer, "retire le dossier", "POST", "/withdrawal", {"reason": "Départ de la salariée"})
    await dossier.stands_at("closed")
    stage.printer.scene("C'était celui de sa collègue : l'employeur appelle le secrétariat.")
    mistake: Json = {"reason": _WRONG_ONE}
    await dossier.is_refused(employer, "voudrait le rouvrir lui-même", "POST", "/reopening", mistake, code="forbidden")
    await dossier.does(secretariat, "le rouvre, avec le motif", "POST", "/reopening", mistake)
    await dossier.stands_at("awaiting_assessment")
    await dossier.is_refused(
        secretariat, "le rouvre une seconde fois", "POST", "/reopening", mistake, code="already_done"
    )
    number = (await dossier.now())["number"]
    for who, mailbox, template in (
        (evaluator.name, "evaluator@sandbox.example", "assignment_resumed"),
        ("l'employeur", "employer@sandbox.example", "dossier_reopened"),
    ):
        mail = await Mailbox(stage.http, mailbox).last(template, number)
        stage.printer.scene(f"Courriel à {who} : « {mail['subject']} »")
    await dossier.asks_what_next(evaluator)


async def _registered(stage: Stage) -> DossierInHand:
    employer, aside = await stage.person("employer"), stage.aside()
    who = candidate("Garnier", "Lucie", "F", CHEMICAL_COMPANY, experience("Cariste", "2023-03-06"))
    dossier = await opens(stage, employer, CERTIFICATION, who)
    quietly = DossierInHand(stage=aside, path=dossier.path, codes=dossier.codes)
    await prepares(quietly, employer, CERTIFICATION)
    stage.printer.scene("Le dossier de Lucie Garnier est inscrit, une évaluatrice est choisie.")
    return dossier


async def _is_refused_by_mistake(stage: Stage) -> None:
    """The answer is replaced, with a reason; the one that was given stays readable."""
    secretariat, path = await stage.person("secretariat"), "/admissibility/decision"
    dossier = await _requested(stage)
    no: Json = {"decision": "inadmissible", "grounds": [{"text": "Une année d'expérience manque.", "rule": "R35"}]}
    await dossier.does(secretariat, "déclare la demande irrecevable", "POST", path, no)
    await dossier.stands_at("closed")
    letter = f"{dossier.path}/admissibility/letter"
    await stage.prints(secretariat, "imprime la lettre de refus", letter, "refus-de-recevabilite")
    await stage.let_days_pass(3, "Le refus visait la demande d'à côté")
    yes: Json = {"decision": "admissible"}
    await dossier.is_refused(
        secretariat, "voudrait simplement répondre autrement", "POST", path, yes, code="already_done"
    )
    await dossier.is_refused(
        secretariat,
        "remplace la réponse sans motif",
        "POST",
        path,
        {**yes, "replaces": True},
        code="validation_failed",
        rules=("D66",),
    )
    replaced: Json = {**yes, "replaces": True, "reason": "Les deux demandes ont été interverties"}
    answer = await dossier.does(secretariat, "la remplace, avec le motif", "POST", path, replaced)
    await dossier.stands_at("registration_in_progress")
    (former,) = answer["put_back"]
    if former["decision"]["decision"] != "inadmissible":
        raise StoryBrokenError(f"Le refus devait rester lisible : {former}")
    stage.printer.outcome(f"Reste lisible : « {former['decision']['decision_label']} », repris le {former['on']}.")
    await stage.prints(secretariat, "imprime l'attestation", letter, "attestation-de-recevabilite")


async def _requested(stage: Stage) -> DossierInHand:
    secretariat = await stage.person("secretariat")
    recent = (await stage.today() - timedelta(days=30)).isoformat()
    declared: Json = {
        "pathway": "common_law_vae",
        "certification_code": _OF_VAE,
        "candidate": candidate(
            "Sorel", "Hugo", "M", OTHER_COMPANY, experience("Maintenance d'extrudeuses", "2018-02-01", recent)
        ),
    }
    dossier = await DossierInHand.opened(stage, secretariat, "ouvre le dossier de Hugo Sorel", declared)
    await dossier.receives(secretariat, "numérise l'outil n° 6, signé", "outil_6", "candidate")
    await dossier.receives(secretariat, "numérise le CERFA n° 12818*02", "cerfa_12818", "candidate")
    await dossier.does(secretariat, "enregistre la demande", "POST", "/admissibility/submission", {})
    return dossier
