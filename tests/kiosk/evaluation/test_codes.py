"""Folders of pictures and films that the test makes, through the real reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from devices.codes import Code, CodeReaderConfig
from devices.frames import Image
from kiosk.evaluation.codes import evaluate, play, sights, until_read
from kiosk.evaluation.folders import FolderFault
from tests.devices.codes_drawn import TOKEN, blurred, drawn, held_at

CONFIG = CodeReaderConfig(budget_ms=5000)  # time even on a busy machine
NAME = "杭州市西湖区某某科技有限公司"


def write(folder: Path, name: str, picture: Image, truth: str | bytes | None = None) -> None:
    assert cv2.imwrite(str(folder / f"{name}.png"), picture)
    if isinstance(truth, bytes):
        (folder / f"{name}.bin").write_bytes(truth)
    elif truth is not None:
        (folder / f"{name}.txt").write_text(truth, "utf-8", newline="")


def film(path: Path, frames: Iterator[Image] | list[Image]) -> None:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30, (1280, 720))
    for frame in frames:
        writer.write(frame)
    writer.release()


def test_texts_bytes_and_encodings_are_compared_exactly(tmp_path: Path) -> None:
    write(tmp_path, "utf-8", drawn(NAME.encode()), NAME)
    write(tmp_path, "gbk", drawn(NAME.encode("gb18030")), NAME)
    write(tmp_path, "line feed of an editor", drawn(TOKEN), TOKEN + "\r\n")
    write(tmp_path, "binary", drawn(b"\x00\xff\xfe\x80"), b"\x00\xff\xfe\x80")
    write(tmp_path, "two", np.hstack([drawn(TOKEN), drawn(TOKEN[::-1])]), TOKEN[::-1])
    told = evaluate(tmp_path, CONFIG)
    assert (told.exact.events, told.exact.trials, told.failed) == (5, 5, ())
    assert told.decoders == {"zxing": 5}
    assert 0 < told.look_ms.median <= told.look_ms.longest


def test_what_is_wrong_is_told_by_file_and_never_by_content(tmp_path: Path) -> None:
    hall = np.full((480, 640), 90, np.uint8)
    write(tmp_path, "missed", hall, TOKEN)
    write(tmp_path, "other", drawn(TOKEN), TOKEN[::-1])
    write(tmp_path, "none", hall, "")
    write(tmp_path, "false", drawn(TOKEN), "")
    write(tmp_path, "without truth", drawn(TOKEN))
    told = evaluate(tmp_path, CONFIG)
    assert set(told.failed) == {
        "missed.png: not read",
        "other.png: says something else",
        "false.png: holds no code, but zxing read one",
    }
    assert (told.decoded.events, told.exact.events, told.decoded.trials) == (1, 0, 2)
    assert (told.false_reads.events, told.false_reads.trials) == (1, 2)
    assert (told.unknown.events, told.unknown.trials) == (1, 1)
    assert TOKEN[:8] not in repr(told)
    assert TOKEN[:8] not in repr(list(sights(tmp_path, CONFIG)))


def test_a_picture_that_needs_a_rescue_is_read_whatever_was_before_it(tmp_path: Path) -> None:
    for number in range(4):
        write(tmp_path, str(number), blurred(), TOKEN)
        write(tmp_path, f"{number} nothing", np.full((480, 640), 90, np.uint8), "")
    told = evaluate(tmp_path, replace(CONFIG, rescue_every=30))
    assert (told.exact.events, told.exact.trials) == (4, 4)
    assert told.decoders == {"zxing_sharpened": 4}


def test_a_film_is_read_up_to_its_first_code(tmp_path: Path) -> None:
    empty = np.full((720, 1280, 3), 120, np.uint8)
    film(tmp_path / "comes.avi", [empty] * 10 + [held_at(500, 200)] * 30)
    (tmp_path / "comes.txt").write_text(TOKEN)
    film(tmp_path / "never.avi", [empty] * 5)
    (tmp_path / "never.txt").write_text("")
    told = evaluate(tmp_path, CONFIG)
    assert (told.exact.events, told.exact.trials) == (1, 1)
    assert (told.false_reads.events, told.false_reads.trials) == (0, 1)
    assert told.film_ms.median > 10 / 30 * 1000
    assert told.failed == ()


def test_a_slow_reader_sees_the_newest_frame_and_misses_those_between() -> None:
    frames = [(number / 10, np.full((30, 30), number, np.uint8)) for number in range(7)]
    now = [0.0]
    seen = []

    def read(image: Image) -> tuple[Code, ...]:
        seen.append(int(image[0, 0]))
        now[0] += 0.25
        return ()

    looks = list(play(frames, read, lambda: now[0]))
    assert seen == [look.number for look in looks] == [0, 2, 5, 6]
    assert [look.done_s for look in looks] == pytest.approx([0.25, 0.5, 0.75, 1.0])
    assert len(list(until_read(frames, lambda image: ()))) == 7


def test_a_folder_without_pictures_is_refused_with_words(tmp_path: Path) -> None:
    with pytest.raises(FolderFault, match="holds none of"):
        evaluate(tmp_path, CONFIG)
