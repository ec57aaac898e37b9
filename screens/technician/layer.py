"""The technician's screens as one layer above the visitor's: while it is open, it takes every touch."""

from __future__ import annotations

from collections.abc import Mapping

from kivy.input.motionevent import MotionEvent
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout

from kiosk.contract import Language
from kiosk.diagnostics.words import Words as DiagnosticWords
from kiosk.i18n import Catalogues
from kiosk.technician.tools import Tools
from kiosk.technician.view import Screen, TechnicianView
from screens.page import no_words
from screens.technician.actions import PAGES
from screens.technician.badge import BadgePage
from screens.technician.controls import TechnicianControls
from screens.technician.group import GroupPage
from screens.technician.hands_on import HANDS_ON
from screens.technician.hands_on.hands_on import HandsOn
from screens.technician.locked import LockedPage
from screens.technician.overview import OverviewPage
from screens.technician.page import TechnicianPage
from screens.technician.report import ReportPage
from screens.technician.result import TestResultPage
from screens.technician.run import RunPage
from screens.technician.runs import RunsPage
from screens.technician.secret import CodePage, PinPage
from screens.technician.service import ServiceMenuPage

SCREENS: dict[Screen, type[TechnicianPage]] = {
    Screen.BADGE: BadgePage,
    Screen.CODE: CodePage,
    Screen.PIN: PinPage,
    Screen.LOCKED: LockedPage,
    Screen.OVERVIEW: OverviewPage,
    Screen.GROUP: GroupPage,
    Screen.RUN: RunPage,
    Screen.RESULT: TestResultPage,
    Screen.REPORT: ReportPage,
    Screen.RUNS: RunsPage,
    Screen.SERVICE: ServiceMenuPage,
}


class TechnicianLayer(FloatLayout):  # type: ignore[misc] # Kivy has no types
    """Shows one `TechnicianView` after another; None closes it. `actions` are the service actions by name."""

    words: DiagnosticWords = ObjectProperty(no_words)
    controls: TechnicianControls = ObjectProperty()
    wide = BooleanProperty(False)
    open = BooleanProperty(False)
    badge = StringProperty()
    """who is inside, in words"""
    countdown = NumericProperty(None, allownone=True)
    """seconds until the technician is let out"""

    def __init__(
        self, controls: TechnicianControls, catalogues: Catalogues, tools: Tools, actions: Mapping[str, object]
    ) -> None:
        self._languages = {language: DiagnosticWords(catalogues, language) for language in Language}
        words = self._languages[Language.ZH_CN]
        self._tools = tools
        self._page: TechnicianPage | None = None
        self._hands_on: HandsOn | None = None
        self._in_hand: str | None = None
        super().__init__(controls=controls, words=words)
        common = {"controls": controls, "words": words, "frames": tools.frames}
        self._pages = {screen: page(**common) for screen, page in SCREENS.items()}
        self._actions = {name: PAGES[name](action=one, tools=tools, **common) for name, one in actions.items()}
        for page in (*self._pages.values(), *self._actions.values()):
            self.bind(wide=page.setter("wide"))
            page.wide = self.wide

    def show(self, view: TechnicianView | None) -> None:
        """Shows `view`, or nothing any more."""
        self.open = view is not None
        if view is None:
            self._take_in_hand(None)
            self._bring(None)
            return
        words = self.words = self._languages[view.language]
        self.countdown = view.countdown
        self.badge = ""
        if view.rights:
            self.badge = words("technician.badge", number=view.badge) if view.badge else words("technician.by_code")
        page = self._actions[view.chosen] if view.screen is Screen.ACTION else self._pages[view.screen]
        self._bring(page)
        page.show(view, words)
        self._take_in_hand(view.hands_on)

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Kivy's hook: every touch counts as a sign of life, and none gets through."""
        warned = self.countdown is not None
        self.controls.touched()
        if not warned:
            (self._hands_on or self.ids.below).dispatch("on_touch_down", touch)
        return True

    def _bring(self, page: TechnicianPage | None) -> None:
        before, self._page = self._page, page
        if before is page:
            return
        if before is not None:
            self.ids.stage.remove_widget(before)
            before.leave()
        if page is not None:
            self.ids.stage.add_widget(page)
            page.enter()

    def _take_in_hand(self, test: str | None) -> None:
        """The test that a person takes part in, above everything but the warning."""
        if test == self._in_hand:
            return
        before, self._hands_on, self._in_hand = self._hands_on, None, test
        if before is not None:
            self.ids.above.remove_widget(before)
            before.end()
        if test is not None:
            self._hands_on = HANDS_ON[test](self.words, self._tools, self.controls.done, self.controls.given_up)
            self.ids.above.add_widget(self._hands_on)
            self._hands_on.begin()
