"""Releases that follow each other while the service is used."""
