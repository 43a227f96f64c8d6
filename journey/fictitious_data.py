"""People and companies that exist in a story alone, new each time, so that a story may be told again and again."""

from secrets import choice, randbelow, token_hex

from journey.actors import Json

CHEMICAL_COMPANY = {"siret": "12345678200010", "idcc": "0044"}
"""The sandbox's company under the CCNIC."""
OTHER_COMPANY = {"siret": "98765432400019", "idcc": "0292"}
"""The sandbox's company outside."""


_BIRTH_PLACES = (
    "Saint-Fons (69)",
    "Grenoble",
    "Rouen",
    "Le Havre",
    "Lacq",
    "Feyzin",
    "Dunkerque",
    "Mulhouse",
    "Pau",
    "Martigues",
    "Roussillon",
    "Carling",
    "Gonfreville",
    "Tavaux",
    "Salindres",
    "Jarrie",
    "Melle",
    "Calais",
    "Thann",
    "Aramon",
)
"""Towns enough that two people of one name are not taken for one."""


def siret() -> str:
    """A SIRET whose two keys are right; nobody's in particular."""
    siren = _with_key(str(1 + randbelow(9)) + _digits(7))
    return _with_key(siren + "0001")


def address(local_part: str) -> str:
    """An e-mail address that nobody has used yet."""
    return f"{local_part}.{token_hex(4)}@exemple.example"


def experience(activity: str, start: str, end: str | None = None) -> Json:
    """A period of work in direct relation with the certification; without ``end`` it still runs."""
    return {"activity": activity, "start": start, "end": end, "directly_related": True}


def candidate(birth_name: str, first_names: str, sex: str, employer: Json, *experiences: Json) -> Json:
    """An employee who applies, as written in outil 6."""
    return {
        "birth_name": birth_name,
        "first_names": first_names,
        "birth_date": f"19{70 + randbelow(30)}-{1 + randbelow(12):02}-{1 + randbelow(28):02}",
        "sex": sex,
        "birth_place": choice(_BIRTH_PLACES),
        "email": address(birth_name.lower()),
        "employment": {"status": "employee", "employer": employer},
        "experience": list(experiences),
    }


def _digits(count: int) -> str:
    return "".join(str(randbelow(10)) for _ in range(count))


def _with_key(digits: str) -> str:
    """``digits`` and the last one that makes their Luhn sum a multiple of ten."""
    doubled = (int(digit) * (2 - rank % 2) for rank, digit in enumerate(reversed(digits)))
    return digits + str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)
