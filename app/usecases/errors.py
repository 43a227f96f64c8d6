"""The closed list of ways to say no. Each is raised by use cases and rendered by ``app/api/problems.py`` alone."""

from collections.abc import Iterable
from datetime import date

from app.domain.law import Violation
from app.domain.parts import PartVersion
from app.domain.text import Text


class UseCaseError(Exception):
    """What every refusal has in common: a sentence for the person who asked, and after how many seconds to ask again
    where that helps."""

    retry_after: int | None = None

    def __init__(self, detail: Text) -> None:
        super().__init__(detail.en)
        self.detail = detail


class Unauthenticated(UseCaseError):
    """Nobody, or nobody any more: no token, a wrong one, a session that has ended, a wrong password."""


class Forbidden(UseCaseError):
    """Somebody whose role may not do this, or a program that lacks ``scope``."""

    def __init__(self, detail: Text, *, scope: str | None = None) -> None:
        super().__init__(detail)
        self.scope = scope


class SecondFactorRequired(Unauthenticated):
    """Who signs in has shown one factor, and has a second one: they get no session yet, but a challenge to complete.

    ``challenge`` is known to them alone; ``methods`` are those by which they can.
    """

    def __init__(self, challenge: str, methods: Iterable[str]) -> None:
        super().__init__(
            Text(
                fr="Un second facteur est demandé : présentez-le avec « challenge ».",
                en="A second factor is asked for: present it with “challenge”.",
            )
        )
        self.challenge = challenge
        self.methods = tuple(methods)


class StepUpRequired(Unauthenticated):
    """A critical act, and a session in which no factor was shown for ``max_age`` seconds; ``methods`` are those by
    which one can be."""

    def __init__(self, max_age: int, methods: Iterable[str]) -> None:
        minutes = max_age // 60
        super().__init__(
            Text(
                fr=f"Cet acte demande un facteur présenté depuis moins de {minutes} minutes : présentez-le, "
                "puis renvoyez la requête.",
                en=f"This act asks for a factor shown less than {minutes} minutes ago: present it, then "
                "send the request again.",
            )
        )
        self.max_age = max_age
        self.methods = tuple(methods)


class EnrolmentRequired(Forbidden):
    """Whose role needs a second factor, and who has none: their session serves to enrol one, and then for all."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                fr="Votre rôle demande un second facteur : enrôlez-en un (code à usage unique ou clé d'accès), et "
                "cette session s'ouvre en entier.",
                en="Your role asks for a second factor: enrol one (one-time code or passkey), and this "
                "session opens in full.",
            )
        )


class AddressNotAllowed(Forbidden):
    """A program that calls from another place than its account allows."""


class NotFound(UseCaseError):
    """Absent, or not theirs: the two are told with the same words."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                fr="Rien de tel n'existe ici, ou rien que vous ayez le droit de voir.",
                en="There is no such thing here, or none that you may see.",
            )
        )


class Refused(UseCaseError):
    """A refusal that has several reasons, told all at once."""

    def __init__(self, detail: Text, violations: Iterable[Violation]) -> None:
        super().__init__(detail)
        self.violations = tuple(violations)


class InvalidInput(Refused):
    """The request cannot be what it says: a code that does not exist, a day before another."""

    def __init__(self, *violations: Violation) -> None:
        super().__init__(
            Text(fr="La requête contient des valeurs inacceptables.", en="The request holds unacceptable values."),
            violations,
        )


class AmbiguousPerson(Refused):
    """A civil status that several persons bear; ``violations`` name each of them."""

    def __init__(self, *violations: Violation) -> None:
        super().__init__(
            Text(
                fr="Plusieurs personnes portent cet état civil : dites de laquelle par « person_id ».",
                en="Several persons bear this civil status: say which one by “person_id”.",
            ),
            violations,
        )


class RulesRefused(Refused):
    """Well formed, and refused by rules of the branch; ``on`` is the day by whose editions it was judged."""

    def __init__(self, violations: Iterable[Violation], on: date) -> None:
        super().__init__(
            Text(
                fr="Les règles de la branche s'y opposent ; rien n'a été modifié.",
                en="The rules of the branch forbid it; nothing was changed.",
            ),
            violations,
        )
        self.on = on


class StepNotOpen(Refused):
    """A step that something has to come before; ``violations`` say what."""

    def __init__(self, violations: Iterable[Violation], on: date) -> None:
        super().__init__(
            Text(
                fr="Cette étape n'est pas encore ouverte : « errors » dit ce qui doit venir avant.",
                en="This step is not open yet: “errors” tells what has to come before.",
            ),
            violations,
        )
        self.on = on


class AlreadyDone(UseCaseError):
    """It has been done before, and is done once."""


