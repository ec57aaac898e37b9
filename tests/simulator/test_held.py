"""Phone and paper, read by real decoders."""

from __future__ import annotations

import numpy as np
import pytest
import zxingcpp

from devices.codes import CodeReader, CodeReaderConfig
from simulator.relief import Image
from simulator.scene import RAISE_TAKES, Scene

TOKEN = "7GK2Q9ZD4WX1M8RB5TNV3HJ6CPF0SAEYLU7GK2Q9ZD4WX"
LICENCE_PAGE = "https://zj.gsxt.gov.cn/e/9F2C1A7B6D5E4F30"
COMPANY = "杭州钱塘示范科技有限公司"
FPS = 30


@pytest.fixture(params=[(1280, 720), (640, 480)], ids=str)
def scene(request: pytest.FixtureRequest) -> Scene:
    return Scene(request.param, seed=2)


def film(scene: Scene, start: float, seconds: float) -> list[Image]:
    frames = [scene(start + number / FPS) for number in range(round(seconds * FPS))]
    return [frame for frame in frames if frame is not None]


def texts(frame: Image) -> list[str]:
    found = zxingcpp.read_barcodes(np.ascontiguousarray(frame[..., 1]), formats=zxingcpp.BarcodeFormat.QRCode)
    return [code.text for code in found]


def test_the_phone_is_read_within_a_second_of_coming_into_view_and_steadily_at_rest(scene: Scene) -> None:
    scene.show_phone(TOKEN, COMPANY)
    assert [TOKEN] in [texts(frame) for frame in film(scene, 0.0, 1.0)]
    at_rest = [texts(frame) for frame in film(scene, RAISE_TAKES + 0.3, 3.0)]
    assert np.mean([read == [TOKEN] for read in at_rest]) >= 0.9


def test_the_code_is_as_large_as_a_visitor_would_hold_it() -> None:
    scene = Scene(seed=2)
    scene.show_phone(TOKEN, COMPANY)
    frame = film(scene, 0.0, 1.5)[-1]
    (code,) = CodeReader(CodeReaderConfig()).read(frame)
    assert 200 <= np.ptp(code.corners[:, 0]) <= 260


def test_a_new_code_takes_the_old_ones_place(scene: Scene) -> None:
    scene.show_phone(TOKEN, COMPANY)
    film(scene, 0.0, 1.5)
    scene.show_phone(TOKEN[::-1], COMPANY)
    assert [texts(frame) for frame in film(scene, 1.5, 1.5)][-1] == [TOKEN[::-1]]


def test_the_screen_lives(scene: Scene) -> None:
    """Countdown, glare and moiré: no two frames of the phone are alike."""
    scene.show_phone(TOKEN, COMPANY)
    first, *_, last = film(scene, RAISE_TAKES, 1.5)
    assert np.abs(first.astype(int) - last).mean() > 1


def test_the_printed_licence_is_read(scene: Scene) -> None:
    scene.show_paper(LICENCE_PAGE)
    at_rest = [texts(frame) for frame in film(scene, 0.0, 2.0)][FPS:]
    assert np.mean([read == [LICENCE_PAGE] for read in at_rest]) >= 0.9


def test_what_is_hidden_is_out_of_view(scene: Scene) -> None:
    scene.show_phone(TOKEN, COMPANY)
    film(scene, 0.0, 1.0)
    scene.hide()
    last = film(scene, 1.0, 1.0)[-1]
    empty = Scene((last.shape[1], last.shape[0]), seed=2)(0.0)
    assert empty is not None
    assert texts(last) == []
    assert np.abs(last.astype(int) - empty).mean() < 4  # sensor noise
