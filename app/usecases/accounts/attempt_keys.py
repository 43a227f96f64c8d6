"""What attempts are counted under: an address as a digest, since people mistype those of others; a network."""

from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from uuid import UUID

from app.usecases.ports.accounts import Origin


def of_address(email: str) -> str:
    """For signing in to one account, existing or not."""
    return f"address:{_digest(email)}"


def of_known_device(email: str, origin: Origin) -> str:
    """For signing in to one account from where its owner has before: a stranger's attempts are not counted there."""
    return f"device:{_digest(f'{email} {of_source(origin.address)} {origin.device}')}"


def of_source(source: str) -> str:
    """For signing in from one place: an address of the network, or the /64 that one IPv6 subscriber owns."""
    try:
        address = ip_address(source)
    except ValueError:
        return "source:unknown"
    return f"source:{address.exploded[:19] if isinstance(address, IPv6Address) else address}"


def of_mailbox(email: str) -> str:
    """For mails that anybody may cause to be sent to one address."""
    return f"mailbox:{_digest(email)}"


def of_invitations_of(dossier_id: UUID) -> str:
    """Of the trade evaluators invited to a dossier."""
    return f"invitations-of:{dossier_id}"


def of_invitations_to(email: str) -> str:
    """For mails that somebody with an account may cause to be sent to one address.

    Counted apart from those of strangers: no stranger keeps anybody from being invited.
    """
    return f"invited:{_digest(email.lower())}"


def of_invitations_by(user_id: UUID) -> str:
    """For mails that one account may cause to be sent to others."""
    return f"inviting:{user_id}"


def of_own_password(user_id: UUID) -> str:
    """For the current password of an account, asked of whoever holds a session of it."""
    return f"own-password:{user_id}"


def of_second_factor(user_id: UUID) -> str:
    """For the second factor of an account, asked of whoever has shown the first."""
    return f"second-factor:{user_id}"


def of_verification_from(source: str) -> str:
    """For verifying certificates from one place."""
    return f"verification-{of_source(source)}"


def of_verification_of(number: str) -> str:
    """For verifying the certificate of one number, existing or not."""
    return f"verification-number:{_digest(number)}"


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
