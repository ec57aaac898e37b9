"""Takes the terminal out of service while it is worked on, and gives it back to the visitors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.site import SiteFile
from kiosk.technician.actions.service_action import ServiceAction


@dataclass(frozen=True)
class UpkeepView:
    """How it stands."""

    out: bool
    """out of service"""
    failed: str = ""
    """why that could not be kept, in the system's words"""


class UpkeepAction(ServiceAction):
    """Out of service is kept in the site's file, so that no restart opens a terminal that lies in pieces.

    `tell` is told whether the terminal is out of service; the flow has the rest, and the journal's record.
    """

    def __init__(self, site: SiteFile, tell: Callable[[bool], None]) -> None:
        self._site, self._tell = site, tell
        self.view = UpkeepView(site.now.out_of_service)

    def switch(self, out: bool) -> None:
        """Takes it out, or gives it back. What cannot be kept is not done."""
        try:
            self._site.keep(out_of_service=out)
        except OSError as error:
            self.view = UpkeepView(self._site.now.out_of_service, str(error))
            return
        self._tell(out)
        self.view = UpkeepView(out)
