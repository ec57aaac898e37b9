from __future__ import annotations

import random
import string
from pathlib import Path

import cv2
import numpy as np
import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from devices.codes import DECODERS as MAKERS
from devices.codes import Code, CodeReader, CodeReaderConfig, Decoder, text_of
from devices.frames import Image
from devices.status import DeviceStatus
from tests.devices.device_bench import photo

TOKEN = "".join(random.Random(7).choices(string.ascii_uppercase + string.digits, k=45))
DECODERS = ("zxing", "zxing_sharpened", "zbar")
BORDER = 4


def reader(*chain: str, rescue_every: int = 1) -> CodeReader:
    return CodeReader(CodeReaderConfig(chain=chain or DECODERS, rescue_every=rescue_every))


def drawn(content: str | bytes, scale: int = 6) -> Image:
    """A code of version 3 and level M where it fits, grey, with a light border."""
    encoding = None if isinstance(content, str) else "latin-1"
    matrix = segno.make(content, error="m", micro=False, encoding=encoding).matrix_iter(scale=scale, border=BORDER)
    return np.array([[0 if dark else 255 for dark in row] for row in matrix], dtype=np.uint8)


def held(code: Image, size: tuple[int, int], corners: NDArray[np.float32]) -> Image:
    """The code's paper laid on a grey BGR picture of a size, its corners where they are wanted."""
    side = code.shape[0]
    paper = np.array([[0, 0], [side, 0], [side, side], [0, side]], dtype=np.float32)
    picture = np.full((size[1], size[0]), 120, dtype=np.uint8)
    cv2.warpPerspective(
        code,
        cv2.getPerspectiveTransform(paper, corners),
        size,
        dst=picture,
        flags=cv2.INTER_AREA,
        borderMode=cv2.BORDER_TRANSPARENT,
    )
    return cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR).astype(np.uint8)


def texts(codes: tuple[Code, ...]) -> set[str | None]:
    return {code.text for code in codes}


@pytest.mark.parametrize("decoder", DECODERS)
def test_a_tilted_licence_code_is_read_and_its_corners_are_found(decoder: str) -> None:
    paper = np.array([[600, 200], [830, 230], [800, 450], [590, 420]], dtype=np.float32)
    (code,) = reader(decoder).read(held(drawn(TOKEN), (1280, 720), paper))
    assert (code.text, code.raw, code.decoder) == (TOKEN, TOKEN.encode(), decoder)
    # The code itself begins four of its 37 modules inside the paper.
    modules = 29 + 2 * BORDER
    unit = np.array([[BORDER, BORDER], [33, BORDER], [33, 33], [BORDER, 33]], dtype=np.float32)
    sheet = np.array([[0, 0], [modules, 0], [modules, modules], [0, modules]], dtype=np.float32)
    expected = cv2.perspectiveTransform(unit[None], cv2.getPerspectiveTransform(sheet, paper))[0]
    assert np.abs(code.corners - expected).max() < 6


@pytest.mark.parametrize("decoder", DECODERS)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_arrives_whole_in_both_encodings(decoder: str, encoding: str) -> None:
    name = "杭州市西湖区某某科技有限公司"
    (code,) = reader(decoder).read(drawn(name.encode(encoding)))
    assert code.text == name
    assert code.raw == name.encode(encoding)


def test_bytes_in_neither_encoding_are_no_text() -> None:
    assert text_of(b"\xff\xfe\xff") is None


def test_all_codes_in_view_are_read() -> None:
    both = np.hstack([drawn(TOKEN), drawn(TOKEN[::-1])])
    assert texts(reader().read(both)) == {TOKEN, TOKEN[::-1]}


def test_a_blurred_code_is_read_by_a_rescue_on_every_third_frame_only() -> None:
    paper = np.array([[280, 190], [390, 200], [385, 305], [275, 295]], dtype=np.float32)
    blurred = cv2.GaussianBlur(held(drawn(TOKEN), (640, 480), paper), (0, 0), 1.5).astype(np.uint8)
    chain = reader(rescue_every=3)
    read = [chain.read(blurred) for _ in range(6)]
    assert [bool(codes) for codes in read] == [False, False, True, False, False, True]
    assert texts(read[2]) == {TOKEN}
    assert read[2][0].decoder == "zxing_sharpened"


def test_corners_of_a_picture_that_had_to_be_scaled_down_are_in_its_own_pixels() -> None:
    paper = np.array([[2000, 1000], [3000, 1000], [3000, 2000], [2000, 2000]], dtype=np.float32)
    (code,) = reader().read(held(drawn(TOKEN), (4000, 3000), paper))
    inset = 1000 * BORDER / 37
    assert np.abs(code.corners[0] - (2000 + inset, 1000 + inset)).max() < 20


def test_a_missing_library_leaves_the_others_reading_and_is_told_with_its_remedy() -> None:
    def missing() -> Decoder:
        raise ImportError("Unable to find zbar shared library")

    chain = CodeReader(CodeReaderConfig(), {**MAKERS, "zbar": missing})
    assert texts(chain.read(drawn(TOKEN))) == {TOKEN}
    assert chain.health.status is DeviceStatus.NO_DEVICE
    assert "libzbar0" in chain.health.detail
    assert CodeReader(CodeReaderConfig()).health.status is DeviceStatus.ONLINE


def test_what_a_code_says_shows_in_no_repr() -> None:
    (code,) = reader().read(drawn(TOKEN))
    assert TOKEN[:8] not in repr(code)


@settings(max_examples=60, deadline=None)
@given(
    hnp.arrays(
        np.uint8,
        st.one_of(
            hnp.array_shapes(min_dims=2, max_dims=2, min_side=0, max_side=90),
            st.tuples(st.integers(0, 90), st.integers(0, 90), st.just(3)),
        ),
    )
)
def test_no_picture_makes_it_raise(image: Image) -> None:
    for code in reader().read(image):
        assert code.corners.shape == (4, 2)


@pytest.mark.parametrize("shape", [(30, 6000), (6000, 30, 3), (5000, 5000)])
def test_noise_of_extreme_shape_is_survived(shape: tuple[int, ...]) -> None:
    noise = np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)
    assert reader().read(noise) == ()


def test_photos_are_read_at_least_as_often_as_by_the_best_single_decoder(shared_data: Path) -> None:
    photos = sorted((shared_data / "qr" / "zxing-java").glob("qrcode-*/*.png"))[::4]
    images = [photo(path) for path in photos]
    singles = {name: sum(bool(reader(name).read(image)) for image in images) for name in DECODERS}
    chained = sum(bool(reader().read(image)) for image in images)
    assert chained >= max(singles.values())
    assert chained / len(images) >= 0.9


def test_pictures_without_a_code_yield_none(shared_data: Path) -> None:
    pictures = sorted((shared_data / "qr" / "zxing-cpp" / "falsepositives-1").glob("*.png"))
    assert pictures
    for picture in pictures:
        assert reader().read(photo(picture)) == ()
