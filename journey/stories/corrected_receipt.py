"""Days typed with the wrong year made a candidacy lapse: they are corrected, and it had never lapsed (D65)."""

from collections.abc import Mapping
from datetime import date, timedelta

from journey.actors import Json, Person, StoryBrokenError
from journey.dossier import DossierInHand
from journey.fictitious_data import OTHER_COMPANY, candidate, experience
from journey.mailbox import Mailbox
from journey.stage import Stage

CERTIFICATION = "cqp-technicien-maintenance"
_AGO = {"received": 228, "decided": 212, "sent": 210, "acknowledged": 206}
"""How many days ago each of them really was."""
_YEAR = timedelta(days=365)
_SLIP = "Année mal saisie : voir l'avis de réception"
_ENTRIES = {
    "admissibility_dispatched_on": "sent",
    "admissibility_decided_on": "decided",
    "admissibility_received_on": "received",
}


async def tell(stage: Stage) -> None:
    """From a letter entered a year too early to a candidacy that is counted from the right day."""
    stage.printer.title(
        "L'année de trop — une candidature caduque qui ne l'était pas",
        "Un dossier papier, saisi des mois après, avec le millésime de l'année d'avant.",
    )
    secretariat, today = await stage.person("secretariat"), await stage.today()
    days = {name: today - timedelta(days=ago) for name, ago in _AGO.items()}
    dossier = await _is_entered(stage, secretariat, days)
    await stage.let_days_pass(1, "Le lendemain, la plateforme a fait le compte des dix-huit mois")
    await _has_lapsed(dossier, secretariat, days)
    await _is_corrected(dossier, secretariat, days["acknowledged"])
    await _is_due_again(dossier, secretariat)
    await _corrects_the_others(dossier, secretariat, days)
    await dossier.recalls(secretariat)
    stage.printer.ending("La candidature court de nouveau, et les deux dates restent lisibles.")


async def _is_entered(stage: Stage, secretariat: Person, days: Mapping[str, date]) -> DossierInHand:
    """All at once, from the paper file; the order of days holds, the year does not."""
    declared: Json = {
        "pathway": "common_law_vae",
        "certification_code": CERTIFICATION,
        "candidate": candidate(
            "Keller", "Alma", "F", OTHER_COMPANY, experience("Maintenance d'extrudeuses", "2018-02-01", "2024-12-31")
        ),
    }
    dossier = await DossierInHand.opened(stage, secretariat, "ouvre le dossier d'Alma Keller", declared)
    typed = {name: (day - _YEAR).isoformat() for name, day in days.items()}
    await dossier.receives(secretariat, "numérise l'outil n° 6", "outil_6", "candidate", received_on=typed["received"])
    await dossier.receives(
        secretariat, "numérise le CERFA n° 12818*02", "cerfa_12818", "candidate", received_on=typed["received"]
    )
    await dossier.does(
        secretariat,
        "enregistre la demande",
        "POST",
        "/admissibility/submission",
        {"received_on": typed["received"]},
    )
    yes: Json = {"decision": "admissible", "decided_on": typed["decided"]}
    await dossier.does(secretariat, "la déclare recevable", "POST", "/admissibility/decision", yes)
    letter: Json = {"tracking_number": "1A 203 456 7895 6", "sent_on": typed["sent"]}
    await dossier.does(secretariat, "enregistre l'envoi de l'attestation", "POST", "/admissibility/dispatch", letter)
    back: Json = {"received_on": typed["acknowledged"]}
    await dossier.does(secretariat, "enregistre l'avis de réception", "POST", "/admissibility/acknowledgement", back)
    return dossier


async def _has_lapsed(dossier: DossierInHand, secretariat: Person, days: Mapping[str, date]) -> None:
    """Eighteen months after a day that never was (R45)."""
    await dossier.stands_at("closed")
    stage, closed = dossier.stage, await dossier.now()
    stage.printer.scene(f"La candidature est caduque : {closed['closure']['detail']}")
    told = await Mailbox(stage.http, closed["candidate"]["email"]).last("candidate_dossier_closed")
    stage.printer.scene(f"Courriel à la candidate : « {told['subject']} »")
    await dossier.is_refused(
        secretariat,
        "saisit l'avis de réception une seconde fois",
        "POST",
        "/admissibility/acknowledgement",
        {"received_on": days["acknowledged"].isoformat()},
        code="already_done",
    )


async def _is_corrected(dossier: DossierInHand, secretariat: Person, acknowledged: date) -> None:
    """The receipt alone: the lapse that followed from it is undone with it."""
    stage, right = dossier.stage, acknowledged.isoformat()
    slip: Json = {"entry": "admissibility_acknowledged_on", "value": right, "reason": _SLIP}
    await dossier.is_refused(
        await stage.person("employer-other"),
        "voudrait corriger la date",
        "POST",
        "/entry-corrections",
        slip,
        code="forbidden",
    )
    await dossier.is_refused(
        secretariat,
        "corrige sans dire pourquoi",
        "POST",
        "/entry-corrections",
        {**slip, "reason": " — "},
        code="validation_failed",
    )
    await dossier.does(secretariat, f"corrige l'avis de réception : {right}", "POST", "/entry-corrections", slip)
    await dossier.stands_at("registration_in_progress")


async def _is_due_again(dossier: DossierInHand, secretariat: Person) -> None:
    """Deadlines, feed and mails follow."""
    stage, now = dossier.stage, await dossier.now()
    ends_on = (await secretariat.get(f"{dossier.path}/admissibility"))["candidacy_ends_on"]
    stage.printer.step(secretariat.capacity, secretariat.name, "relit les échéances")
    due = (await secretariat.get("/v1/deadlines?limit=200"))["items"]
    mine = [(each["code"], each["due_on"]) for each in due if each["dossier_number"] == now["number"]]
    if mine != [("candidacy", ends_on)]:
        raise StoryBrokenError(f"La candidature devait courir jusqu'au {ends_on} : {mine}")
    stage.printer.outcome(f"La candidature court jusqu'au {ends_on}.")
    (line,) = (await secretariat.get(f"{dossier.path}/history?limit=1"))["items"]
    if (line["operation"], line["from_status"], line["to_status"]) != (
        "correctEntry",
        "closed",
        "registration_in_progress",
    ):
        raise StoryBrokenError(f"La correction devait rouvrir le dossier : {line}")
    stage.printer.outcome(
        f"{line['details']['former']} devient {line['details']['value']} : {line['details']['reason']}."
    )
    told = await Mailbox(stage.http, now["candidate"]["email"]).last("candidate_dossier_reopened")
    stage.printer.scene(f"Courriel à la candidate : « {told['subject']} »")


async def _corrects_the_others(dossier: DossierInHand, secretariat: Person, days: Mapping[str, date]) -> None:
    """From the last day to the first: no day may come to stand before what it needs (D48)."""
    path = "/entry-corrections"
    first: Json = {
        "entry": "admissibility_received_on",
        "value": days["received"].isoformat(),
        "reason": _SLIP,
    }
    await dossier.is_refused(
        secretariat, "voudrait commencer par la réception de la demande", "POST", path, first, rules=("D48",)
    )
    for entry, name in _ENTRIES.items():
        right = days[name].isoformat()
        slip: Json = {"entry": entry, "value": right, "reason": _SLIP}
        await dossier.does(secretariat, f"corrige {entry} : {right}", "POST", path, slip)