class StaleVersion(UseCaseError):
    """Somebody changed it since the caller read it; ``current`` is the version that it has now, where that is known."""

    def __init__(self, current: int | PartVersion | None = None) -> None:
        self.current = current
        super().__init__(
            Text(
                fr="Cette ressource a changé depuis votre lecture : relisez-la, puis recommencez avec son nouvel ETag.",
                en="This resource has changed since you read it: read it again, then retry with its new ETag.",
            )
        )


class PreconditionRequired(UseCaseError):
    """A PUT or PATCH of what exists that does not say which version it changes."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                fr="Envoyez l'en-tête If-Match avec l'ETag de la version que vous modifiez.",
                en="Send the If-Match header with the ETag of the version that you change.",
            )
        )


class PayloadTooLarge(UseCaseError):
    """A file larger than the platform takes."""


class UnsupportedMediaType(UseCaseError):
    """A file whose bytes are of no accepted type."""


class StoreUnavailable(UseCaseError):
    """The document store does not answer, or is full; nothing was kept of what was sent."""

    retry_after = 30

    def __init__(self) -> None:
        super().__init__(
            Text(
                fr="Le dépôt des documents ne répond pas : rien n'a été gardé de cet envoi. Réessayez plus tard.",
                en="The document store does not answer: nothing was kept of what you sent. Try again a little later.",
            )
        )


class ProviderUnavailable(UseCaseError):
    """An identity provider that does not answer, or not as OpenID Connect asks; nothing was changed here."""

    retry_after = 30

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(
                fr=f"« {name} » ne répond pas pour l'instant : réessayez plus tard, ou connectez-vous autrement.",
                en=f"“{name}” does not answer for the moment: try again later, or sign in another way.",
            )
        )


class StoredFileMissing(UseCaseError):
    """A file that the store no longer has: nothing that waiting would mend."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                fr="Le fichier de ce document n'est plus dans le dépôt ; citez request_id en nous le signalant.",
                en="This document's file is no longer in the store; quote request_id when you report it.",
            )
        )


class OutgoingHeld(UseCaseError):
    """Nothing leaves this installation for the time being: a copy, or a database that was just restored."""

    retry_after = 600

    def __init__(self) -> None:
        super().__init__(
            Text(
                fr="Rien ne part de cette installation pour l'instant : l'exploitant du service l'a voulu ainsi.",
                en="Nothing leaves this installation for the time being: whoever runs the service wants it so.",
            )
        )


class Contended(UseCaseError):
    """So many wait to change the same thing already that one more would only wait too; nothing was changed."""

    retry_after = 2

    def __init__(self) -> None:
        super().__init__(
            Text(
                fr="D'autres demandes changent déjà cet objet : rien n'a été fait de celle-ci. Renvoyez-la dans "
                "quelques secondes.",
                en="Other requests are changing this already: nothing was done of this one. Send it again in some "
                "seconds.",
            )
        )


class FactsUnreadable(UseCaseError):
    """One stored record that cannot be read; it was told where it was tried, and nothing was changed.

    It stops whoever asked for that record alone. Lists and scans set it apart. ``why`` is for whoever runs the service.
    """

    def __init__(self, record: Text, key: object, why: str) -> None:
        one = f"{_capitalised(record.fr)} {key}", f"{_capitalised(record.en)} {key}"
        super().__init__(
            Text(
                fr=f"{one[0]} ne se lit pas : rien n'y a été changé. Citez cet identifiant et request_id à "
                "l'exploitant du service, qui seul peut le réparer ; le reste du service n'en est pas touché.",
                en=f"{one[1]} cannot be read: nothing of it was changed. Quote this id and request_id to whoever runs "
                "the service, who alone can mend it; the rest of the service is not concerned.",
            )
        )
        self.why = why


class FactsOfALaterRelease(FactsUnreadable):
    """A record written by a newer release, which another process may know: this one changes nothing of it."""

    retry_after = 10

    def __init__(self, record: Text, key: object, *, shape: int, newest: int) -> None:
        super().__init__(record, key, f"shape {shape} is newer than the {newest} that this program knows")
        known = "1" if newest == 1 else f"1–{newest}"
        self.detail = Text(
            fr=f"Ce programme lit les formes {known} ; {record.fr} {key} est de la forme {shape} : une version plus "
            "récente du service l'a écrit, rien n'y a été changé. Renvoyez la requête dans quelques secondes.",
            en=f"This program reads shapes {known}; {record.en} {key} has shape {shape}: a newer release of the "
            "service wrote it, nothing of it was changed. Send the request again in some seconds.",
        )


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


class FactsNotWritable(UseCaseError):
    """What the act would store has no place in the shape that is written for the time being; nothing was changed."""

    retry_after = 600


class TooManyRequests(UseCaseError):
    """Come back after ``retry_after`` seconds."""

    def __init__(self, detail: Text, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class IdempotencyKeyReused(UseCaseError):
    """The same Idempotency-Key with another request."""


class RequestInProgress(UseCaseError):
    """The first request with this Idempotency-Key has not finished."""

    retry_after = 1
