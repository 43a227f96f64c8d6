"""The mails that bring a candidate the link to a paper of theirs. None says more than the link is about."""

from app.domain.holder_papers import HolderPaper
from app.usecases.mail_writer import MailKind

HOLDER_PATH = "/holder-links/{token}"
"""Where a holder's link leads in the front end."""

MAIL_KINDS = {
    HolderPaper.CERTIFICATE: MailKind(template="holder_certificate", path=HOLDER_PATH),
    HolderPaper.ATTESTATION: MailKind(template="holder_attestation", path=HOLDER_PATH),
    HolderPaper.ADMISSIBILITY: MailKind(template="holder_admissibility", path=HOLDER_PATH),
    HolderPaper.DECISION: MailKind(template="holder_decision", path=HOLDER_PATH),
    HolderPaper.APPEAL: MailKind(template="holder_appeal", path=HOLDER_PATH),
    HolderPaper.SURVEY: MailKind(template="holder_survey", path=HOLDER_PATH),
}
