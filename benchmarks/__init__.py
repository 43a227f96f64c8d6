"""What the claims about speed stand on: `make bench`."""
