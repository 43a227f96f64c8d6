"""Awarded in part, then the rest four years later, in a dossier that wrote the name otherwise (R53, R66, D23, D33)."""

from journey.actors import Json, Person, StoryBrokenError
from journey.dossier import DossierInHand
from journey.fictitious_data import CHEMICAL_COMPANY, candidate, experience
from journey.stage import Stage
from journey.training import is_assessed, is_decided, opens, prepares, reads_what_is_held

CERTIFICATION = "cqp-operateur-fabrication"
_FOUR_YEARS = 4 * 365


async def tell(stage: Stage) -> None:
    """From a partial award to the award in full, with a doubt on who is who on the way."""
    stage.printer.title(
        "Une seconde fois — ce qui a été acquis le reste",
        "Un salarié n'obtient qu'une partie du CQP d'opérateur de fabrication, et revient quatre ans plus tard.",
    )
    employer, secretariat = await stage.person("employer"), await stage.person("secretariat")
    who = candidate("Lefèvre", "Jean-Marc", "M", CHEMICAL_COMPANY, experience("Opérateur", "2023-01-09"))
    first = await opens(stage, employer, CERTIFICATION, who)
    await prepares(first, employer, CERTIFICATION)
    lacking = first.codes[-2:]
    await is_assessed(first, not_acquired=lacking)
    await is_decided(first, employer, "partially_awarded", refused=lacking)
    await stage.let_days_pass(_FOUR_YEARS, "Il se représente, dans les cinq ans")
    renamed: Json = {**who, "birth_name": "Lefebvre"}
    former = first.path.rsplit("/", 1)[1]
    second = await opens(stage, employer, CERTIFICATION, renamed, previous_dossier_id=former)
    everything = await reads_what_is_held(second, employer)
    await is_recognised(stage, secretariat, first, second)
    rest = await reads_what_is_held(second, employer)
    if (everything.codes, rest.codes) != (second.codes, lacking):
        raise StoryBrokenError(f"Il devait rester {lacking} à évaluer, et il reste {rest.codes}.")
    await is_awarded_on_the_rest(stage, rest, employer, held=second.codes[0])
    stage.printer.ending("Le CQP est validé : deux compétences évaluées, les autres gardées du premier jury.")


async def is_recognised(stage: Stage, secretariat: Person, *dossiers: DossierInHand) -> None:
    """The secretariat finds that the two who may be one are one."""
    match = await doubt_between(secretariat, {dossier.path.rsplit("/", 1)[1] for dossier in dossiers})
    differences = ", ".join(difference["label"].lower() for difference in match["differences"])
    stage.printer.scene(f"Deux candidats n'en sont peut-être qu'un ; ce qui diffère : {differences}.")
    word: Json = {"decision": "same", "reason": "Extrait d'acte de naissance : Lefèvre, écrit Lefebvre par erreur"}
    what = "constate que les deux n'en font qu'un"
    path = f"/v1/persons/matches/{match['id']}"
    await stage.does(secretariat, what, "PUT", path, json=word, result="{state_label}.")


async def doubt_between(secretariat: Person, dossier_ids: set[str]) -> Json:
    """The match that waits between the persons of those dossiers."""
    waiting: list[Json] = (await secretariat.get("/v1/persons/matches?state=pending&limit=200"))["items"]
    for match in waiting:
        if dossier_ids <= {dossier["id"] for person in match["persons"] for dossier in person["dossiers"]}:
            return match
    raise StoryBrokenError("Le nom écrit autrement devait laisser un doute sur la personne.")


async def is_awarded_on_the_rest(stage: Stage, rest: DossierInHand, employer: Person, held: str) -> None:
    """Only the rest is assessed: what is held may not be."""
    await prepares(rest, employer, CERTIFICATION)
    await is_assessed(rest)
    stage.printer.scene(f"La compétence {held} n'a pas été réévaluée : le jury la tient pour acquise.")
    await is_decided(rest, employer, "awarded")
    await rest.recalls(employer)
