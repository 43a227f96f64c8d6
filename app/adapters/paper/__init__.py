"""What is printed and sealed: typst sets the sheets, pyhanko signs them."""
