"""What is written from the code, and never by hand."""
