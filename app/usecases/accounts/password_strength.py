"""What a password must be: long, none that is tried first, not made of words that anybody would think of here.

No kind of character is asked for (NIST SP 800-63B): a sentence of one's own is better than any.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from unicodedata import combining, normalize

from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.errors import InvalidInput
from app.usecases.ports.accounts import User
from app.usecases.ports.credentials import Passwords

SHORTEST = 12
_FEWEST_CHARACTERS = 5
"""That a password is made of, each counted once: fewer are a key that was held, or two that were pressed in turn."""

_TOO_SHORT = Text(
    fr=f"Au moins {SHORTEST} caractères : une phrase entière convient.",
    en=f"At least {SHORTEST} characters: a whole sentence will do.",
)
_THE_ADDRESS = Text(fr="Le mot de passe ne peut pas être l'adresse.", en="The password cannot be the address.")
_COMMON = Text(
    fr="Ce mot de passe est de ceux que l'on essaie d'abord : choisissez plutôt une phrase à vous.",
    en="This password is among those that are tried first: rather choose a sentence of your own.",
)
_EXPECTED = Text(
    fr="Ce mot de passe n'est fait que de mots attendus ici (la branche, votre nom, votre adresse…) : "
    "choisissez plutôt une phrase à vous.",
    en="This password is only made of words expected here (the branch, your name, your address…): "
    "rather choose a sentence of your own.",
)

_OF_THE_PLACE = (
    "cpne cqp cqpi ccnic paritaire certification certificat qualification professionnelle branche opco formation "
    "chimie chimique chimiques industrie industries chimistry chemistry pharma pharmacie "
    "secretariat secretaire jury employeur employer evaluateur evaluator candidat candidate dossier entreprise company "
    "plateforme platform sandbox test demo exemple example paris lyon france"
)
_OF_PASSWORDS = (
    "motdepasse mot passe mdp password passwd secret admin administrator administrateur root user utilisateur login "
    "welcome bienvenue bonjour salut letmein changeme azerty qwerty azertyuiop qwertyuiop qsdfghjklm asdfghjkl "
    "qsdfghjkl wxcvbn zxcvbnm qwertz abcdefghijklmnopqrstuvwxyz abcdef abc iloveyou jetaime soleil "
    "printemps ete automne hiver janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre"
)
_EXPECTED_WORDS = frozenset(f"{_OF_THE_PLACE} {_OF_PASSWORDS}".split())
_SHORTEST_OF_ONES_OWN = 3


def check_strength(password: str, user: User, passwords: Passwords, *, pointer: str = "/password") -> None:
    """Raise InvalidInput with everything that makes ``password`` too weak for the account of ``user``."""
    faults = [
        Violation(code=code, detail=detail, pointer=pointer) for code, detail in _weaknesses(password, user, passwords)
    ]
    if faults:
        raise InvalidInput(*faults)


def _weaknesses(password: str, user: User, passwords: Passwords) -> Iterator[tuple[str, Text]]:
    if len(password) < SHORTEST:
        yield "password_too_short", _TOO_SHORT
    if password.strip().lower() in {user.email.lower(), user.email.lower().split("@")[0]}:
        yield "password_is_the_address", _THE_ADDRESS
    elif len(password) >= SHORTEST:
        if passwords.is_common(password) or len(set(password)) < _FEWEST_CHARACTERS or _counts(password):
            yield "password_too_common", _COMMON
        elif _made_of(_letters(password), _EXPECTED_WORDS | _words_of(user)):
            yield "password_expected", _EXPECTED


def _letters(text: str) -> str:
    """The letters alone, small and without accents: figures and signs around a word hide nothing."""
    plain = "".join(char for char in normalize("NFKD", text.casefold()) if not combining(char))
    return re.sub(r"[^a-z]", "", plain)


def _words_of(user: User) -> frozenset[str]:
    words = (_letters(word) for word in re.split(r"[^\w]+|_", f"{user.name} {user.email}"))
    return frozenset(word for word in words if len(word) >= _SHORTEST_OF_ONES_OWN)


def _made_of(letters: str, words: Iterable[str]) -> bool:
    """Whether it is these words, one after the other, in any order and number."""
    reached = {0}
    for start in range(len(letters)):
        if start in reached:
            reached |= {start + len(word) for word in words if letters.startswith(word, start)}
    return bool(letters) and len(letters) in reached


def _counts(password: str) -> bool:
    """Whether it only counts, up or down: 123456789012, 210987654321."""
    if not password.isdecimal():
        return False
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(password)}
    return len(steps) == 1
