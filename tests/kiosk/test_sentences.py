"""What devices say of themselves is read in the reader's language."""

from __future__ import annotations

import ast
import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.printer_links import NO_LIBUSB
from kiosk.contract import Language
from kiosk.diagnostics.words import Words
from kiosk.i18n import Catalogues
from kiosk.technician.actions.devices import FORBIDDEN
from tests.screens.desk import CATALOGUES

DEVICES = Path(__file__).parents[2] / "devices"
TELLING = ("printer", "printer_status", "printer_links", "receipt_printer", "simulated_printer")
TELLING += ("loudspeaker", "speaker", "simulated_speaker")
"""Whose faults a technician reads."""


@pytest.fixture(scope="module")
def catalogues() -> Catalogues:
    return Catalogues(CATALOGUES)


def _sentences(source: str) -> Iterator[str]:
    """Each sentence with a remedy, a figure in the place of what varies; not those that only programmers see."""
    tree = ast.parse(source)
    others = {id(one) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for one in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):  # a docstring
            others.add(id(node.value))
        if isinstance(node, ast.Raise) and "ValueError" in ast.unparse(node):
            others |= {id(one) for one in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in others:
            continue
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(one.value) if isinstance(one, ast.Constant) else "7" for one in node.values)
        else:
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        if ": " in text:
            yield text


@pytest.mark.parametrize("device", TELLING)
def test_every_fault_of_a_device_is_told_in_chinese(catalogues: Catalogues, device: str) -> None:
    untold = [
        one
        for one in _sentences((DEVICES / f"{device}.py").read_text("utf-8"))
        if catalogues.said(Language.ZH_CN, one) == one
    ]
    assert not untold, "add them to devices.po"


def test_what_varies_is_kept_and_what_is_a_sentence_itself_is_told_too(catalogues: Catalogues) -> None:
    def said(sentence: str) -> str:
        return catalogues.said(Language.ZH_CN, sentence)

    assert said("USB printer 0416:5011 is not there: check power and cable; lsusb names what is").startswith(
        "没有找到 USB 打印机 0416:5011："
    )
    assert said("printer 192.0.2.7:9100 cannot be reached: check its power, its address and the network").startswith(
        "连不上打印机 192.0.2.7:9100："
    )
    assert said(str(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "site.json"))) == "磁盘已满（'site.json'）"
    assert said(FORBIDDEN) != FORBIDDEN
    assert said(NO_LIBUSB) != NO_LIBUSB


def test_english_and_what_nobody_knows_stay_as_they_are(catalogues: Catalogues) -> None:
    assert catalogues.said(Language.EN, FORBIDDEN) == FORBIDDEN
    assert catalogues.said(Language.ZH_CN, "the toaster is cold: wait") == "the toaster is cold: wait"


def test_a_technicians_text_tells_a_devices_sentence_in_its_language(catalogues: Catalogues) -> None:
    words = Words(catalogues, Language.ZH_CN)
    told = words("technician.paper.fault", reason="the printer's cover is open: close it")
    assert told.endswith("打印机盖没有合上：请合上")
