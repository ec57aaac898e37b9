"""What the papers of the terminal and of the central service are made with: the Chinese font, and a sheet."""
