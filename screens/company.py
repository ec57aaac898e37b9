"""The enterprise that the licence is of: is it the visitor's?"""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty

from kiosk.view import View
from screens.page import Page


class CompanyPage(Page):
    """What the visitor needs to recognise the own enterprise."""

    company = StringProperty()
    locked = BooleanProperty(False)

    def render(self, view: View) -> None:
        """Sets what depends on the view."""
        company, words = view.company, self.words
        self.company = company.name if company else ""
        self.locked = company is not None and company.account_locked
        self.ids.facts.facts = (
            [
                (words("company.credit_code"), company.credit_code),
                (words("company.kind"), company.kind),
                (words("company.representative"), company.representative),
                (words("company.holder"), words(f"holder.{company.holder}", name=company.holder_name)),
            ]
            if company
            else []
        )
