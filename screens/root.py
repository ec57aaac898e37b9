"""The root of all widgets: shows one view after another."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from kivy.animation import Animation
from kivy.core.text import LabelBase
from kivy.core.window import Window
from kivy.input.motionevent import MotionEvent
from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty
from kivy.resources import resource_add_path
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget
from kivy.utils import get_color_from_hex

from devices.frames import Frame
from kiosk.contract import Language
from kiosk.i18n import Catalogues
from kiosk.technician.knock import Knock
from kiosk.view import View
from papers.fonts import Fonts
from screens import palette
from screens.attract import AttractPage
from screens.chrome import Footer, Header  # noqa: F401 - named in kiosk.kv
from screens.company import CompanyPage
from screens.consent import ConsentPage
from screens.controls import Controls
from screens.face import FacePage
from screens.goodbye import GoodbyePage
from screens.handover import HandoverPage
from screens.help import HelpPage
from screens.id_number import IdNumberPage
from screens.idle_warning import IdleWarningPage
from screens.licence import LicencePage
from screens.out_of_service import OutOfServicePage
from screens.page import Page, Words, no_words
from screens.password import PasswordPage
from screens.resetting import ResettingPage
from screens.result import ResultPage
from screens.service import ServicePage
from screens.sms import SmsPage

FADE_SECONDS = 0.12
DEFAULT_FONT = "Roboto"
"""Kivy's name for what labels are written with unless they say otherwise."""
LAYOUT = Path(__file__).parent.parent / "kiosk.kv"
PAGES: dict[str, type[Page]] = {
    "attract": AttractPage,
    "service": ServicePage,
    "consent": ConsentPage,
    "licence": LicencePage,
    "company": CompanyPage,
    "face": FacePage,
    "id_number": IdNumberPage,
    "sms": SmsPage,
    "password": PasswordPage,
    "resetting": ResettingPage,
    "result": ResultPage,
    "handover": HandoverPage,
    "goodbye": GoodbyePage,
    "out_of_service": OutOfServicePage,
    "idle_warning": IdleWarningPage,
    "help": HelpPage,
}


def load(fonts: Fonts) -> None:
    """Makes `fonts` the default and reads the layout; once, before a `Root` is made."""
    LabelBase.register(DEFAULT_FONT, fn_regular=str(fonts.regular), fn_bold=str(fonts.bold))
    resource_add_path(str(LAYOUT.parent))
    Window.clearcolor = get_color_from_hex(palette.PAPER)  # cleared anyway: the ground costs nothing so
    Builder.load_file(str(LAYOUT))


def nobody() -> None:
    """Opens to no knock."""


class Root(FloatLayout):  # type: ignore[misc] # Kivy has no types
    """All screens, made once. `show` is all that the terminal needs of it."""

    words: Words = ObjectProperty(no_words)
    controls: Controls = ObjectProperty()
    wide = BooleanProperty(False)

    def __init__(
        self,
        controls: Controls,
        catalogues: Catalogues,
        frames: Callable[[], Frame | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._languages = {language: partial(catalogues.text, language) for language in Language}
        words = self._languages[Language.ZH_CN]
        super().__init__(controls=controls, words=words)
        common = {"controls": controls, "words": words, "frames": frames}
        self._pages = {name: page(**common) for name, page in PAGES.items()}
        for page in self._pages.values():
            self.bind(wide=page.setter("wide"))
            page.wide = self.wide
        self._ground: Page | None = None
        self._overlay: Page | None = None
        self._ground_view: View | None = None
        self._layer: Widget | None = None
        """Over all of it, while a technician is there."""
        self._knock, self._knocked = Knock(), nobody

    @property
    def top(self) -> Widget:
        """What can be touched now: the technician's layer or the overlay, where there is one."""
        return self._layer or self._overlay or self

    @property
    def settled(self) -> bool:
        """Whether all that is shown has come into view."""
        return all(page.opacity == 1 for page in (self._ground, self._overlay) if page is not None)

    def show(self, view: View) -> None:
        """Shows `view`; what lies under an overlay stays as it was, but for the language."""
        self.words = self._languages[view.language]
        ground, overlay = (view.below, view.screen) if view.below else (view.screen, None)
        self._bring(self._pages[ground], self._pages[overlay] if overlay else None)
        if overlay is None or self._ground_view is None:
            self._ground_view = view
        self.ids.header.show(view)
        self.ids.footer.show(self._ground_view)
        self._pages[ground].show(replace(self._ground_view, language=view.language), self.words)
        if overlay is not None:
            self._pages[overlay].show(view, self.words)

    def stand_by(self, layer: Widget, knocked: Callable[[], None]) -> None:
        """`layer` covers everything while its property `open` is true; `knocked` is told of the technician's knock."""
        self._knocked = knocked
        layer.bind(open=self._cover)

    def _cover(self, layer: Widget, is_open: bool) -> None:
        self._layer = layer if is_open else None
        if is_open:
            self.add_widget(layer)
        else:
            self.remove_widget(layer)

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Kivy's hook: every touch counts as a sign of life; what lies above keeps what is under it from being pressed.

        Where the terminal's name stands nothing is pressed: there a technician knocks.
        """
        if self._layer is not None:
            self._layer.dispatch("on_touch_down", touch)
            return True
        self._knock = self._knock.down(self._clock()) if self.ids.header.at_name(touch) else Knock()
        self.controls.touched()
        if self._overlay is not None:
            self._overlay.dispatch("on_touch_down", touch)
            return True
        return bool(super().on_touch_down(touch))

    def on_touch_up(self, touch: MotionEvent) -> bool:
        """Kivy's hook: the end of a knock."""
        if self._layer is None and self.ids.header.at_name(touch):
            self._knock = self._knock.up(self._clock())
            if self._knock.complete:
                self._knock = Knock()
                self._knocked()
        return bool(super().on_touch_up(touch))

    def _bring(self, ground: Page, overlay: Page | None) -> None:
        new_ground, new_overlay = ground is not self._ground, overlay is not self._overlay
        if new_ground:
            _disappear(self._ground)
        if new_overlay:
            _disappear(self._overlay)
        if new_ground:
            self._ground, self._ground_view = ground, None
            _appear(ground, self.ids.stage)
        if new_overlay:
            self._overlay = overlay
            if overlay is not None:
                _appear(overlay, self)


def _appear(page: Page, place: Widget) -> None:
    place.add_widget(page)
    page.enter()
    page.opacity = 0
    Animation(opacity=1, duration=FADE_SECONDS).start(page)


def _disappear(page: Page | None) -> None:
    if page is not None:
        page.leave()
        page.parent.remove_widget(page)
