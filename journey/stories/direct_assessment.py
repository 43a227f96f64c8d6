"""P1, special case: an experienced employee is assessed at once on all competences (R30)."""

from journey.actors import Json
from journey.assessing import accepts, assess, invites, is_entrusted
from journey.dossier import DossierInHand
from journey.fictitious_data import CHEMICAL_COMPANY, candidate, experience
from journey.jury_day import JuryDay
from journey.stage import Stage

CERTIFICATION = "cqp-agent-logistique"


async def tell(stage: Stage) -> None:
    """From the dossier to the jury, without a training plan, once the secretariat has seen the proofs."""
    stage.printer.title(
        "Parcours n° 1, cas particulier — l'évaluation directe",
        "Un agent logistique expérimenté, salarié de la CCNIC, est évalué sans parcours de développement.",
    )
    employer, secretariat = await stage.person("employer"), await stage.person("secretariat")
    await stage.is_refused(
        employer,
        "ouvre un dossier pour un salarié arrivé depuis peu",
        "POST",
        "/v1/dossiers",
        json=_declared("Petit", "Hugo", since="2026-09-01"),
        rules=("R30",),
    )
    dossier = await DossierInHand.opened(
        stage, employer, "ouvre le dossier de Karim Lambert", _declared("Lambert", "Karim", since="2019-03-04")
    )
    siren = CHEMICAL_COMPANY["siret"][:9]
    interview: Json = {
        "held_on": (await stage.today()).isoformat(),
        "technical_expert": {"name": "Anne Besson", "employer_siren": siren},
        "interview_expert": {"name": "Lise Moreau", "kind": "training_body"},
        "competences": [{"code": code, "mastered": True} for code in dossier.codes],
    }
    await dossier.does(
        employer, "enregistre le repérage : tout est maîtrisé", "PUT", "/skills-identification", interview
    )
    await dossier.receives(
        employer, "dépose l'outil n° 1", "outil_1", "technical_expert", "interview_expert", "candidate"
    )
    await dossier.receives(employer, "dépose l'outil n° 6, signé du candidat", "outil_6", "candidate")
    await is_entrusted(dossier, employer, CERTIFICATION, in_days=14)
    await dossier.is_refused(employer, "voudrait terminer l'inscription", "POST", "/registration", rules=("R30", "D43"))
    await dossier.receives(employer, "dépose le CERFA n° 12818*02", "cerfa_12818", "candidate")
    confirmed: Json = {"confirmed": True, "evidence": "Certificats de travail : sept ans au poste"}
    await dossier.does(
        secretariat,
        "confirme les conditions de l'évaluation directe",
        "POST",
        "/direct-assessment/confirmation",
        confirmed,
    )
    await dossier.does(employer, "termine l'inscription", "POST", "/registration")
    evaluator = await accepts(dossier)
    professional = await invites(dossier, evaluator, "Anne Besson", siren)
    await stage.let_days_pass(14, "L'évaluation a lieu")
    await assess(dossier, evaluator, professional)
    jury = await JuryDay.planned(stage, in_days=30)
    await jury.registers(employer, dossier)
    await jury.begins()
    await jury.decides(dossier, "awarded")
    await jury.ends()
    stage.printer.ending("Le CQP est validé en entier, sans parcours de développement.")


def _declared(birth_name: str, first_names: str, *, since: str) -> Json:
    worked = experience("Cariste et préparateur de commandes", since)
    return {
        "pathway": "individualised_training",
        "variant": "direct_assessment",
        "certification_code": CERTIFICATION,
        "candidate": candidate(birth_name, first_names, "M", CHEMICAL_COMPANY, worked),
        "training_scheme": "none",
    }
