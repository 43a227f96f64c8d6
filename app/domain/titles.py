"""What a certification is called, in a sentence for people: the branch's own and the partners'."""

from app.domain.catalogue import CERTIFICATIONS
from app.domain.partner_certifications import PARTNER_CERTIFICATIONS


def title_of(code: str) -> str:
    """The title of the certification of that code; the code as it was written where it is none's."""
    known = CERTIFICATIONS.get(code) or PARTNER_CERTIFICATIONS.get(code)
    return code if known is None else known.title
