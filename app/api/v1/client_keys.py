"""The public keys of programs, and the networks that they call from, as the secretariat writes them."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from app.api.bodies import AnswerBody, RequestBody
from app.api.client_assertions import check_public_key, thumbprint
from app.api.faults import invalid_value
from app.domain.text import Text
from app.usecases.clients.networks import MOST_NETWORKS, normalised_network

_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_MOST_KEYS = 8

Number = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", max_length=700, description="In Base64 of addresses.")]


class ClientKeyIn(RequestBody):
    """A public key (RFC 7517): RSA of 2048 to 4096 bits, or EC on P-256 or P-384. Without `kid`: its thumbprint."""

    kty: Literal["RSA", "EC"]
    kid: Annotated[str, Field(pattern=r"^[!-~]{1,128}$")] | None = None
    use: Literal["sig"] = "sig"
    alg: Literal["ES256", "ES384", "PS256", "RS256"] | None = None
    n: Number | None = None
    e: Number | None = None
    crv: Literal["P-256", "P-384"] | None = None
    x: Number | None = None
    y: Number | None = None

    @model_validator(mode="before")
    @classmethod
    def _is_public(cls, given: Any) -> Any:
        if isinstance(given, dict) and given.keys() & _PRIVATE:
            raise invalid_value(
                "private_key",
                Text(
                    "Cette clé contient sa partie privée : elle n'est plus secrète, n'en donnez jamais que la publique "
                    "et faites-en une autre.",
                    "This key holds its private part: it is no secret any more. Give the public one alone, and make "
                    "another.",
                ),
            )
        return given

    @model_validator(mode="after")
    def _verifies(self) -> Self:
        try:
            check_public_key(self.members())
        except (ValueError, KeyError):
            raise invalid_value(
                "unusable_key",
                Text(
                    "Rien ne se vérifie avec cette clé : RSA de 2048 à 4096 bits (n, e), ou EC sur P-256 ou P-384 "
                    "(crv, x, y), et l'algorithme qui va avec.",
                    "Nothing can be verified with this key: RSA of 2048 to 4096 bits (n, e), or EC on P-256 or P-384 "
                    "(crv, x, y), and the algorithm that goes with it.",
                ),
            ) from None
        return self

    def members(self) -> dict[str, str]:
        """The key as it is kept."""
        named = ("kty", "alg", "n", "e") if self.kty == "RSA" else ("kty", "alg", "crv", "x", "y")
        found: dict[str, str] = {name: getattr(self, name) for name in named if getattr(self, name) is not None}
        if len(found) < len(named) - 1:
            raise KeyError("a member is missing")
        return {**found, "kid": self.kid or thumbprint(found)}


class ClientKeySet(RequestBody):
    """The keys of a program (RFC 7517): it signs who it is with any of them. None: it shows its secret instead."""

    keys: Annotated[list[ClientKeyIn], Field(max_length=_MOST_KEYS)]

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        names = [key.members()["kid"] for key in self.keys]
        if len(set(names)) < len(names):
            raise invalid_value(
                "repeated", Text("Deux clés portent le même nom (kid).", "Two keys bear the same name (kid).")
            )
        return self

    def members(self) -> tuple[dict[str, str], ...]:
        """The keys as they are kept."""
        return tuple(key.members() for key in self.keys)


class ClientKeyOut(AnswerBody):
    """A public key of a program."""

    kid: str
    kty: str
    alg: str | None
    n: str | None
    e: str | None
    crv: str | None
    x: str | None
    y: str | None


class ClientKeySetOut(AnswerBody):
    """The keys by which a program signs who it is; none where it shows a secret."""

    keys: list[ClientKeyOut]


def _network(written: str) -> str:
    try:
        return normalised_network(written)
    except ValueError:
        raise invalid_value(
            "not_a_network",
            Text(
                "Une adresse ou un réseau est attendu, comme 192.0.2.7 ou 2001:db8::/48, sans rien après son masque.",
                "An address or a network is expected, such as 192.0.2.7 or 2001:db8::/48, with nothing after its mask.",
            ),
        ) from None


Networks = Annotated[
    list[Annotated[str, Field(max_length=49), AfterValidator(_network)]],
    Field(max_length=MOST_NETWORKS, description="CIDR; from these alone the program may call, from anywhere if none."),
]
