"""The mails that open accounts and keep them safe. Their words: app/adapters/mail/templates."""

from app.usecases.mail_writer import MailKind

INVITATION = MailKind(template="invitation", path="/invitations/{token}")
EMAIL_CONFIRMATION = MailKind(template="email_confirmation", path="/email-confirmations/{token}")
PASSWORD_RESET = MailKind(template="password_reset", path="/password-resets/{token}")
PASSWORD_CHANGED = MailKind(template="password_changed")
EMAIL_CHANGE = MailKind(template="email_change", path="/email-confirmations/{token}")
EMAIL_CHANGED = MailKind(template="email_changed")
IDENTITY_LINKED = MailKind(template="identity_linked")
IDENTITY_UNLINKED = MailKind(template="identity_unlinked")
NEW_DEVICE = MailKind(template="new_device")
FACTOR_ADDED = MailKind(template="factor_added")
FACTOR_REMOVED = MailKind(template="factor_removed")
FACTORS_RESET = MailKind(template="factors_reset")
RECOVERY_CODE_USED = MailKind(template="recovery_code_used")
COMPANY_APPROVED = MailKind(template="company_approved")
COMPANY_REFUSED = MailKind(template="company_refused")
COMPANY_SUCCEEDED = MailKind(template="company_succeeded")
