"""The technician's screens as one layer above the visitor's: while it is open, it takes every touch."""

from __future__ import annotations

from typing import Any

from kivy.input.motionevent import MotionEvent
from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.floatlayout import FloatLayout

from kiosk.technician.view import TechnicianView
from screens.page import Words, no_words
from screens.technician.controls import TechnicianControls
from screens.technician.page import TechnicianPage  # noqa: F401 - named in screens/kv/technician


class TechnicianLayer(FloatLayout):  # type: ignore[misc] # Kivy has no types
    """Shows one `TechnicianView` after another; None closes it."""

    words: Words = ObjectProperty(no_words)
    controls: TechnicianControls = ObjectProperty()
    wide = BooleanProperty(False)
    open = BooleanProperty(False)

    def __init__(self, controls: TechnicianControls, **kwargs: Any) -> None:
        super().__init__(controls=controls, **kwargs)

    def show(self, view: TechnicianView | None) -> None:
        """Shows `view`, or nothing any more."""
        self.open = view is not None

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Kivy's hook: nothing gets through while the layer is open."""
        if not self.open:
            return False
        self.controls.touched()
        super().on_touch_down(touch)
        return True
