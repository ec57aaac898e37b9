"""The terminal: what decides (the flow, the visit) and what talks (the client, the app, the command line)."""

__version__ = "0.1.0"
