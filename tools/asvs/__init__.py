"""Where the service stands against the OWASP ASVS 5.0, line by line: kept as data, told as a page."""
