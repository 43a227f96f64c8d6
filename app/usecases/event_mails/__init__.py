"""Mails of events: who is written to when something happens, and with which mail."""
