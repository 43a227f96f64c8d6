"""Codes of networks as fields of requests: taken with any case and accents, kept as the list writes them (D59)."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from app.api.text_fields import Line
from app.domain.networks import network_code

NetworkCode = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50), AfterValidator(network_code)
]
DeclaredNetwork = Annotated[Line, AfterValidator(network_code)]
"""The same where a dossier declares it: the published length of the field stays."""
