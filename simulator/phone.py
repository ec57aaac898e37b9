"""The visitor's phone with the licence app, and the printed licence."""

from __future__ import annotations

import cv2
import numpy as np

from simulator.glass import Glass, rounded
from simulator.hand import cover, draw_finger
from simulator.held import MARGIN, Placement, Sheet, held, softened, with_margin
from simulator.page import Page
from simulator.relief import Floats, Image, lay_over, premultiplied

SCREEN = (330, 690)  # pixels in a frame 720 high
BEZEL = 9
CORNER = 21
BODY = (30, 27, 25)  # BGR
CODE = (165, 322)  # middle of the QR code on the screen
CODE_WIDTH = 310
VALID = 60  # s that the app shows one code
CLOCK = slice(520, 566)  # rows of the screen with the countdown

WHITE, INK, GREY, BLUE, PALE = (255, 255, 255), (28, 34, 44), (130, 138, 150), (24, 96, 214), (233, 240, 250)


class Phone:
    """A phone in a hand; dark until it shows something. One thread at a time."""

    def __init__(self, size: tuple[int, int], seed: int) -> None:
        """`size`: width and height of the frame in pixels."""
        self._size = size
        width, height = SCREEN[0] + 2 * BEZEL, SCREEN[1] + 2 * BEZEL
        body = premultiplied(np.full((height, width, 3), BODY, np.uint8), rounded(width, height, CORNER + BEZEL))
        picture = np.zeros_like(with_margin(body))
        fingers = picture.copy()
        right, low = MARGIN + width, MARGIN + height
        draw_finger(picture, (right + 42, low + 70), (right - 4, low - 120), 46)  # the ball of the thumb
        cover(picture, with_margin(body))
        for number, reach in enumerate((9, 12, 11, 7)):
            y = MARGIN + 400 + 66 * number
            draw_finger(fingers, (MARGIN - 13, y + 7), (MARGIN - 5 + reach, y), 25 - number)
        draw_finger(fingers, (right + 32, low - 90), (right - 26, low - 200), 28, nail=True)
        cover(picture, fingers)
        self._relief = held(picture, 0.0)
        inside = slice(MARGIN + BEZEL, low - BEZEL), slice(MARGIN + BEZEL, right - BEZEL)
        self._screen = picture[inside]
        self._fingers = np.ascontiguousarray(fingers[inside])
        self._corners = rounded(*SCREEN, CORNER)[..., None]
        self._glass = Glass(SCREEN, seed)
        self._shown_at: float | None = None
        self._second = -1
        self.show(Page(*SCREEN, INK).picture())

    def show(self, page: Image) -> None:
        """Show a page of `licence_app`; its countdown begins with the next frame."""
        self._page = _behind(self._corners, page)
        self._shown_at, self._second = None, -1

    def draw(self, canvas: Image, t: float, placement: Placement, motion_blur: int = 0) -> None:
        """Paint it over `canvas` (H, W, 3) BGR, in place, as it looks at time `t` in s."""
        if self._shown_at is None:
            self._shown_at = t
        self._count_down(int(VALID - (t - self._shown_at) % VALID))
        lit = self._glass.before(self._page, t)
        lay_over(lit, self._fingers)
        cv2.cvtColor(lit, cv2.COLOR_BGR2BGRA, dst=self._screen)
        self._relief.draw(canvas, placement.view(self._size), motion_blur)

    def _count_down(self, second: int) -> None:
        if second == self._second:
            return
        self._second = second
        strip = Page(SCREEN[0] - 40, CLOCK.stop - CLOCK.start, WHITE)
        strip.text(((SCREEN[0] - 40) / 2, 4), f"{second} 秒后自动更新", 21, BLUE)
        self._page[CLOCK, 20:-20] = strip.picture()


def licence_app(text: str, title: str, company: str) -> Image:
    """The phone's screen (H, W, 3) BGR with the app open at `title`, presenting a code of `text`."""
    width = SCREEN[0]
    page = Page(*SCREEN, PALE)
    page.box((0, 0, width, 104), BLUE)
    page.text((34, 14), "9:41", 17, WHITE)
    page.text((width - 34, 14), "5G", 17, WHITE)
    page.text((width / 2, 54), title, 25, WHITE)
    page.box((8, 116, width - 8, 580), WHITE, 14)
    page.fitting_text((width / 2, 128), company, 22, INK, width - 44)
    page.code(text, CODE, CODE_WIDTH, INK)
    page.text((width / 2, 484), "请将二维码对准自助终端", 17, GREY)
    page.box((60, 606, width - 60, 654), BLUE, 24)
    page.text((width / 2, 616), "刷新", 19, WHITE)
    return page.picture()


class Paper(Sheet):
    """A printed licence with its public code, which proves nothing."""

    def __init__(self, text: str, company: str, size: tuple[int, int], seed: int) -> None:
        """`text`: what the code says; `size`: of the frame."""
        page = Page(470, 640, (252, 250, 244))
        page.frame((18, 18, 452, 622), (176, 138, 66), 5)
        page.frame((27, 27, 443, 613), (176, 138, 66), 1)
        page.text((235, 46), "营业执照", 52, INK)
        page.text((235, 118), "(样本)", 18, GREY)
        for row, (label, value) in enumerate(
            (("名 称", company), ("类 型", "有限责任公司"), ("成立日期", "2016年05月18日"), ("住 所", "示范路1号"))
        ):
            page.text((52, 158 + 34 * row), label, 17, GREY, anchor="la")
            page.text((142, 158 + 34 * row), value, 17, INK, anchor="la")
        page.code(text, (235, 424), 260, INK)
        page.text((235, 572), "扫描二维码了解更多登记信息", 15, GREY)
        super().__init__(softened(page.picture(), 26, 238, np.array([0.97, 0.99, 1.0])), size, seed)


def _behind(corners: Floats, page: Image) -> Image:
    """The page with the screen's round corners."""
    return np.asarray(BODY + corners * (page - np.array(BODY, np.float64))).astype(np.uint8)
