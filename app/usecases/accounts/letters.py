"""The mails that open accounts and keep them safe. Their words: app/adapters/mail/templates."""

from app.usecases.letters import Letter

INVITATION = Letter(template="invitation", path="/invitations/{token}")
EMAIL_CONFIRMATION = Letter(template="email_confirmation", path="/email-confirmations/{token}")
PASSWORD_RESET = Letter(template="password_reset", path="/password-resets/{token}")
PASSWORD_CHANGED = Letter(template="password_changed")
COMPANY_APPROVED = Letter(template="company_approved")
COMPANY_REFUSED = Letter(template="company_refused")
