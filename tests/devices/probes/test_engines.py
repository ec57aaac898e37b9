"""Probes of what reads codes and faces, with the real engines."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from devices.codes import CodeReader, CodeReaderConfig
from devices.frames import as_image
from devices.known_faces import known_pictures
from devices.probes.codes import Codes, sighting
from devices.probes.faces import Faces, Models
from devices.probes.speaker import tone_db
from simulator.people import PORTRAITS


def test_every_decoder_reads_every_known_code() -> None:
    reading = Codes(CodeReaderConfig()).read()
    assert (reading.unread, reading.decoders, reading.missing) == ((), 3, "")


def test_a_decoder_whose_library_is_missing_is_named_and_one_that_misreads_too() -> None:
    def missing() -> None:
        raise ImportError("libzbar")

    def reader(config: CodeReaderConfig) -> CodeReader:
        return CodeReader(config, {"zbar": missing, "zxing": lambda: lambda _: [(b"nonsense", np.zeros((4, 2)))]})  # type: ignore[dict-item, return-value]

    reading = Codes(CodeReaderConfig(chain=("zxing", "zbar")), reader).read()
    assert reading.missing == "zbar"
    assert reading.decoders == 1
    assert "zxing: utf-8" in reading.unread


def test_a_card_held_straight_and_tilted() -> None:
    square = np.array([[0, 0], [100, 0], [100, 100], [0, 100]], np.float32)
    straight = sighting(square, 1000)
    assert (straight.width, straight.tilt) == (0.1, 0.0)
    assert sighting(square * np.float32([1, 0.5]), 1000).tilt == 60.0


def test_the_engine_knows_the_known_faces() -> None:
    reading = Faces(Path("models"), time.monotonic).read()
    assert reading.pictures == 2
    assert reading.unseen == ""
    assert reading.own > 0.9
    assert reading.others < 0.35
    assert reading.frame_ms > 0


def test_pictures_without_a_face_are_not_recognised_and_none_are_not_guessed_at() -> None:
    grey = as_image(np.full((480, 640, 3), 120))
    reading = Faces(Path("models"), time.monotonic, lambda: {"one": grey, "two": grey}).read()
    assert reading.unseen == "one: no_face, two: no_face, one: no_face, two: no_face"
    assert Faces(Path("models"), time.monotonic, lambda: {}).read().pictures == 0


def test_model_files_are_told_apart(tmp_path: Path) -> None:
    reading = Models(tmp_path).read()
    assert (reading.altered, reading.absent) == ("", "")
    assert reading.optional_absent == "minifasnet-v2, minifasnet-v1se"
    (tmp_path / "MiniFASNetV2.onnx").write_bytes(b"another")
    assert Models(tmp_path).read().altered == "minifasnet-v2"


def test_the_known_faces_are_the_simulated_visitors() -> None:
    assert known_pictures().keys() == PORTRAITS.keys()


def test_a_tone_rises_out_of_noise() -> None:
    random = np.random.default_rng(1)
    at = np.arange(16_000) / 16_000
    hiss = random.normal(0, 1, len(at))
    assert tone_db(hiss, 16_000, 1000) < 15
    assert tone_db(hiss + np.sin(2 * np.pi * 1000 * at), 16_000, 1000) > 25
    assert tone_db(hiss + np.sin(2 * np.pi * 700 * at), 16_000, 1000) < 15
