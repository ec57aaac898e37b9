"""The whole terminal in the window under test, with a simulated hall before its camera, for a technician's visits."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import SecretBytes, SecretStr

from devices.camera import SceneCamera
from devices.frames import Frame, Image, as_image
from kiosk.app import assemble
from kiosk.conductor import Conductor
from kiosk.config import parse
from kiosk.contract import Language
from kiosk.control import Question, ask
from kiosk.diagnostics.words import Words
from kiosk.documents import picture
from kiosk.i18n import Catalogues
from kiosk.technician import card
from kiosk.technician.badge import ALL_RIGHTS, Badge
from kiosk.technician.technician import Technician
from kiosk.technician.tools import Tools
from kiosk.technician.view import TechnicianView
from kiosk.view import View
from papers.fonts import chinese_fonts
from simulator.held import Placement, Sheet
from simulator.scene import Scene
from simulator.service import CentralProcess
from tests.kiosk.technician.visit import ISSUER, NOON, PIN, badge
from tests.kiosk.test_config import shipped
from tests.screens.desk import CATALOGUES, Shown

if TYPE_CHECKING:
    from kivy.uix.widget import Widget

    from screens.root import Root
    from screens.technician.layer import TechnicianLayer

PATIENCE_S = 30.0
SIZE = (1280, 720)
SETTLING_TURNS = 4
"""In which everything on a screen comes to its place: nobody presses sooner."""
CARD_HEIGHT = 470
"""Pixels of a frame 720 high: a card at some 15 cm."""


def printed(text: str, fonts: Path) -> Image:
    """A badge with this text, as it comes out of the printer: (H, W, 3) BGR."""
    holder = Badge(1042, "王示例", NOON.date(), ALL_RIGHTS)
    pdf = card.pdf(holder, SecretStr(text), Catalogues(CATALOGUES), Language.ZH_CN, chinese_fonts(fonts))
    image = cv2.imdecode(np.frombuffer(picture(pdf, card.DOTS_PER_INCH), np.uint8), cv2.IMREAD_COLOR)
    width = round(CARD_HEIGHT * image.shape[1] / image.shape[0])
    return as_image(cv2.resize(image, (width, CARD_HEIGHT), interpolation=cv2.INTER_AREA))


class TerminalInWindow:
    """What a technician sees and touches; time can be moved on."""

    def __init__(self, shown: Shown, central: CentralProcess, folder: Path, fonts: Path) -> None:
        from kivy.clock import Clock
        from kivy.core.window import Window

        from screens.root import Root
        from screens.technician.hands_on import HANDS_ON
        from screens.technician.layer import TechnicianLayer

        public = folder / "issuer.pub"
        public.write_bytes(ISSUER.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        config = parse(
            shipped(
                central__url=central.url,
                data__cache=str(fonts),
                technician__badge_keys=[str(public)],
                diagnostics__control=str(folder / "c.sock"),
            ),
            folder,
        )
        self.folder, self.fonts, self.control = folder, fonts, config.diagnostics.control
        self.pin_file, self.journal_file = config.technician.pin_file, config.data.journal
        self.scene = Scene(SIZE, seed=1)
        self._card: Sheet | None = None
        self.views: list[View] = []
        self.technicians: list[TechnicianView | None] = []
        self._skipped, self._shown = 0.0, shown
        self._window = Window
        roots: list[Root] = []
        layers: list[TechnicianLayer] = []

        def make_show(
            conductor: Conductor, catalogues: Catalogues, newest: Callable[[], Frame | None]
        ) -> Callable[[View], None]:
            roots.append(Root(conductor, catalogues, newest, self._now))

            def show(view: View) -> None:
                self.views.append(view)
                roots[0].show(view)

            return show

        def make_layer(
            technician: Technician, catalogues: Catalogues, tools: Tools, actions: Mapping[str, object]
        ) -> Callable[[TechnicianView | None], None]:
            layers.append(TechnicianLayer(technician, catalogues, tools, actions))
            roots[0].stand_by(layers[0], technician.knocked)

            def show(view: TechnicianView | None) -> None:
                self.technicians.append(view)
                layers[0].show(view)

            return show

        self.terminal = assemble(
            config,
            SecretBytes(central.private_key),
            make_camera=lambda clock, listener: SceneCamera(
                self._look, clock, listener, fps=15, plugged=lambda: self.scene.plugged
            ),
            make_show=make_show,
            make_layer=make_layer,
            hands_on=HANDS_ON,
            post=lambda action: Clock.schedule_once(lambda _: action()),
            over=lambda _: None,
            close=lambda: None,
            clock=self._now,
        )
        self.root, self.layer = roots[0], layers[0]
        self.words = Words(Catalogues(CATALOGUES), Language.ZH_CN)
        Window.remove_widget(shown.root)
        Window.add_widget(self.root)
        self.terminal.start()

    def _look(self, now: float) -> Image | None:
        """What is before the camera: the hall, and a card where one is held."""
        frame, card = self.scene(now), self._card
        if frame is not None and card is not None:
            card.draw(frame, now, Placement())
        return frame

    def _now(self) -> float:
        return time.monotonic() + self._skipped

    def close(self) -> None:
        self.terminal.stop()
        self._window.remove_widget(self.root)
        self._window.add_widget(self._shown.root)

    # What there is to see.

    @property
    def screen(self) -> str:
        """Which screen is on top, the technician's before the visitor's."""
        technician = self.technicians[-1] if self.technicians else None
        return f"technician.{technician.screen}" if technician is not None else str(self.views[-1].state)

    def reads(self) -> str:
        """All that can be read on what is on top."""
        from kivy.uix.label import Label

        return "\n".join(one.text for one in self.root.top.walk(restrict=True) if isinstance(one, Label))

    # What time and the terminal do.

    def turn(self) -> None:
        """A moment passes."""
        self.terminal.tick()
        self._shown.pump(1)
        time.sleep(0.005)

    def until(self, screen: str) -> None:
        """The terminal works until this screen is up."""
        self.come_to_pass(lambda: self.screen == screen, screen)

    def come_to_pass(self, condition: Callable[[], bool], what: str = "it") -> None:
        """The terminal works until something is so."""
        end = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < end, f"{what} did not come to pass; the screen is {self.screen}"
            self.turn()

    def wait(self, seconds: float, step: float = 0.5) -> None:
        """Time passes, and nothing else."""
        for _ in range(round(seconds / step)):
            self._skipped += step
            self.turn()

    # What the technician does.

    def touch(self, x: float, y: float, seconds: float = 0.0) -> None:
        """A finger at this place, for so long."""
        from kivy.tests.common import UnitTestTouch

        touch = UnitTestTouch(x, y)
        touch.touch_down()
        self.wait(seconds) if seconds else self.turn()
        touch.touch_up()
        self.turn()

    def knock(self) -> None:
        """Hold the terminal's name for three seconds, let go, tap it three times."""
        x, y = self.root.width * 0.2, self.root.height - 60
        self.touch(x, y, seconds=3.0)
        for _ in range(3):
            self.touch(x, y)

    def find(self, name: str) -> Widget:
        """What is called so on what is on top; a failure where there is none."""
        from screens.find import find

        widget = find(self.root, name)
        assert widget is not None, f"nothing called {name!r} is on the screen {self.screen}"
        return widget

    def press(self, *names: str) -> None:
        """Touches what is called so, one after the other."""
        for name in names:
            for _ in range(SETTLING_TURNS):
                self.turn()
            widget = self.find(name)
            self.touch(*widget.to_window(*widget.center))

    def type(self, digits: str) -> None:
        """On the keypad, and done."""
        self.press(*(f"key.{digit}" for digit in digits), "done")

    def hold_badge(self, text: str | None = None) -> None:
        """Before the camera."""
        self._card = Sheet(printed(text or badge(), self.fonts), SIZE, seed=1)

    def take_badge_away(self) -> None:
        """Nothing is before the camera any more."""
        self._card = None

    def come_in(self) -> None:
        """By badge and PIN."""
        self.knock()
        self.until("technician.badge")
        self.hold_badge()
        self.until("technician.pin")
        self.take_badge_away()
        self.type(PIN)
        self.until("technician.overview")

    def one_time_code(self) -> str:
        """What `kiosk badge code` prints over SSH."""
        return next(told.code for told in ask(self.control, Question(code=True)) if told.code)
