"""Codes: the terminal's reader against pyzbar, zxing-cpp and OpenCV as they come; a phone that comes into view."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

import cv2
import numpy as np
import segno
import zxingcpp
from pyzbar import pyzbar

from benchmarks.section import Section
from devices.codes import DECODERS, Code, CodeReader, CodeReaderConfig
from devices.frames import Image, as_image
from kiosk.config import load as load_config
from kiosk.evaluation.codes import CodesReport, Look, Read, Sight, look, report, until_read
from kiosk.evaluation.folders import PICTURES, Truth, files, load, truth_of
from kiosk.evaluation.report import Row
from kiosk.evaluation.statistics import Rate, Times
from simulator.approach import FPS, approach

NAME = "codes"
ROOT = Path(__file__).resolve().parents[2]
OURS = "terminal"
WITHOUT = ("zxing-cpp/falsepositives-1",)
"""Sets that hold no readable code."""
FILMS = 30
PRESENTED = "0A1B2C3D4E5F6G7H8J9KALBMCNDPEQFRGSHTJUKVLWXYZ"
NAMES = ("杭州市西湖区某某科技有限公司", "示范商贸有限公司", "北京云帆信息技术有限公司", "张三", "企业名称：示范科技")
BOUND_MS = 150
REPEATS = 5
FREE_WITHIN_S = 30.0


def _grey(image: Image) -> Image:
    return as_image(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))


def _code(text: str | None, decoder: str) -> Code:
    return Code(text, (text or "").encode(), np.zeros((4, 2), np.float32), decoder)


def _utf8(raw: bytes) -> str | None:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None


def pyzbar_alone(image: Image) -> list[Code]:
    """`pyzbar.decode` as its documentation shows it, on grey."""
    return [_code(_utf8(one.data), "pyzbar") for one in pyzbar.decode(_grey(image)) if one.type == "QRCODE"]


def zxing_alone(image: Image) -> list[Code]:
    """zxing-cpp with its own defaults, all kinds of QR codes."""
    found = zxingcpp.read_barcodes(_grey(image), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return [_code(one.text, "zxing-cpp") for one in found]


class OpenCV:
    """OpenCV's own decoder."""

    def __init__(self) -> None:
        self._detector = cv2.QRCodeDetector()

    def __call__(self, image: Image) -> list[Code]:
        try:
            _, texts, _, _ = self._detector.detectAndDecodeMulti(_grey(image))
        except UnicodeDecodeError:  # it read a code, whose bytes its binding cannot hand over
            return [_code(None, "OpenCV")]
        except cv2.error:
            return []
        return [_code(text, "OpenCV") for text in texts if text]


@dataclass(frozen=True)
class SetFigures:
    """Of one set: each reader's report."""

    name: str
    pictures: int
    readers: Mapping[str, CodesReport]


@dataclass(frozen=True)
class FilmFigures:
    """How long after the first frame that any decoder can read the text is there."""

    reader: str
    read: Rate
    frames: Times
    ms: Times


@dataclass(frozen=True)
class HostileFigures:
    picture: str
    size: str
    first_ms: float
    """While no decoder is at work on an earlier one; median of REPEATS."""
    longest_ms: float
    """Of REPEATS such and as many directly behind each."""


@dataclass(frozen=True)
class Figures:
    sets: Sequence[SetFigures]
    encodings: Mapping[str, Mapping[str, Rate]]
    films: Sequence[FilmFigures]
    hostile: Sequence[HostileFigures]


def section(data: Path) -> Section:
    """Measures the sets of `data`, codes drawn here, rendered films and hostile pictures."""
    config = load_config(ROOT / "config.toml").codes.reader()
    readers = readers_of(config)
    figures = Figures(
        sets=[measured(folder, data / "qr", readers) for folder in sorted((data / "qr").glob("*/*/"))],
        encodings=encodings(readers),
        films=films(config, readers),
        hostile=list(hostile(config)),
    )
    with_truth = [one for one in figures.sets if one.readers[OURS].exact.trials]
    others = [one for one in figures.sets if not one.readers[OURS].exact.trials]
    peers = [name for name in readers if name != OURS]
    return Section(
        name=NAME,
        title="Codes",
        tables={
            "Photos of QR codes: read, and saying exactly what they should": [
                _exact_row(one, peers) for one in [*with_truth, _all(with_truth)]
            ],
            "The same photos: median / 95th percentile, ms": [
                _time_row(one, peers) for one in [*with_truth, _all(with_truth)]
            ],
            "Photos without a truth beside them: in how many a code was read": [
                {
                    "set": one.name,
                    "holds": "no code" if one.name in WITHOUT else "codes of several kinds, or none",
                    "photos": one.pictures,
                    **{name: one.readers[name].unknown.events for name in readers},
                    "terminal, ms": one.readers[OURS].look_ms,
                }
                for one in others
            ],
            "Chinese, drawn in each way that a code can hold it: exact": [
                {"written as": how, **{name: f"{rate.events} of {rate.trials}" for name, rate in rates.items()}}
                for how, rates in figures.encodings.items()
            ],
            f"{FILMS} rendered films of a phone that comes into view: from the first frame that any decoder"
            " can read to the text, median / 95th percentile": [
                {
                    "reader": one.reader,
                    "read": f"{one.read.events} of {one.read.trials}",
                    "frames": one.frames,
                    "ms": one.ms,
                    "longest, ms": one.ms.longest,
                }
                for one in figures.films
            ],
            f"Whatever comes (wanted: below {BOUND_MS} ms)": [
                {"picture": one.picture, "size": one.size, "ms": one.first_ms, "longest, ms": one.longest_ms}
                for one in figures.hostile
            ],
        },
        figures=figures,
        notes=_notes(with_truth, config),
    )


