"""libzbar through pyzbar's bindings, in binary mode, which `pyzbar.decode` has no way to ask for."""

from __future__ import annotations

import ctypes

import numpy as np
from numpy.typing import NDArray
from pyzbar import wrapper as zbar  # raises ImportError when libzbar is not installed

from devices.frames import Image

CFG_BINARY = 4  # zbar.h since 0.23.1: bytes as they are, without guessing an encoding
GREY = int.from_bytes(b"Y800", "little")


class ZBarScanner:
    """One zbar scanner that looks for QR codes only."""

    def __init__(self) -> None:
        self._scanner = zbar.zbar_image_scanner_create()
        for symbol in zbar.ZBarSymbol:
            self._configure(symbol, zbar.ZBarConfig.CFG_ENABLE, symbol is zbar.ZBarSymbol.QRCODE)
        self._configure(zbar.ZBarSymbol.QRCODE, CFG_BINARY, True)

    def scan(self, grey: Image) -> list[tuple[bytes, NDArray[np.float32]]]:
        """Content and corners, (4, 2) clockwise from the code's own upper left, in a grey image."""
        height, width = grey.shape
        pixels = grey.tobytes()
        image = zbar.zbar_image_create()
        try:
            zbar.zbar_image_set_format(image, GREY)
            zbar.zbar_image_set_size(image, width, height)
            zbar.zbar_image_set_data(image, ctypes.cast(ctypes.c_char_p(pixels), ctypes.c_void_p), len(pixels), None)
            zbar.zbar_scan_image(self._scanner, image)
            found = []
            symbol = zbar.zbar_image_first_symbol(image)
            while symbol:
                found.append((_content(symbol), _corners(symbol)))
                symbol = zbar.zbar_symbol_next(symbol)
            return found
        finally:
            zbar.zbar_image_destroy(image)

    def _configure(self, symbol: int, setting: int, value: bool) -> None:
        zbar.zbar_image_scanner_set_config(self._scanner, symbol, setting, value)


def _content(symbol: ctypes.c_void_p) -> bytes:
    return ctypes.string_at(zbar.zbar_symbol_get_data(symbol), zbar.zbar_symbol_get_data_length(symbol))


def _corners(symbol: ctypes.c_void_p) -> NDArray[np.float32]:
    points = [
        (zbar.zbar_symbol_get_loc_x(symbol, index), zbar.zbar_symbol_get_loc_y(symbol, index))
        for index in (0, 3, 2, 1)  # zbar goes the other way round
    ]
    return np.array(points, dtype=np.float32)
