"""What a password must be: long, and not the address itself (NIST SP 800-63B asks for nothing else by rote)."""

from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.errors import InvalidInput

SHORTEST = 12


def check_strength(password: str, email: str, *, pointer: str = "/password") -> None:
    """Raise InvalidInput with everything that makes ``password`` too weak for the account of ``email``."""
    faults = []
    if len(password) < SHORTEST:
        faults.append(
            Violation(
                code="password_too_short",
                detail=Text(
                    fr=f"Au moins {SHORTEST} caractères : une phrase entière convient.",
                    en=f"At least {SHORTEST} characters: a whole sentence will do.",
                ),
                pointer=pointer,
            )
        )
    if password.strip().lower() in {email.lower(), email.lower().split("@")[0]}:
        faults.append(
            Violation(
                code="password_is_the_address",
                detail=Text(fr="Le mot de passe ne peut pas être l'adresse.", en="The password cannot be the address."),
                pointer=pointer,
            )
        )
    if faults:
        raise InvalidInput(*faults)
