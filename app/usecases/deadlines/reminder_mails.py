"""The mails that remind of a term, and what they say of it."""

from datetime import date

from app.domain.catalogue import CERTIFICATIONS
from app.domain.day_words import in_words
from app.domain.dossier import Dossier
from app.domain.pending_deadlines import DEADLINE_LABELS, Party
from app.domain.text import Text
from app.usecases.deadlines.addressees import Addressee
from app.usecases.mail_writer import MailKind
from app.usecases.ports.deadlines import Reminder

_TO_AN_ACCOUNT = MailKind(template="deadline_reminder", path="/dossiers/{dossier_id}")
_TO_THE_CANDIDATE = MailKind(template="candidate_deadline_reminder")


def mail_kind_for(addressee: Addressee) -> MailKind:
    """The mail to them: a candidate has no account, and so no link."""
    return _TO_THE_CANDIDATE if addressee.party is Party.CANDIDATE else _TO_AN_ACCOUNT


def reminder_values(reminder: Reminder, dossier: Dossier, addressee: Addressee, on: date) -> dict[str, str]:
    """What that mail says, in its reader's language. ``late`` is empty until the last day is past."""
    days_left, language = (reminder.due_on - on).days, addressee.person.language
    return {
        "name": addressee.person.name,
        "dossier_id": str(dossier.id),
        "number": dossier.number,
        "certification": CERTIFICATIONS[dossier.certification_code].title,
        "code": str(reminder.code),
        "label": DEADLINE_LABELS[reminder.code].in_language(language),
        "due_on": in_words(reminder.due_on).in_language(language),
        "when": relative_day(days_left).in_language(language),
        "late": "yes" if days_left < 0 else "",
    }


def relative_day(days_left: int) -> Text:
    """How far a day is, as people say it: ``demain``, ``dans 7 jours``, ``il y a 3 jours``."""
    near = {
        -1: Text("hier", "yesterday"),
        0: Text("aujourd'hui", "today"),
        1: Text("demain", "tomorrow"),
    }
    if days_left in near:
        return near[days_left]
    if days_left < 0:
        return Text(f"il y a {-days_left} jours", f"{-days_left} days ago")
    return Text(f"dans {days_left} jours", f"in {days_left} days")
