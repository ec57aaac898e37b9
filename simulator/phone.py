"""The visitor's phone with the licence app, and the printed licence."""

from __future__ import annotations

import cv2
import numpy as np

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

MOIRE_PERIOD = 3.1  # pixels between the stripes of screen against sensor
MOIRE = 5.0  # grey levels
GLARE = 70.0  # grey levels at the middle of the highlight
ROOM = 128  # pixels by which moire and glare may wander

WHITE, INK, GREY, BLUE, PALE = (255, 255, 255), (28, 34, 44), (130, 138, 150), (24, 96, 214), (233, 240, 250)


class Phone:
    """A phone in a hand; dark until it shows something. One thread at a time."""

    def __init__(self, size: tuple[int, int], seed: int) -> None:
        """`size`: width and height of the frame in pixels."""
        self._size = size
        width, height = SCREEN[0] + 2 * BEZEL, SCREEN[1] + 2 * BEZEL
        body = premultiplied(np.full((height, width, 3), BODY, np.uint8), _rounded(width, height, CORNER + BEZEL))
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
        self._glass = _rounded(*SCREEN, CORNER)[..., None]
        self._moire = _moire(seed)
        self._glare = _glare()
        self._shown_at: float | None = None
        self._second = -1
        self.show(Page(*SCREEN, INK).picture())

    def show(self, page: Image) -> None:
        """Show a page of `licence_app`; its countdown begins with the next frame."""
        self._page = _behind(self._glass, page)
        self._shown_at, self._second = None, -1

    def draw(self, canvas: Image, t: float, placement: Placement, motion_blur: int = 0) -> None:
        """Paint it over `canvas` (H, W, 3) BGR, in place, as it looks at time `t` in s."""
        if self._shown_at is None:
            self._shown_at = t
        self._count_down(int(VALID - (t - self._shown_at) % VALID))
        wander = ROOM / 2 * (1 + np.sin(0.9 * t)), ROOM / 2 * (1 + np.cos(0.7 * t))
        lit = cv2.add(self._page, _window(self._glare, *wander))
        lit = cv2.subtract(lit, _window(self._moire, 9.0 * t, 23.0 * t))
        lay_over(np.asarray(lit, np.uint8), self._fingers)
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


def _behind(glass: Floats, page: Image) -> Image:
    """The page with the screen's round corners."""
    return np.asarray(BODY + glass * (page - np.array(BODY, np.float64))).astype(np.uint8)


def _rounded(width: int, height: int, radius: int) -> Floats:
    """(height, width) 0..1: a filled rectangle with round corners."""
    x = np.abs(np.arange(width) - (width - 1) / 2)[None, :] - (width / 2 - radius)
    y = np.abs(np.arange(height) - (height - 1) / 2)[:, None] - (height / 2 - radius)
    outside = np.hypot(np.maximum(x, 0), np.maximum(y, 0)) - radius
    return np.asarray(np.clip(0.5 - outside, 0, 1))


def _moire(seed: int) -> Image:
    """Fine slanted stripes that beat slowly, larger than the screen so that they can wander."""
    x = np.arange(SCREEN[0] + ROOM)[None, :]
    y = np.arange(SCREEN[1] + ROOM)[:, None]
    phase = np.random.default_rng(seed).uniform(0, 2 * np.pi)
    stripes = np.sin(2 * np.pi * (x + 0.17 * y) / MOIRE_PERIOD + phase) * np.sin(2 * np.pi * (y - 0.3 * x) / 97)
    colours = np.dstack([stripes, np.roll(stripes, 1, axis=1), np.roll(stripes, 2, axis=1)])
    return np.asarray((MOIRE * (1 + colours)).astype(np.uint8))


def _glare() -> Image:
    """A soft slanted highlight, larger than the screen so that it can wander."""
    x = np.linspace(-1, 1, SCREEN[0] + ROOM)[None, :]
    y = np.linspace(-1, 1, SCREEN[1] + ROOM)[:, None]
    highlight = GLARE * np.exp(-(((x + 0.7 * y + 0.55) / 0.22) ** 2)) * np.exp(-((y + 0.5) ** 2) / 0.6)
    return np.asarray(np.dstack([highlight] * 3).astype(np.uint8))


def _window(larger: Image, x: float, y: float) -> Image:
    left, top = int(x) % ROOM, int(y) % ROOM
    return larger[top : top + SCREEN[1], left : left + SCREEN[0]]
