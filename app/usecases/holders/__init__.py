"""Candidates and holders without an account: the links by which they reach what is theirs."""
