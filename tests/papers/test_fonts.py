"""The fonts that everything on the screen and on paper is written with."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from papers.fonts import FAMILY, FOLDERS, FontMissing, Fonts, chinese_fonts


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fonts")


@pytest.fixture(scope="module")
def fonts(cache: Path) -> Fonts:
    return chinese_fonts(cache)


def test_both_are_single_faces_of_simplified_chinese(fonts: Fonts) -> None:
    for path, weight in ((fonts.regular, "Regular"), (fonts.bold, "Bold")):
        with TTFont(path, lazy=True) as font:
            assert font["name"].getDebugName(1) == FAMILY
            assert font["name"].getDebugName(2) == weight
            assert set(map(ord, "企业登记账户密码●ABC123，。")) <= set(font.getBestCmap())


@pytest.mark.alone
def test_a_second_start_takes_them_as_they_are(cache: Path, fonts: Fonts) -> None:
    before = fonts.regular.stat().st_mtime_ns
    began = time.perf_counter()
    assert chinese_fonts(cache) == fonts
    assert time.perf_counter() - began < 0.5
    assert fonts.regular.stat().st_mtime_ns == before


def test_nothing_but_the_fonts_is_left_in_the_cache(cache: Path, fonts: Fonts) -> None:
    assert set(cache.iterdir()) == {fonts.regular, fonts.bold}


def test_a_missing_font_names_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(FontMissing, match="apt-get install fonts-noto-cjk"):
        chinese_fonts(tmp_path / "cache", folders=[tmp_path])


def test_a_damaged_collection_leaves_nothing_behind(tmp_path: Path) -> None:
    whole = next(path for folder in FOLDERS for path in folder.rglob("NotoSansCJK-Regular.ttc"))
    damaged = tmp_path / "fonts" / whole.name
    damaged.parent.mkdir()
    shutil.copy(whole, damaged)
    with damaged.open("r+b") as file:
        file.truncate(damaged.stat().st_size // 2)
    with pytest.raises(FontMissing, match=str(damaged)):
        chinese_fonts(tmp_path / "cache", folders=[damaged.parent])
    assert list((tmp_path / "cache").iterdir()) == []
