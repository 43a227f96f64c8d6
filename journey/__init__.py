"""Whole dossiers, driven over HTTP by the people who would: told step by step, and run as tests."""
