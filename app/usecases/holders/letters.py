"""The mails that bring a candidate the link to a paper of theirs. None says more than the link is about."""

from app.domain.holder_papers import HolderPaper
from app.usecases.letters import Letter

_PATH = "/holder-links/{token}"

LETTERS = {
    HolderPaper.CERTIFICATE: Letter(template="holder_certificate", path=_PATH),
    HolderPaper.ATTESTATION: Letter(template="holder_attestation", path=_PATH),
    HolderPaper.ADMISSIBILITY: Letter(template="holder_admissibility", path=_PATH),
}