def readers_of(config: CodeReaderConfig) -> dict[str, Read]:
    """The terminal's, with every decoder's turn at each picture and nothing remembered, and its peers."""
    patient = CodeReader(replace(config, rescue_every=1))

    def terminal(image: Image) -> Sequence[Code]:
        patient.forget()
        return patient.read(image)

    return {OURS: terminal, "pyzbar": pyzbar_alone, "zxing-cpp": zxing_alone, "OpenCV": OpenCV()}


def measured(folder: Path, root: Path, readers: Mapping[str, Read]) -> SetFigures:
    """Every picture of a set by every reader; each is the first as often, which has to fetch the picture."""
    seen: dict[str, list[Sight]] = {name: [] for name in readers}
    turns = deque(readers.items())
    for path in files(folder, PICTURES):
        image, truth = load(path), truth_of(path)
        for name, read in turns:
            seen[name].append(Sight(path.name, truth, (look(image, read),)))
        turns.rotate()
    reports = {name: report(sights) for name, sights in seen.items()}
    return SetFigures(str(folder.relative_to(root)), len(seen[OURS]), reports)


def encodings(readers: Mapping[str, Read]) -> dict[str, dict[str, Rate]]:
    """How exactly Chinese arrives."""
    ways: Mapping[str, Callable[[str], segno.QRCode]] = {
        "UTF-8": lambda name: segno.make(name.encode(), encoding="latin-1", micro=False),
        "GB18030": lambda name: segno.make(name.encode("gb18030"), encoding="latin-1", micro=False),
        "GB18030, declared": lambda name: segno.make(name, encoding="gb18030", eci=True, micro=False),
        "Hanzi mode": lambda name: segno.make(name, mode="hanzi"),
    }
    found: dict[str, dict[str, Rate]] = {}
    for how, make in ways.items():
        pictures = [(drawn(make(name)), Truth(name, None)) for name in NAMES]
        found[how] = {
            reader: Rate(sum(Sight("", truth, (look(image, read),)).exact for image, truth in pictures), len(pictures))
            for reader, read in readers.items()
        }
    return found


def drawn(code: segno.QRCode, scale: int = 6) -> Image:
    """In BGR, with its light border."""
    matrix = np.array([[0 if dark else 255 for dark in row] for row in code.matrix_iter(scale=scale)], np.uint8)
    return as_image(cv2.cvtColor(matrix, cv2.COLOR_GRAY2BGR))


def films(config: CodeReaderConfig, readers: Mapping[str, Read]) -> list[FilmFigures]:
    """Each film through the terminal's reader and the peers, each at its own pace."""
    any_of = [maker() for maker in DECODERS.values()]
    opencv = readers["OpenCV"]
    moving = CodeReader(config)
    pace: dict[str, Read] = {OURS: moving.read, **{name: read for name, read in readers.items() if name != OURS}}
    frames: dict[str, list[float]] = {name: [] for name in pace}
    ms: dict[str, list[float]] = {name: [] for name in pace}
    for seed in range(FILMS):
        film = [(number / FPS, image) for number, image in enumerate(approach(seed, PRESENTED))]
        first = next(
            number
            for number, (_, image) in enumerate(film)
            if any(decode(_grey(image)) for decode in any_of) or opencv(image)
        )
        for name, read in pace.items():
            moving.forget()
            last: Look = list(until_read(film, read))[-1]
            if last.codes:
                frames[name].append(last.number - first)
                ms[name].append(1000 * (last.done_s - first / FPS))
    return [FilmFigures(name, Rate(len(ms[name]), FILMS), Times.of(frames[name]), Times.of(ms[name])) for name in pace]


