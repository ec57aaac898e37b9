"""The terminal in its window: Kivy's main loop around the assembled parts. Imported after `environment.prepare`."""

from __future__ import annotations

import gc
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

from kivy.app import App
from kivy.base import ExceptionHandler, ExceptionManager
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.widget import Widget
from pydantic import SecretBytes, SecretStr

from devices.camera import Camera, Listener
from devices.camera import Clock as Seconds
from devices.frames import Frame
from kiosk.app import NO_TWINS, Terminal, Twins, assemble
from kiosk.conductor import Conductor, VisitReport
from kiosk.config import Config
from kiosk.contract import Service
from kiosk.flow import Event, State
from kiosk.i18n import Catalogues
from kiosk.technician.technician import Technician
from kiosk.technician.tools import Tools
from kiosk.technician.view import TechnicianView
from kiosk.view import View
from papers.fonts import chinese_fonts
from screens.root import Root, load
from screens.technician.hands_on import HANDS_ON
from screens.technician.layer import TechnicianLayer

TICKS = 60
"""A second: how often the conductor looks at eyes, clocks and service."""


def post(action: Callable[[], None]) -> None:
    """Hands `action` to the main loop, from any thread."""
    Clock.schedule_once(lambda _: action())


def close() -> None:
    """Closes the window, which ends `run`."""
    App.get_running_app().stop()


class Told:
    """The conductor, with somebody else told of what is entered: for the demo, which checks it at the end."""

    def __init__(self, conductor: Conductor, entered: Callable[[State, SecretStr], None]) -> None:
        self._conductor, self._entered = conductor, entered

    def act(self, event: Event, value: Service | SecretStr | None = None) -> None:
        """See `Conductor.act`."""
        if isinstance(value, SecretStr):
            self._entered(self._conductor.position.acting, value)
        self._conductor.act(event, value)

    def switch_language(self) -> None:
        """See `Conductor.switch_language`."""
        self._conductor.switch_language()

    def touched(self) -> None:
        """See `Conductor.touched`."""
        self._conductor.touched()


def build(
    config: Config,
    key: SecretBytes,
    make_camera: Callable[[Seconds, Listener], Camera[Any]],
    *,
    over: Callable[[VisitReport], None] = lambda _: None,
    seen: Callable[[View], None] = lambda _: None,
    entered: Callable[[State, SecretStr], None] = lambda _, __: None,
    twins: Twins = NO_TWINS,
) -> tuple[Root, Terminal]:
    """The assembled terminal and the root of its widgets. `over` is told of each visit's end, `seen` of each view.

    Raises what `assemble` raises.
    """
    roots: list[Root] = []

    def make_show(
        conductor: Conductor, catalogues: Catalogues, newest: Callable[[], Frame | None]
    ) -> Callable[[View], None]:
        load(chinese_fonts(config.data.cache))
        root = Root(Told(conductor, entered), catalogues, newest)
        roots.append(root)

        def show(view: View) -> None:
            root.show(view)
            seen(view)

        return show

    def make_layer(
        technician: Technician, catalogues: Catalogues, tools: Tools, actions: Mapping[str, object]
    ) -> Callable[[TechnicianView | None], None]:
        layer = TechnicianLayer(technician, catalogues, tools, actions)
        roots[0].stand_by(layer, technician.knocked)
        return layer.show

    terminal = assemble(
        config,
        key,
        make_camera=make_camera,
        make_show=make_show,
        make_layer=make_layer,
        hands_on=HANDS_ON,
        post=post,
        over=over,
        close=close,
        twins=twins,
    )
    return roots[0], terminal


class KioskApp(App):  # type: ignore[misc] # Kivy has no types
    """The window of a terminal."""

    def __init__(self, terminal: Terminal, root: Widget, each_tick: Callable[[float], None]) -> None:
        super().__init__()
        self._terminal, self._root, self._each_tick = terminal, root, each_tick

    def build(self) -> Widget:
        """Kivy's hook: the root of all widgets."""
        return self._root

    def on_start(self) -> None:
        """Kivy's hook."""
        Window.bind(on_flip=self._flip)
        self._terminal.start()
        Clock.schedule_interval(self._tick, 1 / TICKS)

    def on_stop(self) -> None:
        """Kivy's hook."""
        self._terminal.stop()

    def open_settings(self, *_: object) -> bool:
        """There is no settings panel, whatever key is pressed."""
        return False

    def _flip(self, window: Any) -> bool:
        """Puts the frame on the screen, in the toolkit's place, so that this is timed too."""
        window.flip()
        self._terminal.frame_times.add(Clock.time() - Clock.get_time())
        return True

    def _tick(self, _: float) -> None:
        self._terminal.tick()
        self._each_tick(self._terminal.conductor.now())


class _ToSafeScreen(ExceptionHandler):  # type: ignore[misc]
    def __init__(self, crashed: Callable[[BaseException], None]) -> None:
        super().__init__()
        self._crashed = crashed

    def handle_exception(self, exception: BaseException) -> int:
        self._crashed(exception)
        return int(ExceptionManager.PASS)


def run(terminal: Terminal, root: Widget, each_tick: Callable[[float], None] = lambda _: None) -> None:
    """Runs the window until it is closed, or the program is told to end (SIGTERM).

    Whatever nobody expected ends the visit, not the terminal.
    """

    def in_thread(arguments: threading.ExceptHookArgs) -> None:
        error = arguments.exc_value or RuntimeError("a thread ended without a reason")
        Clock.schedule_once(lambda _: terminal.crashed(error))

    def at_top(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
        terminal.crashed(error)

    signal.signal(signal.SIGTERM, lambda *_: post(close))
    threading.excepthook = in_thread
    sys.excepthook = at_top
    ExceptionManager.add_handler(_ToSafeScreen(terminal.crashed))
    gc.collect()
    gc.freeze()  # what stays for good is not gone through again: that would cost pictures
    KioskApp(terminal, root, each_tick).run()
