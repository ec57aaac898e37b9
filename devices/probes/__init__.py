"""What measures the machine and its devices for the technician. Judging the readings is `kiosk.diagnostics`'."""
