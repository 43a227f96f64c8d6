"""The counts of the survey of six months, for every story whose holder answers it."""

from journey.actors import Json, Person, StoryBrokenError
from journey.assessed import CERTIFICATION

ANSWER = "/v1/holder-links/survey"
REPORT = f"/v1/surveys/report?certification={CERTIFICATION}"


async def six_months_counts(secretariat: Person, year: int) -> Json:
    """The wave of six months, of the whole promotion of that year."""
    items = (await secretariat.get(f"{REPORT}&year={year}"))["items"]
    (whole,) = [each for each in items if each["access"] is None]
    found: Json = next(each for each in whole["waves"] if each["wave"] == "m6")
    return found


def counted_once(number: str, before: Json, after: Json) -> None:
    """Raise StoryBrokenError unless one answer more is counted, in the target job, and both rates follow by hand."""
    told = {name: after[name] - before[name] for name in ("answered", "n", "employed", "in_target")}
    if told != {"answered": 1, "n": 1, "employed": 1, "in_target": 1}:
        raise StoryBrokenError(f"La réponse de {number} devait compter une fois, dans le métier visé : {told}")
    for rate, counted in (("global_rate", "employed"), ("target_rate", "in_target")):
        by_hand = (after[counted] * 2000 + after["n"]) // (2 * after["n"]) / 10
        if after[rate] != by_hand:
            raise StoryBrokenError(f"« {rate} » devait valoir {by_hand} %, et vaut {after[rate]} %.")
