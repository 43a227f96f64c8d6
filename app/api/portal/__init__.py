"""The portal: what the service tells of itself to who will build on it, without any other site."""
