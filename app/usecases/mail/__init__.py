"""Sending the mails that wait."""
