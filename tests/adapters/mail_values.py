"""What each mail is written from, in an example. A new mail's values go here, and it is tested with the others."""

_TOKEN = {"url": "https://cqp.example/link/0123", "token": "0123", "lasts": "30 jours"}
_PERSON = {"name": "Claire <Fontaine>", "certification": "Opérateur de fabrication", "number": "CQP-2026-000001"}
_LINK = {"url": _TOKEN["url"]}
_DOSSIER = {**_PERSON, "candidate": "Karim <Haddad>", "closure": "lapsed", "candidacy_lasts": "dix-huit mois"}
_JURY = {"day": "3 mars 2027", "place": "Paris", "was_held_on": "1er mars 2027", "numbers": "CQP-2026-000001"}
_ASSIGNMENT = {"planned_on": "3 mars 2027", "region": "Bretagne"}
_CERTIFICATE = {**_DOSSIER, "replaces": ""}
_DEADLINE = {**_PERSON, "label": "Envoi des documents", "due_on": "3 mars 2027", "when": "demain"}

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
    "holder_certificate": {**_PERSON, **_TOKEN},
    "holder_attestation": {**_PERSON, **_TOKEN},
    "holder_admissibility": {**_PERSON, **_TOKEN},
    "dossier_opened": {**_DOSSIER, **_LINK},
    "dossier_closed": {**_DOSSIER, **_LINK},
    "admissibility_submitted": {**_DOSSIER, **_LINK, "answer_within": "deux mois"},
    "admissibility_by_silence": {**_DOSSIER, **_LINK},
    "evaluator_declined": {**_DOSSIER, **_LINK},
    "assessment_completed": {**_DOSSIER, **_LINK},
    "ready_for_jury": {**_DOSSIER, **_LINK},
    "jury_left": {**_DOSSIER, **_LINK},
    "decision_corrected": {**_DOSSIER, **_LINK},
    "observations_recorded": {**_DOSSIER, **_LINK},
    "funding_answered": {**_DOSSIER, **_LINK, "reference": "OPCA-1", "confirmed": "yes"},
    "admissibility_decided": {**_DOSSIER, **_LINK, "decision": "incomplete"},
    "admissibility_extended": {**_DOSSIER, **_LINK, "until": "3 mars 2027"},
    "jury_registered": {**_DOSSIER, **_JURY, **_LINK},
    "jury_moved": {**_DOSSIER, **_JURY, **_LINK},
    "decision_recorded": {**_DOSSIER, **_JURY, **_LINK},
    "jury_session_moved": {"name": "Claire <Fontaine>", **_JURY, **_LINK},
    "jury_session_postponed": {"name": "Claire <Fontaine>", **_JURY, **_LINK},
    "jury_session_cancelled": {"name": "Claire <Fontaine>", **_JURY, **_LINK},
    "certificate_issued": {**_CERTIFICATE, **_LINK},
    "certificate_revoked": {**_CERTIFICATE, **_LINK},
    "cqpi_withheld": {**_CERTIFICATE, "because": "le titulaire le détient déjà", **_LINK},
    "evaluator_accepted": {**_DOSSIER, **_ASSIGNMENT, **_LINK},
    "evaluator_chosen": {**_DOSSIER, **_ASSIGNMENT, **_LINK},
    "assessment_awaited": {**_DOSSIER, **_ASSIGNMENT, **_LINK},
    "evaluator_replaced": _PERSON,
    "assignment_ended": _PERSON,
    "trade_evaluator_revoked": _PERSON,
    "trade_evaluator_reminder": {"evaluator": "Esther Vidal", "until": "3 mars 2027", **_DOSSIER, **_TOKEN},
    "deadline_reminder": {**_DEADLINE, "code": "vae_documents", "late": "yes", **_LINK},
    "candidate_deadline_reminder": {**_DEADLINE, "code": "candidacy", "late": ""},
    "trade_evaluator_expired": {"invited": "Paul Métier", **_DOSSIER, **_LINK},
    "candidate_dossier_closed": _DOSSIER,
    "candidate_admissibility_incomplete": _PERSON,
    "candidate_admissibility_answered": _PERSON,
    "candidate_jury_left": _PERSON,
    "candidate_decision_corrected": _PERSON,
    "candidate_certificate_revoked": _PERSON,
    "candidate_cqpi_withheld": {**_PERSON, "because": "le titulaire le détient déjà"},
    "dossier_put_back": {**_DOSSIER, **_LINK, "put_back": "Décision de recevabilité"},
    "candidate_admissibility_put_back": _PERSON,
    "candidate_admissibility_extended": {**_PERSON, "until": "3 mars 2027"},
    "candidate_jury_registered": {**_PERSON, **_JURY},
    "candidate_jury_moved": {**_PERSON, **_JURY},
    "candidate_decision_recorded": {**_PERSON, **_JURY},
    "webhook_disabled": {
        "program": "OPCA <essai>",
        "address": "https://opca.example/cqp",
        "endpoint": "01890000-0000-7000-8000-000000000001",
        "reason": "Le récepteur a répondu 410",
    },
}
