"""What the visitor came for."""

from __future__ import annotations

from screens.page import Page


class ServicePage(Page):
    """Four services to choose from."""
