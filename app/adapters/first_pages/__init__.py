"""The first page of a document as a picture, drawn in a process that has nothing to lose."""
