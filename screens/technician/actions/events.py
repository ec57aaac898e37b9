"""The last events, by type only."""

from __future__ import annotations

from kivy.properties import ListProperty, StringProperty

from kiosk.audit.events import Kind
from kiosk.contract import CHINA
from kiosk.technician.actions.events import EventsAction, EventsView, Line, Topic
from screens import palette
from screens.technician.actions.action_page import ActionPage

KNOWN = frozenset(str(kind) for kind in Kind)


class EventsPage(ActionPage):
    """A list, newest first, and buttons that choose what is in it."""

    action: EventsAction
    topic = StringProperty(str(Topic.ALL))
    lines = ListProperty()
    note = StringProperty()

    def draw(self, view: EventsView) -> None:
        """Sets what depends on the action's view."""
        self.topic = str(view.topic)
        self.lines = [self._line(line) for line in view.lines or ()]
        empty = view.lines == () and not view.failed
        self.note = self.words("technician.events.none") if empty else ""

    def choose(self, topic: str) -> None:
        """The technician wants another topic, or the same once more."""
        self.action.choose(Topic(topic))
        self.refresh()

    def _line(self, line: Line) -> dict[str, str]:
        """What another version of the terminal wrote has no words here: its own name must do."""
        name = self.words(f"technician.event.{line.kind}") if line.kind in KNOWN else line.kind
        at = f"{line.at.astimezone(CHINA):%m-%d %H:%M:%S}"
        return {"icon": "", "color": palette.MUTED, "text": name, "aside": at, "detail": line.facts}
