"""A test page, printed and read back by the camera."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from devices.codes import Code
from devices.frames import Frame
from devices.printer import PrinterFault
from devices.probes.printer import Page
from screens.technician.hands_on.camera import Scanning

MARK = "TEST-"
"""How the code of every test page begins."""
NUMBERS = 10_000


class PrinterPage(Scanning):
    """Prints at its beginning; ends by itself as soon as a test page is read."""

    check = "printer.page"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Of an older page, which somebody may hold up, it must differ; more is not asked of it.
        self._printed = f"{MARK}{int(self.tools.clock() * 1000) % NUMBERS:04}"
        self.say, self.detail = (
            self.words("technician.printer_page.say"),
            self.words("technician.printer_page.printing"),
        )

    def begin(self) -> None:
        super().begin()
        self.tools.background.run(lambda: self.tools.print_page(self._printed), self._out, self._stuck)

    def finish(self) -> None:
        """It cannot be read."""
        self.hand_over(Page(self._printed, None))

    def read(self, frame: Frame, codes: Sequence[Code]) -> None:
        for code in codes:
            if code.text is not None and code.text.startswith(MARK):
                self.hand_over(Page(self._printed, code.text))

    def _out(self, _: object) -> None:
        self.detail = self.words("technician.printer_page.printed", code=self._printed)
        self.finish_text = self.words("technician.printer_page.unread")

    def _stuck(self, error: BaseException) -> None:
        if not isinstance(error, PrinterFault):
            raise error
        self.detail = self.words("technician.printer_page.stuck")
