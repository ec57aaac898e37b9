"""The limits of distance and light, measured at the site's marks."""

from __future__ import annotations

from kivy.properties import BooleanProperty, ListProperty, NumericProperty, StringProperty

from kiosk.site import Gate
from kiosk.technician.actions.gate import GateAction, GateView, Mark, Measured
from screens.technician.actions.action_page import ActionPage


class GatePage(ActionPage):
    """The picture, the face's measures in it, and the limits, old and new."""

    action: GateAction
    live = StringProperty()
    task = StringProperty()
    """what to do now, or what is in the way"""
    task_kind = StringProperty("info")
    fraction = NumericProperty(0.0)
    measuring = BooleanProperty(False)
    far_done = BooleanProperty(False)
    near_done = BooleanProperty(False)
    proposed = BooleanProperty(False)
    table = ListProperty()

    def draw(self, view: GateView) -> None:
        """Sets what depends on the action's view."""
        self.live = self._measures(view.live)
        self.measuring, self.fraction = view.measuring is not None, view.fraction
        self.far_done, self.near_done = view.far is not None, view.near is not None
        self.proposed = view.proposed is not None
        self.task_kind = "problem" if view.unfit else "good" if view.proposed else "info"
        self.task = self._task(view)
        self.table = self._table(view.now, view.proposed)

    def measure(self, mark: str) -> None:
        """The technician goes to a mark."""
        self.action.measure(Mark(mark))
        self.refresh()

    def keep(self) -> None:
        """The technician takes the proposed limits."""
        self.action.keep()
        self.refresh()

    def reset(self) -> None:
        """The technician wants the limits as they were shipped."""
        self.action.reset()
        self.refresh()

    def _task(self, view: GateView) -> str:
        if view.measuring is not None and view.begins_in:
            return self.words(f"technician.gate.go.{view.measuring}", seconds=view.begins_in)
        if view.measuring is not None:
            return self.words("technician.gate.measuring")
        if view.unfit is not None:
            return self.words(f"technician.gate.unfit.{view.unfit}")
        return self.words("technician.gate.proposed" if view.proposed else "technician.gate.begin")

    def _measures(self, face: Measured | None) -> str:
        if face is None:
            return self.words("technician.gate.no_face")
        return self.words("technician.gate.face", size=round(100 * face.size), brightness=round(face.brightness))

    def _table(self, now: Gate, proposed: Gate | None) -> list[tuple[str, str]]:
        def row(name: str, low: str, high: str, unit: float, sign: str) -> tuple[str, str]:
            def span(gate: Gate) -> str:
                return f"{getattr(gate, low) * unit:.0f}–{getattr(gate, high) * unit:.0f}{sign}"

            after = "" if proposed is None else f"  →  {span(proposed)}"
            return self.words(f"technician.gate.{name}"), span(now) + after

        return [
            row("distance", "min_size", "max_size", 100.0, " %"),
            row("light", "min_brightness", "max_brightness", 1.0, ""),
        ]
