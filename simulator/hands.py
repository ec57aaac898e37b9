"""The simulated visitor's hands: real touches on the real window."""

from __future__ import annotations

from kivy.base import EventLoop
from kivy.input.motionevent import MotionEvent
from kivy.uix.widget import Widget

from screens.find import find
from screens.root import Root


class _Touch(MotionEvent):  # type: ignore[misc] # Kivy has no types
    """A finger at a place of the window, in pixels from its lower left."""

    def __init__(self, x: float, y: float) -> None:
        window = EventLoop.window
        shares = {"x": x / (window.width - 1), "y": y / (window.height - 1)}
        super().__init__("visitor", "finger", shares, is_touch=True, type_id="touch")

    def depack(self, args: dict[str, float]) -> None:
        """Kivy's hook."""
        self.sx, self.sy = args["x"], args["y"]
        self.profile = ["pos"]
        super().depack(args)

    def tap(self) -> None:
        """Down and up."""
        EventLoop.post_dispatch_input("begin", self)
        EventLoop.post_dispatch_input("end", self)


class ScreenHands:
    """Presses what is on the screen by name. It has nothing to press until `take`."""

    def __init__(self) -> None:
        self._root: Root | None = None

    def take(self, root: Root) -> None:
        """The screen to touch."""
        self._root = root

    def press(self, name: str) -> bool:
        """Presses the widget of that name; False while it is not there to be pressed."""
        widget = self._pressable(name)
        if widget is None:
            return False
        self.touch(widget)
        return True

    def touch(self, widget: Widget) -> None:
        """Touches the middle of it, down and up."""
        _Touch(*widget.to_window(*widget.center)).tap()

    def type(self, character: str) -> bool:
        """Presses one key towards `character`; whether it is typed with that."""
        if self.press(f"key.{character}"):
            return True
        on_letters = self._pressable("key.shift") is not None
        if character.isalpha() == on_letters:
            self.press("key.shift")
        else:
            self.press("key.letters" if character.isalpha() else "key.signs")
        return False

    def _pressable(self, name: str) -> Widget | None:
        widget = find(self._root, name) if self._root is not None else None
        return None if widget is None or widget.disabled else widget
