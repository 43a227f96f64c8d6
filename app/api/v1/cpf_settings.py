"""Who sends to the training passport, and how."""

from typing import Annotated, Self

from pydantic import Field, StrictBool, StringConstraints
from starlette.responses import Response

from app.api.bodies import AnswerBody, RequestBody, created
from app.api.dependencies import IfMatch, Now, Tag, Uow
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.text_fields import IN_A_LINE
from app.domain.passport_file import Depositor, PassportSchema, PassportSettings
from app.usecases.passport.settings import get_passport_settings, put_passport_settings

router = router_of("cpf", "/v1/cpf", description="The training passport: what is sent of each award, and answered.")

ClientIdentifier = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[0-9A-Za-z]{8}$"),
    Field(description="As the Caisse des Dépôts gave it, eight characters.", examples=["03ABC123"]),
]
ContractIdentifier = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20),
    IN_A_LINE,
    Field(description="As the Caisse des Dépôts gave it.", examples=["MCFCER000123"]),
]


class CpfSettingsIn(RequestBody):
    """Who sends, and how; `sender_client_id` where a trusted third party hands the file in."""

    client_id: ClientIdentifier
    contract_id: ContractIdentifier
    sender_client_id: ClientIdentifier | None = None
    depositor: Depositor = Depositor.CERTIFIER
    schema_: Annotated[PassportSchema, Field(alias="schema")] = PassportSchema.V1_1_5
    proof_url: Annotated[
        StrictBool, Field(description="Whether files carry the address at which each certificate is verified.")
    ] = False

    def to_domain(self) -> PassportSettings:
        """The domain's value."""
        return PassportSettings(
            client_id=self.client_id,
            contract_id=self.contract_id,
            sender_client_id=self.sender_client_id,
            depositor=self.depositor,
            schema=self.schema_,
            proof_url=self.proof_url,
        )


class CpfSettingsOut(AnswerBody):
    """Who sends, and how."""

    client_id: str
    contract_id: str
    sender_client_id: str | None
    depositor: Depositor
    schema_: Annotated[PassportSchema, Field(serialization_alias="schema")]
    proof_url: bool

    @classmethod
    def of(cls, settings: PassportSettings) -> Self:
        """The settings on the wire."""
        return cls(
            client_id=settings.client_id,
            contract_id=settings.contract_id,
            sender_client_id=settings.sender_client_id,
            depositor=settings.depositor,
            schema_=settings.schema,
            proof_url=settings.proof_url,
        )


@router.get(
    "/settings",
    operation_id="getCpfSettings",
    summary="Read who sends to the passport",
    responses=problems(401, 403, 404),
)
async def get_settings(uow: Uow, tag: Tag) -> CpfSettingsOut:
    """The settings, with the ETag that a change needs; 404 before anybody put some."""
    kept = await get_passport_settings(uow)
    tag(kept.version)
    return CpfSettingsOut.of(kept.value)


@router.put(
    "/settings",
    operation_id="putCpfSettings",
    summary="Say who sends to the passport",
    responses={**created(CpfSettingsOut), **problems(401, 403, 412, 422, 428)},
)
async def put_settings(
    body: CpfSettingsIn, uow: Uow, if_match: IfMatch, now: Now, tag: Tag, response: Response
) -> CpfSettingsOut:
    """Say it for the batches to come: those that were made stay as they are. The first settings need no `If-Match`."""
    kept = await put_passport_settings(uow, settings=body.to_domain(), precondition=if_match, now=now)
    tag(kept.version)
    response.status_code = 201 if kept.version == 1 else 200
    return CpfSettingsOut.of(kept.value)
