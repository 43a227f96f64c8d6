"""Numbers that others issue, as fields of requests: taken as people paste them, and refused with the true reason."""

import re
from typing import Annotated
from unicodedata import category, normalize

from pydantic import AfterValidator, Field, StringConstraints

from app.api.faults import invalid_value
from app.api.text_fields import IN_A_LINE
from app.domain.funding import normalised_reference
from app.domain.identifiers import (
    french_postal_code_is_valid,
    idcc_is_valid,
    pasted,
    pasted_dossier_number,
    pasted_idcc,
    siren_is_valid,
    siren_of,
    siret_is_valid,
    was_rounded,
)
from app.domain.text import Text

_LONGEST_PASTED = 100
_POSTAL_CODE = re.compile(r"(?=.*[0-9A-Za-z])[0-9A-Za-z -]{2,12}")
_PHONE = re.compile(r"\+?[0-9](?:[ ().-]*[0-9]){5,14}")
_COMMUNE = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}")


def _siret(given: str) -> str:
    number = pasted(given)
    if not siret_is_valid(number):
        raise invalid_value("invalid_siret", _why_no_siret(given, number))
    return number


def _why_no_siret(given: str, number: str) -> Text:
    if was_rounded(given):
        return ROUNDED_BY_A_SPREADSHEET
    if len(number) == 14 and number.isascii() and number.isdigit() and not siren_is_valid(siren_of(number)):
        return Text(
            f"Les 9 premiers chiffres d'un SIRET sont un SIREN, et {siren_of(number)} n'en est pas un : "
            "vérifiez sa saisie.",
            f"The first 9 digits of a SIRET are a SIREN, and {siren_of(number)} is not one: check how it was typed.",
        )
    return Text(
        "Un SIRET a 14 chiffres, et celui-ci n'en est pas un : vérifiez sa saisie.",
        "A SIRET has 14 digits, and this is not one: check how it was typed.",
    )


def _siren(given: str) -> str:
    number = pasted(given)
    if siren_is_valid(number):
        return number
    wrong = Text(
        "Un SIREN a 9 chiffres, et celui-ci n'en est pas un : vérifiez sa saisie.",
        "A SIREN has 9 digits, and this is not one: check how it was typed.",
    )
    raise invalid_value("invalid_siren", ROUNDED_BY_A_SPREADSHEET if was_rounded(given) else wrong)


def _idcc(given: str) -> str:
    number = pasted_idcc(given)
    if not idcc_is_valid(number):
        raise invalid_value(
            "invalid_idcc",
            Text(
                "Un IDCC s'écrit avec quatre chiffres, comme 0044.",
                "An IDCC is written with four digits, such as 0044.",
            ),
        )
    return number


def french_postal_code(given: str) -> str:
    """The five digits that were meant; raises what ``invalid_value`` makes where there are not five."""
    code = pasted(given)
    if not french_postal_code_is_valid(code):
        raise invalid_value(
            "invalid_postal_code",
            Text(
                "En France, un code postal a cinq chiffres, le premier zéro compris : 01000, 20000, 69007.",
                "In France a postal code has five digits, the first zero among them: 01000, 20000, 69007.",
            ),
        )
    return code


def _postal_code(given: str) -> str:
    # Other countries write letters, spaces and dashes, and no list of ours would hold for all of them.
    code = normalize("NFKC", given)
    if not _POSTAL_CODE.fullmatch(code):
        raise invalid_value(
            "invalid_postal_code",
            Text(
                "Un code postal a de 2 à 12 caractères : des chiffres, des lettres, des espaces et des tirets.",
                "A postal code has 2 to 12 characters: digits, letters, spaces and dashes.",
            ),
        )
    return code


def _phone(given: str) -> str:
    number = normalize("NFKC", given)
    if not _PHONE.fullmatch(number):
        raise invalid_value(
            "invalid_phone",
            Text(
                "Un numéro de téléphone a de 6 à 15 chiffres, précédés de + et de l'indicatif hors de France.",
                "A telephone number has 6 to 15 digits, after + and the country's code outside France.",
            ),
        )
    return number


def _commune(given: str) -> str:
    code = pasted(given).upper()
    if not _COMMUNE.fullmatch(code):
        raise invalid_value(
            "invalid_commune",
            Text(
                "Le code INSEE d'une commune a cinq caractères, comme 69387 ou 2A004 : ce n'est pas le code postal.",
                "The INSEE code of a commune has five characters, such as 69387 or 2A004: it is not the postal code.",
            ),
        )
    return code


def _reference(given: str) -> str:
    if not normalised_reference(given):
        raise invalid_value(
            "blank_reference",
            Text(
                "Cette référence ne contient ni lettre ni chiffre : donnez celle du financeur, ou aucune.",
                "This reference has neither letter nor digit: give the funder's, or none.",
            ),
        )
    return given


def _seen(reference: str) -> str:
    return "".join(character for character in reference if category(character) != "Cf")


ROUNDED_BY_A_SPREADSHEET = Text(
    "Un tableur a arrondi ce numéro à une puissance de dix : mettez la colonne au format texte, puis saisissez-le de "
    "nouveau.",
    "A spreadsheet has rounded this number to a power of ten: format the column as text, then type it again.",
)


Siret = Annotated[
    str,
    Field(
        max_length=_LONGEST_PASTED,
        description="14 digits, with a right key; spaces, dashes and dots between them are taken away.",
        examples=["12345678200010"],
    ),
    AfterValidator(_siret),
]
Siren = Annotated[
    str,
    Field(
        max_length=_LONGEST_PASTED,
        description="9 digits, with a right key; spaces, dashes and dots between them are taken away.",
        examples=["123456782"],
    ),
    AfterValidator(_siren),
]
Idcc = Annotated[
    str,
    Field(
        description="The collective agreement, four digits; zeros left out are put back.",
        examples=["0044"],
    ),
    AfterValidator(_idcc),
]
PostalCode = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    Field(json_schema_extra={"pattern": r"^[0-9A-Za-z -]{2,12}$"}),
    AfterValidator(_postal_code),
]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1, two letters.", examples=["FR"])]
Phone = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=40),
    Field(description="6 to 15 digits, after `+` and the country's code outside France.", examples=["06 12 34 56 78"]),
    AfterValidator(_phone),
]
InseeCommune = Annotated[
    str,
    Field(
        max_length=_LONGEST_PASTED,
        description="The INSEE code of a French commune, five characters; not its postal code.",
        examples=["69387"],
    ),
    AfterValidator(_commune),
]
DossierNumber = Annotated[str, AfterValidator(pasted_dossier_number)]
"""Of a dossier, as it is asked for by whoever has it on paper."""
FundingNumber = AfterValidator(_reference)
"""Of a reference that a funder knows a funding by: something of it is left once dashes and blanks are ignored."""
DeclaredReference = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=_LONGEST_PASTED),
    FundingNumber,
    AfterValidator(_seen),
    IN_A_LINE,
]
"""The same as it is kept, without the characters that nobody sees."""
