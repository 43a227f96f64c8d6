"""The shapes of evaluators on the wire."""

from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field

from app.api.bodies import AnswerBody, RequestBody
from app.api.fields import Day, KeptIfOmitted
from app.api.identifier_fields import Siren
from app.api.language import spoken
from app.api.mail_addresses import MailAddress
from app.api.text_fields import Line, PersonName
from app.api.v1.network_fields import NetworkCode
from app.domain.evaluators import AFFILIATION_LABELS, Affiliation, AffiliationKind, Authorisation, Evaluator
from app.domain.regions import REGIONS

PublishedContact = Annotated[Line, Field(description="How the public may reach them, as the directory shows it.")]
_UNTIL = "The last day, included; null or absent while there is none."


class AuthorisationIn(RequestBody):
    """What the CPNE authorised: one certification in one region, both days included."""

    certification_code: Line
    region: Annotated[str, Field(max_length=3, description="The region's INSEE code.", examples=["84"])]
    from_: Annotated[Day, Field(alias="from")]
    until: Annotated[Day | None, Field(description=_UNTIL)] = None

    def to_domain(self) -> Authorisation:
        """The domain's value."""
        return Authorisation(
            certification_code=self.certification_code,
            region=self.region,
            from_day=self.from_,
            until_day=self.until,
        )


class AuthorisationsIn(RequestBody):
    """All that the evaluator is authorised for: what is left out ends, as if it had never been."""

    authorisations: Annotated[list[AuthorisationIn], Field(max_length=1000)]


class AffiliationIn(RequestBody):
    """A tie between the evaluator and a company, both days included."""

    kind: AffiliationKind
    siren: Siren
    networks: Annotated[
        list[NetworkCode],
        Field(max_length=20, description="The national networks that the company belongs to.", examples=[["GRETA"]]),
    ] = []
    from_: Annotated[Day, Field(alias="from")]
    until: Annotated[Day | None, Field(description=_UNTIL)] = None

    def to_domain(self) -> Affiliation:
        """The domain's value."""
        return Affiliation(
            kind=self.kind,
            siren=self.siren,
            networks=tuple(dict.fromkeys(self.networks)),
            from_day=self.from_,
            until_day=self.until,
        )


class AffiliationsIn(RequestBody):
    """Everybody whom the evaluator is, or was, tied to."""

    affiliations: Annotated[list[AffiliationIn], Field(max_length=100)]


class EvaluatorIn(RequestBody):
    """Somebody whom the CPNE authorised; `email` is never published, `published_contact` is."""

    name: PersonName
    email: MailAddress
    siren: Annotated[Siren | None, Field(description="Of their employer, or their own where self-employed.")] = None
    published_contact: PublishedContact | None = None

    def to_domain(self, evaluator_id: UUID) -> Evaluator:
        """The domain's value."""
        return Evaluator(
            id=evaluator_id,
            name=self.name,
            email=self.email.lower(),
            siren=self.siren,
            published_contact=self.published_contact,
        )


class EvaluatorPatch(RequestBody):
    """What changes; a member that is absent stays as it is, null clears the two that may be absent."""

    name: KeptIfOmitted[PersonName] = None
    email: KeptIfOmitted[MailAddress] = None
    siren: Siren | None = None
    published_contact: PublishedContact | None = None

    def changes(self) -> dict[str, Any]:
        """The members that were given."""
        given = self.model_dump(exclude_unset=True)
        return {name: value.lower() if name == "email" else value for name, value in given.items()}


class AuthorisationOut(AnswerBody):
    """An authorisation for one certification in one region; `until`, included, is null where it has no end."""

    certification_code: str
    region: str
    region_label: str
    from_: Annotated[date, Field(serialization_alias="from")]
    until: date | None

    @classmethod
    def of(cls, authorisation: Authorisation) -> Self:
        """The authorisation on the wire."""
        return cls(
            certification_code=authorisation.certification_code,
            region=authorisation.region,
            region_label=REGIONS[authorisation.region],
            from_=authorisation.from_day,
            until=authorisation.until_day,
        )


class AuthorisationsOut(AnswerBody):
    """All that the evaluator is authorised for, past and coming included."""

    authorisations: list[AuthorisationOut]

    @classmethod
    def of(cls, evaluator: Evaluator) -> Self:
        """The authorisations on the wire."""
        return cls(authorisations=[AuthorisationOut.of(each) for each in evaluator.authorisations])


class AffiliationOut(AnswerBody):
    """A tie to a company; `until`, included, is null while it lasts."""

    kind: AffiliationKind
    kind_label: str
    siren: str
    networks: list[str]
    from_: Annotated[date, Field(serialization_alias="from")]
    until: date | None

    @classmethod
    def of(cls, affiliation: Affiliation) -> Self:
        """The affiliation on the wire."""
        return cls(
            kind=affiliation.kind,
            kind_label=spoken(AFFILIATION_LABELS[affiliation.kind]),
            siren=affiliation.siren,
            networks=list(affiliation.networks),
            from_=affiliation.from_day,
            until=affiliation.until_day,
        )


class AffiliationsOut(AnswerBody):
    """Everybody whom the evaluator is, or was, tied to."""

    affiliations: list[AffiliationOut]

    @classmethod
    def of(cls, evaluator: Evaluator) -> Self:
        """The affiliations on the wire."""
        return cls(affiliations=[AffiliationOut.of(each) for each in evaluator.affiliations])


class EvaluatorOut(AnswerBody):
    """An evaluator as the secretariat sees them."""

    id: UUID
    name: str
    email: str
    siren: str | None
    published_contact: str | None
    authorisations: list[AuthorisationOut]
    affiliations: list[AffiliationOut]
    version: int

    @classmethod
    def of(cls, evaluator: Evaluator) -> Self:
        """The evaluator on the wire."""
        return cls(
            id=evaluator.id,
            name=evaluator.name,
            email=evaluator.email,
            siren=evaluator.siren,
            published_contact=evaluator.published_contact,
            authorisations=AuthorisationsOut.of(evaluator).authorisations,
            affiliations=AffiliationsOut.of(evaluator).affiliations,
            version=evaluator.version,
        )


class DirectoryEntryOut(AnswerBody):
    """An evaluator as the public sees them: what they are authorised for on the day asked for, how to reach them."""

    id: UUID
    name: str
    authorisations: list[AuthorisationOut]
    published_contact: str | None

    @classmethod
    def of(cls, evaluator: Evaluator, on: date) -> Self:
        """The entry on the wire."""
        return cls(
            id=evaluator.id,
            name=evaluator.name,
            authorisations=[AuthorisationOut.of(each) for each in evaluator.authorisations_on(on)],
            published_contact=evaluator.published_contact,
        )
