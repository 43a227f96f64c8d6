"""What the operations on second factors share on the wire."""

from typing import Annotated, Any

from pydantic import Field, RootModel, StringConstraints, model_validator

from app.api.bodies import AnswerBody, RequestBody
from app.api.faults import invalid_value
from app.domain.text import Text

FactorCode = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern="^[0-9A-Za-z -]+$"),
    Field(description="The six figures of an application, or a recovery code."),
]
PasskeyAnswerJson = Annotated[
    dict[str, Any],
    Field(
        description="What the browser answered, as JSON of Web Authentication (Level 2): `credential.toJSON()`.",
        min_length=1,
    ),
]


class ShownFactorBody(RequestBody):
    """A factor that is shown: a code, or what a passkey signed, one of the two."""

    code: FactorCode | None = None
    passkey: PasskeyAnswerJson | None = None

    @model_validator(mode="after")
    def _shows_one(self) -> "ShownFactorBody":
        if len([shown for shown in self._shown() if shown is not None]) != 1:
            raise invalid_value("one_expected", self._expected())
        return self

    def _shown(self) -> tuple[object, ...]:
        return self.code, self.passkey

    def _expected(self) -> Text:
        return Text("Présentez « code » ou « passkey », l'un des deux.", "Show “code” or “passkey”, one of the two.")


class PasskeyOptions(RootModel[dict[str, Any]]):
    """Options of Web Authentication (Level 2), as its JSON: for `PublicKeyCredential.parseCreationOptionsFromJSON` and
    `parseRequestOptionsFromJSON`."""


class RecoveryCodesOut(AnswerBody):
    """The codes for a day without the telephone, shown this once; each serves once, and those before serve no more."""

    recovery_codes: list[str]
