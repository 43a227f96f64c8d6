"""The mails that bring a candidate the link to a paper of theirs. None says more than the link is about."""

from app.domain.holder_papers import HolderPaper
from app.usecases.mail_writer import MailKind

_PATH = "/holder-links/{token}"

MAIL_KINDS = {
    HolderPaper.CERTIFICATE: MailKind(template="holder_certificate", path=_PATH),
    HolderPaper.ATTESTATION: MailKind(template="holder_attestation", path=_PATH),
    HolderPaper.ADMISSIBILITY: MailKind(template="holder_admissibility", path=_PATH),
    HolderPaper.DECISION: MailKind(template="holder_decision", path=_PATH),
}
