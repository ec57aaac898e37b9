"""The code that came by SMS."""

from __future__ import annotations

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.view import View
from screens.typing_page import TypingPage


class SmsPage(TypingPage):
    """Six boxes, and another code after a while."""

    longest = 6
    sent_to = StringProperty()
    resend_in = NumericProperty(0)
    sending = BooleanProperty(False)

    def render(self, view: View) -> None:
        """Sets what depends on the view."""
        super().render(view)
        self.sending = view.sms is None
        self.sent_to = self.words("sms.sent", phone=view.sms.phone) if view.sms else self.words("sms.sending")
        self.resend_in = view.resend_in
