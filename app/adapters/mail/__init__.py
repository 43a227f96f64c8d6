"""Mails: their words (Jinja2) and their way out (SMTP)."""
