"""The shapes of certificates. 1: what came later is left out of the older ones. 2: every member is explicit."""

from app.db.shapes.shaped import Shaped
from app.db.shapes.steps import Members, said_since
from app.domain.certificates import Certificate
from app.domain.text import Text

SHAPE_2 = Members(
    silent={"decision_id": None, "reissue_reason": None, "revocation": None},
    added={"words": None},
    inside={"revocation": Members(silent={"replaced_by": None, "decision_id": None})},
)

CERTIFICATES = Shaped(
    name="certificate",
    record=Text("le certificat", "the certificate"),
    kind=Certificate,
    beside=frozenset(
        {
            "number",
            "verification_code",
            "dossier_id",
            "certification_code",
            "issued_on",
            "issued_at",
            "replaces",
            "version",
        }
    ),
    steps=(said_since(SHAPE_2),),
)