def hostile(config: CodeReaderConfig) -> Iterator[HostileFigures]:
    """The time that pictures take which were made to take long."""
    reader, pause = CodeReader(replace(config, rescue_every=1)), Event()
    for name, image in hostile_pictures():
        firsts: list[float] = []
        following: list[float] = []
        for _ in range(REPEATS):
            until = time.monotonic() + FREE_WITHIN_S
            while not reader.is_idle and time.monotonic() < until:
                pause.wait(0.01)
            reader.forget()
            firsts.append(look(image, reader.read).took_ms)
            following.append(look(image, reader.read).took_ms)
        height, width = image.shape[:2]
        yield HostileFigures(name, f"{width} x {height}", Times.of(firsts).median, max(firsts + following))


def hostile_pictures() -> Iterator[tuple[str, Image]]:
    """Noise, textures, the finder patterns of codes all over, sizes out of the ordinary."""
    random = np.random.default_rng(1)

    def tiled(tile: Image) -> Image:
        return np.tile(tile, (720 // tile.shape[0] + 1, 1280 // tile.shape[1] + 1))[:720, :1280]

    def noise(*shape: int) -> Image:
        return random.integers(0, 256, shape, dtype=np.uint8)

    finder = np.full((9, 9), 255, np.uint8)
    finder[1:8, 1:8], finder[2:7, 2:7], finder[3:6, 3:6] = 0, 255, 0
    blocks = random.integers(0, 2, (120, 214), dtype=np.uint8) * np.uint8(255)
    code = drawn(segno.make(PRESENTED, error="m", micro=False), 2)[..., 0]
    torn = tiled(code).copy()
    torn[random.random(torn.shape) < 0.3] ^= 255
    yield "noise", noise(720, 1280, 3)
    yield "black and white blocks", np.kron(blocks, np.ones((6, 6), np.uint8))
    for unit in (1, 2, 5, 8):
        yield f"finder patterns of {9 * unit} pixels", tiled(np.kron(finder, np.ones((unit, unit), np.uint8)))
    yield "codes all over", tiled(code)
    yield "codes all over, torn", torn
    yield "noise", noise(3000, 4000, 3)
    yield "noise", noise(30, 6000, 3)
    yield "grey", np.full((20_000, 20_000), 128, np.uint8)
    yield "black", np.zeros((720, 1280, 3), np.uint8)
    yield "one pixel", np.zeros((1, 1, 3), np.uint8)


def _all(sets: Sequence[SetFigures]) -> SetFigures:
    """All of them together; times weigh each set as one: they are medians of its median and 95th percentile."""
    together = {}
    for name in sets[0].readers:
        reports = [one.readers[name] for one in sets]
        together[name] = replace(
            reports[0],
            exact=Rate(sum(one.exact.events for one in reports), sum(one.exact.trials for one in reports)),
            look_ms=Times(
                median=float(np.median([one.look_ms.median for one in reports])),
                p95=float(np.median([one.look_ms.p95 for one in reports])),
                longest=max(one.look_ms.longest for one in reports),
            ),
        )
    return SetFigures("all", sum(one.pictures for one in sets), together)


def _exact_row(one: SetFigures, peers: Sequence[str]) -> Row:
    ours = one.readers[OURS].exact.events
    best = max(one.readers[name].exact.events for name in peers)
    return {
        "set": one.name,
        "photos": one.pictures,
        **{name: one.readers[name].exact.events for name in (OURS, *peers)},
        "to the best peer (wanted: >= 1)": ours / best if best else None,
    }


def _time_row(one: SetFigures, peers: Sequence[str]) -> Row:
    ours = one.readers[OURS].look_ms
    return {
        "set": one.name,
        **{name: one.readers[name].look_ms for name in (OURS, *peers)},
        "median, share of pyzbar's (wanted: <= 0.25)": ours.median / one.readers["pyzbar"].look_ms.median,
    }


def _notes(sets: Sequence[SetFigures], config: CodeReaderConfig) -> tuple[str, ...]:
    readers: Counter[str] = Counter()
    for one in sets:
        readers.update(one.readers[OURS].decoders)
    missed = sum(one.readers[OURS].exact.trials - one.readers[OURS].exact.events for one in sets)
    return (
        "Photos: the terminal's reader gives every decoder its turn at each and remembers nothing of the one before;"
        f" its texts came from {', '.join(f'{name} ({count})' for name, count in readers.most_common())}."
        f" {missed} photos were not read, or not exactly. Times of all: the medians of the sets'.",
        f"Films: 1280 x 720 at {FPS} frames a second, a hand with tremor, perspective, motion blur, glare, moire, a"
        " camera that has to focus; simulated pace: a reader takes the newest frame whenever it is free, its time"
        " measured. A frame counts as readable when zxing-cpp, as it comes or sharpened, zbar or OpenCV reads it.",
        f"Whatever comes: the median of {REPEATS} looks while all decoders are free, and the longest of those and of"
        f" as many behind them. A decoder that is not done after {config.budget_ms} ms is left behind.",
        "pyzbar's and OpenCV's texts as they hand them over; zxing-cpp's `text`. All get the same grey picture; the"
        " time to make it grey counts.",
    )
