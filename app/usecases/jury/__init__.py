"""What may be done with a session of the jury, and with what it decides."""
