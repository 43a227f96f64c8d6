"""Postal addresses on the wire."""

from pydantic import ValidationInfo, field_validator

from app.api.bodies import MirrorBody, RequestBody
from app.api.identifier_fields import CountryCode, PostalCode, french_postal_code
from app.api.v1.account_models import Name
from app.domain.company import Address


class AddressIn(RequestBody):
    """A postal address; a postal code in France has five digits."""

    street: Name
    country: CountryCode = "FR"
    postal_code: PostalCode
    city: Name

    @field_validator("postal_code")
    @classmethod
    def five_digits_in_france(cls, code: str, info: ValidationInfo) -> str:
        """The code of that country: France's alone is known here."""
        return french_postal_code(code) if info.data.get("country") == "FR" else code

    def to_domain(self) -> Address:
        """The domain's value."""
        return Address(street=self.street, postal_code=self.postal_code, city=self.city, country=self.country)


class AddressOut(MirrorBody):
    """A postal address."""

    street: str
    postal_code: str
    city: str
    country: str
