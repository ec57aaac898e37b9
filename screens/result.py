"""It is done: the receipt, or the receipts that were looked up."""

from __future__ import annotations

from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.scrollview import ScrollView

from kiosk.contract import LinkedStatus, Receipt, Service
from kiosk.documents import effects, notes
from kiosk.view import View
from screens.final import FinalPage
from screens.page import Words, no_words
from screens.widgets.framed import Framed


class ReceiptCard(Framed, BoxLayout):  # type: ignore[misc]
    """One of the receipts that were looked up."""

    receipt: Receipt = ObjectProperty(rebind=True)
    words: Words = ObjectProperty(no_words)
    shown = BooleanProperty(True)


class Receipts(ScrollView):  # type: ignore[misc]
    """As many of them as there are."""

    shown = BooleanProperty(True)


class ResultPage(FinalPage):
    """The receipt with its code, which linked systems know, and what to take care of."""

    title = StringProperty()
    lead = StringProperty()
    verification_url = StringProperty()
    warning = StringProperty()
    looked_up = BooleanProperty(False)
    none_found = BooleanProperty(False)

    def render(self, view: View) -> None:
        """Sets what depends on the view."""
        super().render(view)
        words = self.words
        self.looked_up = view.service is Service.RECEIPTS
        receipt = None if self.looked_up or not view.receipts else view.receipts[0]
        self.none_found = self.looked_up and not view.receipts
        one_time = receipt is not None and receipt.one_time_until is not None
        key = "none" if self.none_found else "one_time" if one_time else view.service or Service.RESET
        self.title, self.lead = words(f"result.{key}"), words(f"result.{key}.lead")
        self.verification_url = receipt.verification_url if receipt else ""
        self.warning = "\n".join(notes(receipt, words)) if receipt else ""
        self.ids.facts.facts = self._facts(receipt) if receipt else []
        self.ids.linked.bullets = self._linked(receipt) if receipt else []
        self.ids.receipts.replace(
            [ReceiptCard(receipt=one, words=words) for one in view.receipts] if self.looked_up else []
        )

    def leave(self) -> None:
        """Forgets the receipts."""
        self.verification_url = ""
        self.ids.facts.facts, self.ids.linked.bullets = [], []
        self.ids.receipts.replace([])

    def _facts(self, receipt: Receipt) -> list[tuple[str, str]]:
        words = self.words
        return [
            (words("document.number"), receipt.number),
            (words("document.company"), receipt.company),
            *effects(receipt, words),
        ]

    def _linked(self, receipt: Receipt) -> list[tuple[str, str, bool]]:
        return [
            ("check" if known else "clock", f"{system.name} · {self.words(f'linked.{system.status}')}", known)
            for system in receipt.linked
            for known in [system.status is LinkedStatus.SYNCHRONISED]
        ]
