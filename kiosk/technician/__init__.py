"""The technician at the terminal: the way in, and what can be done inside."""
