"""Passkeys, by Web Authentication Level 2: what browsers are asked, and whether what they answer is true."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    generate_challenge,
    options_to_json_dict,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.usecases.ports.factors import NewPasskey, Passkey, PasskeyAnswer, PasskeyNotProven

_NAME = "CQP chimie"
_MILLISECONDS = 5 * 60 * 1000
_TRANSPORTS = frozenset(AuthenticatorTransport)
_UNREADABLE = (WebAuthnException, ValueError, TypeError, LookupError, AttributeError, RecursionError)
"""What the library raises at what no browser sends."""


class WebAuthnPasskeys:
    """The ceremonies of one relying party. A PIN or a finger is always asked for: a passkey is two factors."""

    def __init__(self, rp_id: str, origins: Sequence[str]) -> None:
        """``rp_id`` is the domain that passkeys belong to, ``origins`` the front ends that may use them: exact ones,
        or with ``:*`` for any port."""
        self._rp_id = rp_id
        self._origins = tuple(origin for origin in origins if not origin.endswith(":*"))
        self._any_port = tuple(
            re.compile(rf"{re.escape(origin.removesuffix(':*'))}(:[0-9]{{1,5}})?")
            for origin in origins
            if origin.endswith(":*")
        )

    def new_challenge(self) -> bytes:
        """64 random bytes."""
        return generate_challenge()

    def registration_options(
        self, challenge: bytes, *, user_id: UUID, name: str, display_name: str, known: Sequence[Passkey]
    ) -> Mapping[str, Any]:
        """PublicKeyCredentialCreationOptionsJSON. One that the authenticator keeps is preferred: it signs in alone."""
        options = generate_registration_options(
            rp_id=self._rp_id,
            rp_name=_NAME,
            user_id=user_id.bytes,
            user_name=name,
            user_display_name=display_name,
            challenge=challenge,
            timeout=_MILLISECONDS,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=_descriptors(known),
        )
        return options_to_json_dict(options)

    def request_options(self, challenge: bytes, *, allowed: Sequence[Passkey]) -> Mapping[str, Any]:
        """PublicKeyCredentialRequestOptionsJSON."""
        options = generate_authentication_options(
            rp_id=self._rp_id,
            challenge=challenge,
            timeout=_MILLISECONDS,
            allow_credentials=_descriptors(allowed),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return options_to_json_dict(options)

    def read(self, answer: Mapping[str, Any]) -> PasskeyAnswer:
        """Which key signed which challenge, as the answer says; a registration's has the same members."""
        try:
            parse = (
                parse_registration_credential_json
                if "attestationObject" in answer["response"]
                else parse_authentication_credential_json
            )
            credential = parse(dict(answer))
            told = parse_client_data_json(credential.response.client_data_json)
        except _UNREADABLE as error:
            raise PasskeyNotProven(str(error)) from error
        return PasskeyAnswer(credential_id=credential.raw_id, challenge=told.challenge)

    def registered(self, answer: Mapping[str, Any], challenge: bytes) -> NewPasskey:
        """The passkey that was made for ``challenge``, on one of our front ends."""
        try:
            credential = parse_registration_credential_json(dict(answer))
            verified = verify_registration_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self._rp_id,
                expected_origin=self._expected(credential.response.client_data_json),
                require_user_verification=True,
            )
        except _UNREADABLE as error:
            raise PasskeyNotProven(str(error)) from error
        told = credential.response.transports or ()
        return NewPasskey(
            credential_id=verified.credential_id,
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            transports=tuple(str(AuthenticatorTransport(each).value) for each in told),
        )

    def signed(self, answer: Mapping[str, Any], challenge: bytes, passkey: Passkey) -> int:
        """The count that the passkey tells. A count that does not grow is that of a copy; none is ever told by some."""
        try:
            credential = parse_authentication_credential_json(dict(answer))
            handle = credential.response.user_handle
            if handle is not None and handle != passkey.user_id.bytes:
                raise PasskeyNotProven("the authenticator names another account")
            verified = verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self._rp_id,
                expected_origin=self._expected(credential.response.client_data_json),
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )
        except _UNREADABLE as error:
            raise PasskeyNotProven(str(error)) from error
        return verified.new_sign_count

    def _expected(self, client_data: bytes) -> list[str]:
        """The origins that may be told; the one told, where it is that of an admitted host on any port."""
        told = parse_client_data_json(client_data).origin
        return [told] if any(each.fullmatch(told) for each in self._any_port) else list(self._origins)


def _descriptors(passkeys: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=passkey.credential_id,
            transports=[AuthenticatorTransport(each) for each in passkey.transports if each in _TRANSPORTS],
        )
        for passkey in passkeys
    ]
