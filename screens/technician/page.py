"""What every screen of the technician's has in common."""

from __future__ import annotations

from collections.abc import Callable

from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from devices.frames import Frame
from kiosk.diagnostics.words import Words as DiagnosticWords
from kiosk.technician.view import TechnicianView
from screens.page import no_words
from screens.technician.controls import TechnicianControls


class TechnicianPage(BoxLayout):  # type: ignore[misc] # Kivy has no types
    """One screen. Rules read `words`, so that a switch of language shows at once; `render` sets the rest.

    What is called `preview` in the layout shows what the camera sees while the screen is up.
    """

    words: DiagnosticWords = ObjectProperty(no_words)
    controls: TechnicianControls = ObjectProperty()
    frames: Callable[[], Frame | None] = ObjectProperty()
    """the newest picture, while the camera is on"""
    wide = BooleanProperty(False)
    """landscape"""
    parted = BooleanProperty(True)
    """in two parts, above each other in portrait and beside each other in landscape"""

    def show(self, view: TechnicianView, words: DiagnosticWords) -> None:
        """Shows `view` in the language of `words`."""
        self.words = words
        self.render(view)

    def render(self, view: TechnicianView) -> None:
        """Sets what depends on the view."""

    def enter(self) -> None:
        """The screen comes up."""
        if "preview" in self.ids:
            self.ids.preview.start()

    def leave(self) -> None:
        """The screen goes away; it forgets what was entered, and keeps no picture."""
        if "preview" in self.ids:
            self.ids.preview.stop()
