"""The pinned packages: made newer by `make refresh`, held against what is known of them by `make audit`."""
