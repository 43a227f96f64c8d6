"""What it takes to enrol second factors, and to recognise them."""

from dataclasses import dataclass

from app.usecases.mail_writer import MailWriter
from app.usecases.ports.credentials import Secrets
from app.usecases.ports.factors import PasskeyCeremonies, Totp
from app.usecases.ports.webhooks import SecretCipher


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorContext:
    """The codes, the ceremonies of passkeys, what seals secrets, and what tells owners of what happens to theirs."""

    totp: Totp
    passkeys: PasskeyCeremonies
    cipher: SecretCipher
    secrets: Secrets
    mail_writer: MailWriter
