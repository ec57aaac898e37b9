"""Finding and proving a fault of the terminal: what is measured in `devices.probes` is judged here."""
