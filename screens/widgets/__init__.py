"""What the screens are made of. Each widget is handed its colours, words and values; none knows of a visit."""
