"""What the visitor came for."""

from __future__ import annotations

from kivy.properties import ListProperty

from kiosk.contract import Service
from kiosk.view import View
from screens.page import Page


class ServicePage(Page):
    """The services that are offered here, to choose from."""

    offered = ListProperty(list(Service))

    def render(self, view: View) -> None:
        """Sets what depends on the view."""
        self.offered = list(view.services)
