"""What each mail is written from, in an example. A new mail's values go here, and it is tested with the others."""

_TOKEN = {"url": "https://cqp.example/link/0123", "token": "0123"}
_PERSON = {"name": "Claire <Fontaine>", "certification": "Opérateur de fabrication", "number": "CQP-2026-000001"}

VALUES: dict[str, dict[str, str]] = {
    "invitation": {"name": "Claire <Fontaine>", "role": "Membre du jury", **_TOKEN},
    "email_confirmation": {"siret": "12345678200010", **_TOKEN},
    "password_reset": _TOKEN,
    "password_changed": {},
    "company_approved": {"siret": "12345678200010"},
    "company_refused": {"siret": "12345678200010"},
    "trade_evaluator_invitation": {
        "evaluator": "Esther Vidal",
        "candidate": "Karim <Haddad>",
        **_PERSON,
        **_TOKEN,
    },
    "holder_certificate": {"days": "90", **_PERSON, **_TOKEN},
    "holder_attestation": {"days": "90", **_PERSON, **_TOKEN},
    "holder_admissibility": {"days": "90", **_PERSON, **_TOKEN},
}
