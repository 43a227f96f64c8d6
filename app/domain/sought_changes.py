"""Another pathway or another certification sought, as long as nothing rests on what was."""

from dataclasses import MISSING, fields

from app.domain.dossier import Dossier
from app.domain.funding import Funding
from app.domain.refusal import Refusal, already_done
from app.domain.text import Text

SOUGHT = frozenset({"pathway", "variant", "certification_code"})
"""The members that say what a dossier seeks."""
_BROUGHT_AT_THE_OPENING = SOUGHT | {
    "version",
    "option",
    "training_scheme",
    "training_body",
    "accompanying_body",
    "tutor",
    "trainers",
    "company_id",
    "requested_cqpi",
}
"""Those that may be there before anybody acts; a former dossier and a bridge were named for what was sought."""


def alters_what_is_sought(before: Dossier, after: Dossier) -> bool:
    """Whether the one seeks something else than the other."""
    return any(getattr(before, name) != getattr(after, name) for name in SOUGHT)


def refusal_to_seek_otherwise(dossier: Dossier, fundings: tuple[Funding, ...]) -> Refusal | None:
    """Why it goes on as it is: somebody has acted in it, or brought a paper, or pays for it."""
    begun = any(
        getattr(dossier, each.name) != each.default
        for each in fields(dossier)
        if each.default is not MISSING and each.name not in _BROUGHT_AT_THE_OPENING
    )
    return already_done(_RESTED_ON) if begun or any(each.confirmed for each in fundings) else None


_RESTED_ON = Text(
    "Un acte, un document ou une prise en charge repose déjà sur ce parcours et cette certification : retirez ce"
    " dossier et ouvrez-en un autre.",
    "An act, a document or a funding rests on this pathway and this certification already: withdraw this dossier and"
    " open another one.",
)
