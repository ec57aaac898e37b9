"""Finding a face, judging whether it can be used, and measuring it."""
