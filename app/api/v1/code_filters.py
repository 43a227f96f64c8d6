"""Codes that lists are narrowed by: one that nothing has is refused, or a list would look empty by a slip."""

from collections.abc import Callable, Container
from typing import Annotated

from pydantic import AfterValidator

from app.api.faults import invalid_value
from app.domain.catalogue import CERTIFICATIONS
from app.domain.partner_certifications import PARTNER_CERTIFICATIONS
from app.domain.regions import REGIONS
from app.domain.text import Text
from app.domain.training_schemes import TRAINING_SCHEMES


def _one_of(known: Container[str], code: str, detail: Text) -> Callable[[str], str]:
    def checked(value: str) -> str:
        if value not in known:
            raise invalid_value(code, detail)
        return value

    return checked


_NO_CERTIFICATION = Text("Il n'y a pas de certification de ce code.", "There is no certification of this code.")
_OURS_AND_THEIRS = CERTIFICATIONS.keys() | PARTNER_CERTIFICATIONS.keys()

OurCertification = Annotated[str, AfterValidator(_one_of(CERTIFICATIONS, "unknown_certification", _NO_CERTIFICATION))]
AnyCertification = Annotated[str, AfterValidator(_one_of(_OURS_AND_THEIRS, "unknown_certification", _NO_CERTIFICATION))]
"""Of ours, or of a partner branch's."""
KnownRegion = Annotated[
    str,
    AfterValidator(
        _one_of(
            REGIONS, "unknown_region", Text("Il n'y a pas de région de ce code.", "There is no region of this code.")
        )
    ),
]
KnownScheme = Annotated[
    str,
    AfterValidator(
        _one_of(
            TRAINING_SCHEMES,
            "unknown_training_scheme",
            Text("Il n'y a pas de dispositif de formation de ce code.", "There is no training scheme of this code."),
        )
    ),
]
