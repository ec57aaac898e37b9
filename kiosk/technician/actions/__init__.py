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


ACTIONS: tuple[Action, ...] = ()
"""In the order of the menu."""
