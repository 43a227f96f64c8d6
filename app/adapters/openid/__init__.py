"""Signing in by others: OpenID Connect as its clients do it, with code and PKCE, and nothing taken on trust."""
