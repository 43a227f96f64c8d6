"""A CQPI by equivalence: delivered with a CQP, then presented for another one (R5, R8, D25, D27)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from journey.actors import Json, Person, StoryBrokenError
from journey.dossier import DossierInHand
from journey.fictitious_data import CHEMICAL_COMPANY, candidate, experience
from journey.jury_day import JuryDay
from journey.stage import Stage
from journey.training import is_assessed, opens, prepares, reads_what_is_held

CQP, CQPI = "cqp-agent-logistique", "cqpi-agent-logistique"
_TABLE = f"/v1/cqpi-equivalences/{CQP}/{CQPI}"


async def tell(stage: Stage) -> None:
    """Asked for in the dossier and delivered with the CQP; then a holder of one is assessed on the rest alone."""
    stage.printer.title(
        "Le CQPI — délivré par équivalence, puis pris en compte",
        "Une agente logistique demande aussi le CQPI ; un collègue arrive d'une autre branche avec le sien.",
    )
    employer, secretariat = await stage.person("employer"), await stage.person("secretariat")
    async with confirmed(stage, secretariat):
        asked = await is_asked_for(stage, employer)
        held = await is_taken_into_account(stage, employer, secretariat)
        jury = await JuryDay.planned(stage, in_days=30)
        for dossier in (asked, held):
            await jury.registers(employer, dossier)
        await jury.begins()
        for dossier in (asked, held):
            await jury.decides(dossier, "awarded")
        await jury.ends()
    await is_delivered_with_the_cqp(asked)
    stage.printer.ending("Un CQP et un CQPI délivrés ensemble ; un autre CQP validé sur ce qui est propre à la chimie.")


@asynccontextmanager
async def confirmed(stage: Stage, secretariat: Person) -> AsyncIterator[None]:
    """While the story lasts, the secretariat has confirmed that the CQPI goes with the CQP (D26)."""
    row = await secretariat.get(_TABLE)
    said: Json = {"source": "CPNE, tableau des CQPI par équivalence", "in_force_from": row["in_force_from"]}
    what = f"confirme que {CQPI} est délivré avec {CQP}"
    await stage.does(secretariat, what, "PUT", _TABLE, json={**said, "confirmed": True}, result="Source : {source}.")
    try:
        yield
    finally:
        await secretariat.call("PUT", _TABLE, json={**said, "source": row["source"], "confirmed": row["confirmed"]})


async def is_asked_for(stage: Stage, employer: Person) -> DossierInHand:
    """R5: in the dossier of the CQP."""
    who = candidate("Perrin", "Aïcha", "F", CHEMICAL_COMPANY, experience("Réception des matières", "2022-03-01"))
    dossier = await opens(stage, employer, CQP, who, requested_cqpi=[CQPI])
    await prepares(dossier, employer, CQP)
    await is_assessed(dossier)
    return dossier


async def is_delivered_with_the_cqp(dossier: DossierInHand) -> None:
    """D27: at the same jury, the CQP being awarded in full."""
    delivered = {each["certification_code"] for each in (await dossier.now())["certificates"]}
    if delivered != {CQP, CQPI}:
        raise StoryBrokenError(f"{CQP} et {CQPI} devaient être délivrés, et l'ont été : {delivered}.")
    dossier.stage.printer.scene(f"Deux parchemins : {CQP} et {CQPI}.")


async def is_taken_into_account(stage: Stage, employer: Person, secretariat: Person) -> DossierInHand:
    """R8: once the secretariat has seen the proof, what is specific to chemistry is all that is assessed."""
    held: Json = {
        "code": CQPI,
        "certifier": "CPNE de la métallurgie",
        "number": "2019-0042",
        "awarded_on": "2019-06-03",
    }
    who = candidate("Vasseur", "Hugo", "M", CHEMICAL_COMPANY, experience("Cariste", "2024-02-05"))
    dossier = await opens(stage, employer, CQP, {**who, "held_certifications": [held]})
    await dossier.receives(employer, "dépose la preuve du CQPI", "cqpi_proof")
    declared = await reads_what_is_held(dossier, employer)
    rest = await is_verified(dossier, employer, secretariat)
    if declared.codes != dossier.codes or not 0 < len(rest.codes) < len(dossier.codes):
        raise StoryBrokenError(
            f"Le CQPI devait compter une fois vérifié, et il reste {rest.codes} de {declared.codes}."
        )
    await prepares(rest, employer, CQP)
    await is_assessed(rest)
    return rest


async def is_verified(dossier: DossierInHand, employer: Person, secretariat: Person) -> DossierInHand:
    """D25: nothing is narrowed before."""
    seen: Json = {"verified": True, "reason": "Parchemin vu, confirmé par le certificateur"}
    await dossier.does(secretariat, "vérifie le CQPI", "POST", f"/held-certifications/{CQPI}/verification", seen)
    return await reads_what_is_held(dossier, employer)
