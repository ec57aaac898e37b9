"""The technician's badge: who may do what at which terminals, until when."""

from __future__ import annotations

from enum import StrEnum


class Right(StrEnum):
    """What the holder of a badge may do."""

    TEST = "test"
    """Run tests, read and hand on reports."""
    SERVICE = "service"
    """The service actions."""
    ENROL = "enrol"
    """Enrol the terminal, set the PIN."""
