"""`python -m central`."""

from central.cli import app

app(prog_name="central")
