"""Whole dossiers, as `make journey` drives them."""
