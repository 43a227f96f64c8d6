"""The credentials that holders show to programs (Open Badges 3.0), and what verifies them."""

from collections.abc import Mapping
from typing import Annotated, Any

import orjson
from fastapi import Path
from pydantic import StrictBool
from starlette.responses import Response

from app.api.account_dependencies import SecretsDep, SignerDep
from app.api.dependencies import CallerDep, NewId, Now, Uow
from app.api.problems import problems
from app.api.route_contract import produces, secret_response
from app.api.routing import router as router_of
from app.api.v1.certificates import Number
from app.api.v1.holder_tokens import HolderLinkRedemption
from app.usecases.credentials.issuing import get_certificate_credential, redeem_credential
from app.usecases.credentials.publishing import get_credential_status, get_did_document
from app.usecases.holders.reading import Reader

router = router_of("certificates", "")

CREDENTIAL = "application/vc"
_CREDENTIAL_CONTENT: Mapping[int | str, dict[str, Any]] = {
    200: {"description": "The credential, with its proof", "content": {CREDENTIAL: {"schema": {"type": "object"}}}}
}
_DOCUMENT_CONTENT: Mapping[int | str, dict[str, Any]] = {
    200: {"description": "The document", "content": {"application/json": {"schema": {"type": "object"}}}}
}
_KEPT_A_WHILE = {"Cache-Control": "public, max-age=300"}
"""Seconds after which a verifier learns of a revocation at the latest."""

ListNumber = Annotated[int, Path(ge=1, le=2_147_483_647, description="Which list, as credentials name it.")]


class CredentialRedemption(HolderLinkRedemption):
    """The token of the link to a certificate. `with_name`: whether the credential names its holder."""

    with_name: StrictBool = False


@router.get(
    "/v1/certificates/{number}/credential",
    operation_id="getCertificateCredential",
    summary="Read the credential of a certificate",
    response_class=Response,
    responses={**_CREDENTIAL_CONTENT, **problems(401, 403, 404, 406, 422)},
)
@produces(CREDENTIAL)
async def read_one(number: Number, caller: CallerDep, uow: Uow, signer: SignerDep, secrets: SecretsDep) -> Response:
    """The certificate as a program verifies it by itself: Open Badges 3.0, signed (`eddsa-rdfc-2022`), its revocation
    published apart. It names nobody: the certificate's number identifies it. None of a revoked certificate."""
    return _credential(await get_certificate_credential(uow, caller, signer, number=number, secrets=secrets))


@router.post(
    "/v1/holder-links/credential",
    operation_id="redeemCredential",
    summary="Get the credential of one's own certificate",
    response_class=Response,
    responses={**_CREDENTIAL_CONTENT, **problems(401, 404, 406, 422)},
)
@produces(CREDENTIAL)
@secret_response
async def redeem(
    body: CredentialRedemption, uow: Uow, signer: SignerDep, secrets: SecretsDep, now: Now, new_id: NewId
) -> Response:
    """The same, by the link to the certificate, as often as wanted; with the holder's name if they ask for it, and
    never their birth."""
    reader = Reader(token_digest=secrets.digest(body.token), now=now, new_id=new_id)
    return _credential(await redeem_credential(uow, reader, signer, with_name=body.with_name, secrets=secrets))


@router.get(
    "/.well-known/did.json",
    operation_id="getDidDocument",
    summary="Read the keys that verify credentials",
    response_class=Response,
    responses={**_DOCUMENT_CONTENT, **problems(404)},
)
async def did_document(signer: SignerDep) -> Response:
    """The document of the issuer's `did:web`: the key that signs, and those that have signed."""
    content = orjson.dumps(get_did_document(signer))
    return Response(content, media_type="application/json", headers=_KEPT_A_WHILE)


@router.get(
    "/v1/credential-status/{list_number}",
    operation_id="getCredentialStatus",
    summary="Read which credentials are revoked",
    response_class=Response,
    responses={**_CREDENTIAL_CONTENT, **problems(404, 406, 422)},
)
@produces(CREDENTIAL)
async def status_list(list_number: ListNumber, uow: Uow, signer: SignerDep) -> Response:
    """A list of revocations (Bitstring Status List 1.0), signed. Of 131,072 places, it tells of none whose it is."""
    found = await get_credential_status(uow, signer, list_number=list_number)
    return Response(orjson.dumps(found), media_type=CREDENTIAL, headers=_KEPT_A_WHILE)


def _credential(document: Mapping[str, Any]) -> Response:
    return Response(orjson.dumps(document), media_type=CREDENTIAL)
