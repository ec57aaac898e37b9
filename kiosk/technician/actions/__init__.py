"""The service actions: what a technician changes at the terminal. One file each, without the toolkit."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.technician.badge import Right


@dataclass(frozen=True)
class Action:
    """An entry of the service menu: messages `technician.action.<name>` and `technician.action.<name>.lead`.

    Its page is `screens.technician.actions.PAGES[name]`; what the page works with is made in `kiosk/app.py`.
    """

    name: str
    icon: str
    right: Right
    """without which it cannot be opened"""


ACTIONS: tuple[Action, ...] = (
    Action("upkeep", "wrench", Right.SERVICE),
    Action("devices", "renew", Right.SERVICE),
    Action("camera", "camera", Right.SERVICE),
    Action("gate", "face", Right.SERVICE),
    Action("paper", "printer", Right.SERVICE),
    Action("events", "clock", Right.SERVICE),
    Action("power", "power", Right.SERVICE),
    Action("pin", "lock", Right.ENROL),
    Action("enrolment", "key", Right.ENROL),
)
"""In the order of the menu."""
