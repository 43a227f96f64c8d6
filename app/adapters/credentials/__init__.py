"""Verifiable credentials: made, signed and listed as revoked, with nothing asked of the network."""
