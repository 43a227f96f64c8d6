"""P2: the simplified VAE of a chemical company's employees, and a request that is found inadmissible."""

from journey.actors import Json, Person
from journey.assessing import accepts, assess, invites, is_entrusted
from journey.dossier import DossierInHand
from journey.fictitious_data import CHEMICAL_COMPANY, candidate, experience
from journey.jury_day import JuryDay
from journey.stage import Stage

CERTIFICATION = "cqp-conducteur-equipement-fabrication"
_SIREN = CHEMICAL_COMPANY["siret"][:9]


async def tell(stage: Stage) -> None:
    """A request refused with its grounds, then another from its skills identification to the jury."""
    stage.printer.title(
        "Parcours n° 2 — la VAE simplifiée",
        "Deux salariés de la CCNIC demandent une VAE : l'un n'a pas son année d'expérience récente.",
    )
    await is_found_inadmissible(stage)
    employer, secretariat = await stage.person("employer"), await stage.person("secretariat")
    dossier = await _opened(stage, "Faure", "Camille", "F", "2017-05-15")
    await _is_identified(dossier, employer)
    await dossier.receives(employer, "dépose l'outil n° 6, signé de la candidate", "outil_6", "candidate")
    await dossier.is_refused(
        employer,
        "adresse la demande au secrétariat, sans le CERFA",
        "POST",
        "/admissibility/submission",
        {},
        rules=("R33",),
    )
    await dossier.receives(employer, "dépose le CERFA n° 12818*02", "cerfa_12818", "candidate")
    await dossier.does(employer, "adresse la demande au secrétariat", "POST", "/admissibility/submission", {})
    await _is_completed(dossier, employer, secretariat)
    await _is_notified(dossier, secretariat)
    await is_entrusted(dossier, employer, CERTIFICATION, in_days=20)
    await dossier.does(employer, "termine l'inscription", "POST", "/registration")
    evaluator = await accepts(dossier)
    professional = await invites(dossier, evaluator, "Anne Besson", _SIREN)
    await stage.let_days_pass(20, "L'évaluation a lieu")
    await assess(dossier, evaluator, professional)
    jury = await JuryDay.planned(stage, in_days=45)
    await jury.registers(employer, dossier)
    await jury.begins()
    await jury.decides(dossier, "awarded")
    await jury.ends()
    stage.printer.ending("La demande recevable a mené au CQP ; l'autre est close, et motivée.")


async def is_found_inadmissible(stage: Stage) -> None:
    """A complete request whose candidate lacks the year of experience: refused, with its grounds."""
    employer, secretariat = await stage.person("employer"), await stage.person("secretariat")
    dossier = await _opened(stage, "Blanc", "Mathis", "M", "2026-06-01")
    await _is_identified(dossier, employer)
    await dossier.receives(employer, "dépose l'outil n° 6, signé du candidat", "outil_6", "candidate")
    await dossier.receives(employer, "dépose le CERFA n° 12818*02", "cerfa_12818", "candidate")
    await dossier.does(employer, "adresse la demande au secrétariat", "POST", "/admissibility/submission", {})
    await dossier.is_refused(
        secretariat,
        "voudrait déclarer la demande recevable",
        "POST",
        "/admissibility/decision",
        {"decision": "admissible"},
        rules=("R31",),
    )
    await dossier.is_refused(
        secretariat,
        "la déclare irrecevable, sans dire pourquoi",
        "POST",
        "/admissibility/decision",
        {"decision": "inadmissible"},
        rules=("R37",),
    )
    proposed = (await secretariat.get(f"{dossier.path}/admissibility"))["proposed_grounds"]
    refusal: Json = {"decision": "inadmissible", "grounds": proposed}
    await dossier.does(
        secretariat, "la déclare irrecevable, motifs à l'appui", "POST", "/admissibility/decision", refusal
    )
    await dossier.stands_at("closed")


async def _opened(stage: Stage, birth_name: str, first_names: str, sex: str, since: str) -> DossierInHand:
    worked = experience("Conduite de réacteurs", since)
    declared: Json = {
        "pathway": "simplified_vae",
        "certification_code": CERTIFICATION,
        "candidate": candidate(birth_name, first_names, sex, CHEMICAL_COMPANY, worked),
        "training_scheme": "none",
    }
    employer = await stage.person("employer")
    return await DossierInHand.opened(stage, employer, f"ouvre le dossier de {first_names} {birth_name}", declared)


async def _is_identified(dossier: DossierInHand, employer: Person) -> None:
    interview: Json = {
        "held_on": (await dossier.stage.today()).isoformat(),
        "technical_expert": {"name": "Anne Besson", "employer_siren": _SIREN},
        "interview_expert": {"name": "Lise Moreau", "kind": "employee"},
        "competences": [{"code": code, "mastered": True} for code in dossier.codes],
    }
    await dossier.does(employer, "enregistre le repérage des compétences", "PUT", "/skills-identification", interview)
    await dossier.does(employer, "le relit", "GET", "/skills-identification")
    await dossier.receives(
        employer, "dépose l'outil n° 1", "outil_1", "technical_expert", "interview_expert", "candidate"
    )


async def _is_completed(dossier: DossierInHand, employer: Person, secretariat: Person) -> None:
    """The loop of an incomplete request: sent back, completed, submitted again, admissible."""
    illegible: Json = {"decision": "incomplete", "grounds": [{"text": "La page 2 du CERFA est illisible."}]}
    await dossier.does(
        secretariat, "juge la demande incomplète : une page illisible", "POST", "/admissibility/decision", illegible
    )
    await dossier.stage.let_days_pass(3, "Trois jours après")
    await dossier.receives(employer, "dépose le CERFA, numérisé de nouveau", "cerfa_12818", "candidate")
    await dossier.does(employer, "adresse la demande une seconde fois", "POST", "/admissibility/submission", {})
    admissible: Json = {"decision": "admissible"}
    await dossier.does(secretariat, "déclare la demande recevable", "POST", "/admissibility/decision", admissible)


async def _is_notified(dossier: DossierInHand, secretariat: Person) -> None:
    today = await dossier.stage.today()
    letter: Json = {"tracking_number": "1A 203 456 7890 1", "sent_on": today.isoformat()}
    await dossier.does(secretariat, "envoie l'attestation en recommandé", "POST", "/admissibility/dispatch", letter)
    received = await dossier.stage.let_days_pass(2, "Le facteur rend l'avis de réception")
    body = await dossier.does(
        secretariat,
        "enregistre l'avis de réception",
        "POST",
        "/admissibility/acknowledgement",
        {"received_on": received.isoformat()},
    )
    dossier.stage.printer.outcome(f"La candidature tient jusqu'au {body['candidacy_ends_on']}.")
