"""The service actions' screens, by the action's name; the actions are in `kiosk/technician/actions/`."""

from __future__ import annotations

from screens.technician.actions.action_page import ActionPage

PAGES: dict[str, type[ActionPage]] = {}
