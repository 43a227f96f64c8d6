"""A funder and its number, as bodies name them."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from app.api.bodies import RequestBody
from app.api.identifier_fields import DeclaredReference
from app.domain.funders import FUNDER_CODE, funder_code

FunderCode = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=FUNDER_CODE),
    AfterValidator(funder_code),
    Field(description="A funder's code (`listFunders`); case does not count.", examples=["OPCA"]),
]
Reference = Annotated[
    DeclaredReference, Field(description="The number that the funder knows it by.", examples=["2026-CH-00412"])
]


class FundingIn(RequestBody):
    """A funder, and the number that it knows the funding by."""

    funder_code: FunderCode
    reference: Reference
