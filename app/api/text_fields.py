"""Texts as fields of requests: a line, a person's name, a reason, prose; each says what it cannot print or lacks."""

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.api.faults import invalid_value
from app.domain.rules.decisions import D60
from app.domain.text import Text
from app.domain.wording import (
    has_letter,
    mixed_scripts,
    says_something,
    unprintable_in_line,
    unprintable_in_prose,
    web_address,
)

LONGEST_PROSE = 10_000


def _printable(find: Callable[[str], Text | None]) -> AfterValidator:
    def check(text: str) -> str:
        found = find(text)
        if found is not None:
            raise invalid_value(
                "unprintable_character",
                Text(
                    f"Ce texte contient {found.fr} : retirez-le, ou saisissez le texte de nouveau.",
                    f"This text contains {found.en}: take it out, or type the text again.",
                ),
            )
        return text

    return AfterValidator(check)


def _with_letter(name: str) -> str:
    if not has_letter(name):
        raise invalid_value(
            "no_letter", Text("Un nom contient au moins une lettre.", "A name contains one letter at least.")
        )
    return name


def _with_letter_or_digit(name: str) -> str:
    if not says_something(name):
        raise invalid_value(
            "no_letter",
            Text("Un nom contient au moins une lettre ou un chiffre.", "A name contains one letter or digit at least."),
        )
    return name


def _of_one_script(name: str) -> str:
    if scripts := next((found for word in name.split() if (found := mixed_scripts(word))), None):
        raise mixed("Ce nom", "This name", scripts)
    return name


def _without_web_address(name: str) -> str:
    if web_address(name) is not None:
        raise invalid_value(
            "web_address",
            Text(
                "Un nom ne contient pas d'adresse du Web : nos courriels le citent, et ne mènent pas ailleurs.",
                "A name contains no Web address: our mails quote it, and lead nowhere else.",
            ),
        )
    return name


def mixed(fr: str, en: str, scripts: tuple[str, ...]) -> PydanticCustomError:
    """The refusal of a name or an address in which letters of one script pass for another's."""
    french, english = " et ".join(map(_in_french, scripts)), " and ".join(script.capitalize() for script in scripts)
    return invalid_value(
        "mixed_scripts",
        Text(
            f"{fr} mêle des lettres de plusieurs alphabets ({french}) qui se ressemblent : saisissez-le au clavier.",
            f"{en} mixes letters of several alphabets ({english}) that look alike: type it with one keyboard.",
        ),
    )


def _in_french(script: str) -> str:
    return {
        "LATIN": "latin",
        "CYRILLIC": "cyrillique",
        "GREEK": "grec",
        "ARMENIAN": "arménien",
        "CHEROKEE": "cherokee",
        "COPTIC": "copte",
    }[script]


def _says_something(text: str) -> str:
    if not says_something(text):
        raise invalid_value(
            "says_nothing",
            Text(
                "Un texte est exigé ici : écrivez au moins une lettre ou un chiffre.",
                "A text is required here: write one letter or digit at least.",
            ),
            D60,
        )
    return text


IN_A_LINE = _printable(unprintable_in_line)
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), IN_A_LINE]
"""One line, of which everything can be printed."""

WITH_A_LETTER = AfterValidator(_with_letter)
WITH_A_LETTER_OR_DIGIT = AfterValidator(_with_letter_or_digit)
IN_ONE_ALPHABET = AfterValidator(_of_one_script)
WITHOUT_WEB_ADDRESS = AfterValidator(_without_web_address)
PersonName = Annotated[Line, WITH_A_LETTER, IN_ONE_ALPHABET, WITHOUT_WEB_ADDRESS]
"""The name of somebody: a line with a letter, each of its words in one alphabet, that leads nowhere."""

Prose = Annotated[str, Field(max_length=LONGEST_PROSE), _printable(unprintable_in_prose)]
"""Several lines, or none."""

SAYS_SOMETHING = AfterValidator(_says_something)
Reason = Annotated[str, Field(min_length=1, max_length=LONGEST_PROSE), _printable(unprintable_in_prose), SAYS_SOMETHING]
"""A reason, a ground, evidence, observations: wherever a text is required, it says something (D60)."""
