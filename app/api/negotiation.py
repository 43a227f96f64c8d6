"""What the client would rather get: RFC 9110's quality values, for languages and media types."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

NegotiatedLanguage = Literal["fr", "en"]


def _weighed(header: str) -> list[tuple[str, float]]:
    """The names of a header in lower case with their weights, in the order written; a malformed weight counts as 0."""
    weighed = []
    for part in header.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
        if name:
            weighed.append((name, _weight(weight)))
    return weighed


def _weight(written: str) -> float:
    try:
        return min(max(float(written), 0.0), 1.0)
    except ValueError:
        return 0.0


@lru_cache(maxsize=256)
def negotiate_language(header: str) -> NegotiatedLanguage:
    """English where Accept-Language prefers it to French, else French."""
    weights = {"fr": 0.0, "en": 0.0}
    anything = 0.0
    for name, weight in _weighed(header):
        language = name.split("-", 1)[0]
        if language in weights:
            weights[language] = max(weights[language], weight)
        elif name == "*":
            anything = weight
    french, english = (weights[language] or anything for language in ("fr", "en"))
    return "en" if english > french else "fr"


@lru_cache(maxsize=256)
def accepts(header: str, offered: tuple[str, ...]) -> bool:
    """Whether an Accept header admits one of the media types ``offered``."""
    ranges = _weighed(header)
    return not ranges or any(_weight_of(media_type, ranges) > 0 for media_type in offered)


@lru_cache(maxsize=256)
def preferred(header: str, offered: tuple[str, ...]) -> str:
    """The media type of ``offered`` that an Accept header weighs most, the first among equals."""
    ranges = _weighed(header)
    return max(offered, key=lambda media_type: _weight_of(media_type, ranges))


@lru_cache(maxsize=256)
def accepted_parameter(header: str, media_type: str, name: str) -> str | None:
    """A parameter that an Accept header gives a media type, in lower case: `rfc4180` of `text/csv; dialect=rfc4180`."""
    for part in header.split(","):
        named, *parameters = (piece.strip().lower() for piece in part.split(";"))
        given = dict(piece.partition("=")[::2] for piece in parameters)
        if named == media_type and name in given:
            return given[name].strip('"')
    return None


def _weight_of(media_type: str, ranges: Iterable[tuple[str, float]]) -> float:
    """The weight that the most specific matching range gives."""
    kind = media_type.split("/", 1)[0]
    specificity = {media_type: 3, f"{kind}/*": 2, "*/*": 1}
    matching = [(specificity[name], weight) for name, weight in ranges if name in specificity]
    return max(matching)[1] if matching else 0.0
