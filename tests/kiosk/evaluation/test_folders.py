from __future__ import annotations

import itertools
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.evaluation.folders import PICTURES, FolderFault, Truth, files, frames_of, load, people, truth_of, windows


def paint(path: Path, level: int = 0, size: tuple[int, int] = (40, 30)) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), np.full((size[1], size[0], 3), level, dtype=np.uint8))
    return path


def film(path: Path, levels: range) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25, (64, 48))
    for level in levels:
        writer.write(np.full((48, 64, 3), level, dtype=np.uint8))
    writer.release()
    return path


def test_files_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for name in ("10.png", "2.PNG", "a/1.jpg", "notes.md"):
        paint(tmp_path / name) if name != "notes.md" else (tmp_path / name).write_text("no picture")
    names = [str(path.relative_to(tmp_path)) for path in files(tmp_path, PICTURES)]
    assert names.index("2.PNG") < names.index("10.png")
    assert sorted(names) == ["10.png", "2.PNG", "a/1.jpg"]


@pytest.mark.parametrize(
    ("name", "word"), [("nowhere", "is not there"), ("file.txt", "is a file"), ("empty", "none of")]
)
def test_a_folder_without_pictures_is_told_with_its_name(tmp_path: Path, name: str, word: str) -> None:
    (tmp_path / "file.txt").write_text("")
    (tmp_path / "empty").mkdir()
    with pytest.raises(FolderFault, match=word) as told:
        files(tmp_path / name, PICTURES)
    assert str(tmp_path / name) in str(told.value)


def test_a_file_that_is_no_picture_is_told(tmp_path: Path) -> None:
    (tmp_path / "1.png").write_bytes(b"\x89PNG but not really")
    with pytest.raises(FolderFault, match=r"1\.png is not a picture"):
        load(tmp_path / "1.png")


def test_truth_is_text_bytes_or_unknown(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_bytes("杭州\r\n".encode())
    (tmp_path / "2.bin").write_bytes(b"\xba\xbc")
    (tmp_path / "3.txt").write_bytes(b"\xba\xbc")
    (tmp_path / "5.txt").write_bytes(b"")
    assert truth_of(tmp_path / "1.png") == Truth("杭州\r\n", None)
    assert truth_of(tmp_path / "2.png") == Truth(None, b"\xba\xbc")
    with pytest.raises(FolderFault, match="not UTF-8"):
        truth_of(tmp_path / "3.png")
    assert truth_of(tmp_path / "4.png") is None
    empty = truth_of(tmp_path / "5.png")
    assert empty is not None
    assert empty.says_none


def test_a_film_gives_its_frames_with_their_times(tmp_path: Path) -> None:
    frames = list(frames_of(film(tmp_path / "film.avi", range(0, 200, 20))))
    assert [at for at, _ in frames] == pytest.approx([number / 25 for number in range(10)])
    assert [abs(int(image.mean()) - 20 * number) < 4 for number, (_, image) in enumerate(frames)] == [True] * 10
    (tmp_path / "none.avi").write_bytes(b"RIFF")
    with pytest.raises(FolderFault, match=r"none\.avi is not a film"):
        list(frames_of(tmp_path / "none.avi"))


def test_each_person_has_a_folder(tmp_path: Path) -> None:
    for person, number in itertools.product(("li", "wang"), (1, 2, 10)):
        paint(tmp_path / person / f"{number}.png")
    paint(tmp_path / "wang" / "later" / "1.png")
    found = {name: [str(path.relative_to(tmp_path / name)) for path in paths] for name, paths in people(tmp_path)}
    assert {name: sorted(paths) for name, paths in found.items()} == {
        "li": ["1.png", "10.png", "2.png"],
        "wang": ["1.png", "10.png", "2.png", "later/1.png"],
    }
    paint(tmp_path / "loose.png")
    with pytest.raises(FolderFault, match="a folder of its own"):
        list(people(tmp_path))


def test_windows_are_consecutive_frames_of_one_presentation(tmp_path: Path) -> None:
    for number in range(5):
        paint(tmp_path / "li" / "1" / f"{number}.png", 10 * number)
    film(tmp_path / "li.avi", range(0, 200, 50))
    found = {window.name: window for window in windows(tmp_path, 2)}
    assert set(found) == {"li/1[0]", "li/1[2]", "li.avi[0]", "li.avi[2]"}
    assert [int(image.mean()) for image in found["li/1[2]"].frames] == [20, 30]
    assert found["li/1[0]"].person == "li"
    with pytest.raises(FolderFault, match="no 9 consecutive"):
        list(windows(tmp_path, 9))
