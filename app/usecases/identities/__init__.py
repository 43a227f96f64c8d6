"""Signing in by others: who vouches for whom is decided by whoever owns an account, never by an address alone."""
