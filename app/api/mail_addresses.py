"""Mail addresses as fields of requests: kept as they were typed, and none that the mailer could not carry.

The domain may have accents: it travels as A-labels (IDNA). What stands before the @ may have them too: that needs a
server with SMTPUTF8, and a mail that meets none is given up with that reason.
"""

import re
from typing import Annotated
from unicodedata import normalize

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from app.api.faults import invalid_value
from app.api.text_fields import mixed
from app.domain.text import Text
from app.domain.wording import mixed_scripts, unprintable_in_line

_NAMED = re.compile(r"[^<>]*<\s*([^<>]+?)\s*>\s*")
"""As mail programs copy it: ``Jean Martin <jean@exemple.fr>``."""


def _as_typed(given: str) -> str:
    named = _NAMED.fullmatch(given)
    address = normalize("NFC", named[1] if named else given.strip())
    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError as error:
        raise _not_an_address(address) from error
    if scripts := mixed_scripts(address):
        raise mixed("Cette adresse", "This address", scripts)
    return address


def _not_an_address(address: str) -> PydanticCustomError:
    found = unprintable_in_line(address)
    if found is None:
        return invalid_value(
            "not_an_email", Text("Une adresse électronique est attendue.", "An e-mail address is expected.")
        )
    return invalid_value(
        "not_an_email",
        Text(
            f"Cette adresse contient {found.fr} : saisissez-la de nouveau.",
            f"This address contains {found.en}: type it again.",
        ),
    )


MailAddress = Annotated[str, AfterValidator(_as_typed), Field(json_schema_extra={"format": "email"})]
