"""Mails on their way out, on good days and bad ones."""
