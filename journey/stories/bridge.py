"""From the pharmaceutical industry into chemistry by a partial bridge, the rest by training (R75, R77, R78)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from journey.actors import Answer, Json, Person, StoryBrokenError
from journey.dossier import DossierInHand
from journey.fictitious_data import CHEMICAL_COMPANY, candidate, experience
from journey.stage import Stage
from journey.training import is_assessed, is_decided, opens, prepares, reads_what_is_held

HELD = "PH08"
_MEMBERS = (
    "kind",
    "chemical_certification",
    "partner_certification",
    "correspondences",
    "in_force_from",
    "source",
    "confirmed",
)


async def tell(stage: Stage) -> None:
    """What the bridge covers is decided by the jury; what it leaves is assessed afterwards."""
    stage.printer.title(
        "La passerelle — d'un CQP de la pharmacie à un CQP de la chimie",
        "Une pilote de conditionnement change de branche, avec son CQP de l'industrie pharmaceutique.",
    )
    employer, secretariat = await stage.person("employer"), await stage.person("secretariat")
    opened = await is_asked_by_the_partner(stage)
    async with confirmed(stage, secretariat, opened["bridge_id"]):
        who = candidate("Nguyen", "Linh", "F", CHEMICAL_COMPANY, experience("Conditionnement", "2020-09-01"))
        request = await is_requested(stage, secretariat, who, opened)
        uncovered = tuple(each["code"] for each in opened["uncovered_competences"])
        await is_decided(request, secretariat, "partially_awarded", refused=uncovered)
    certification = opened["chemical_certification"]
    dossier = await opens(stage, employer, certification, who)
    rest = await reads_what_is_held(dossier, employer)
    if rest.codes != uncovered:
        raise StoryBrokenError(f"Il devait rester {uncovered} à évaluer, et il reste {rest.codes}.")
    await prepares(rest, employer, certification)
    await is_assessed(rest)
    await is_decided(rest, employer, "awarded")
    stage.printer.ending("Le CQP est validé : une partie reconnue par la passerelle, l'autre acquise et évaluée ici.")


async def is_asked_by_the_partner(stage: Stage) -> Json:
    """One call of the partner's system: what its certification opens, competence by competence."""
    stage.printer.step("Un système de la branche pharmaceutique", "sans compte", f"demande ce qu'ouvre {HELD}")
    found = Answer.of(await stage.http.get("/v1/partner-certifications", params={"certification": HELD})).accepted()
    opened: Json = found["items"][0]["opens"][0]
    for each in opened["competences"]:
        stage.printer.outcome(f"{each['code']} {each['label']} ↔ {', '.join(each['partner_units'])}")
    stage.printer.outcome(f"Restent : {', '.join(each['code'] for each in opened['uncovered_competences'])}.")
    return opened


@asynccontextmanager
async def confirmed(stage: Stage, secretariat: Person, bridge_id: str) -> AsyncIterator[None]:
    """While the story lasts, both branches have confirmed the bridge (D26)."""
    path = f"/v1/bridges/{bridge_id}"
    bridge = await secretariat.get(path)
    former: Json = {name: bridge[name] for name in _MEMBERS}
    said: Json = {**former, "source": "Accord des deux CPNE", "confirmed": True}
    what = "confirme la passerelle, telle que les deux branches l'ont décidée"
    await stage.does(secretariat, what, "PUT", path, json=said, result="{kind_label}.")
    try:
        yield
    finally:
        await secretariat.call("PUT", path, json=former)


async def is_requested(stage: Stage, secretariat: Person, who: Json, opened: Json) -> DossierInHand:
    """R77: the request and the copy of the parchment, which the secretariat checks before it registers."""
    held: Json = {"code": HELD, "certifier": "CPNE de l'industrie pharmaceutique", "number": "PH-2020-117"}
    declared: Json = {
        "pathway": "bridge",
        "certification_code": opened["chemical_certification"],
        "bridge_id": opened["bridge_id"],
        "candidate": {**who, "held_certifications": [{**held, "awarded_on": "2020-06-30"}]},
    }
    dossier = await DossierInHand.opened(stage, secretariat, "ouvre la demande de passerelle de Linh Nguyen", declared)
    await dossier.receives(secretariat, "numérise le dossier de demande", "bridge_request", "candidate")
    await dossier.receives(secretariat, "numérise la copie du parchemin", "parchment_copy")
    await dossier.is_refused(
        secretariat,
        "voudrait inscrire la demande avant d'avoir vérifié le parchemin",
        "POST",
        "/registration",
        code="step_not_open",
        rules=("R68",),
    )
    seen: Json = {"verified": True, "reason": "Parchemin confirmé par la CPNE de l'industrie pharmaceutique"}
    await dossier.does(secretariat, "vérifie le parchemin", "POST", f"/held-certifications/{HELD}/verification", seen)
    await dossier.does(secretariat, "inscrit la demande", "POST", "/registration")
    await dossier.stands_at("awaiting_jury")
    return dossier
