"""What a program is told whose token was stopped before its end."""

from app.domain.text import Text

STOPPED = Text(
    fr="Ce jeton d'accès a été révoqué : demandez-en un autre.",
    en="This access token was revoked: ask for another one.",
)
