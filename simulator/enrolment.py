"""Taking up reference faces, as happens once where a licence is issued: with the gate and engines of the terminal."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from devices.face.dlib_encoding import DlibEncoder
from devices.face.engine import FaceEngine
from devices.face.gate import GateLimits
from devices.frames import Image
from devices.models import load_paths
from kiosk.contract import DLIB, SFACE, FaceTemplate

Templates = tuple[FaceTemplate, ...]


class EnrolmentRefused(Exception):
    """The gate does not let a picture be a reference."""


def templates(pictures: Sequence[Image], models_folder: Path) -> list[Templates]:
    """For each BGR picture of one face its templates. Raises EnrolmentRefused with the gate's reason."""
    engine, encoder = FaceEngine(load_paths(models_folder), GateLimits()), DlibEncoder()
    taken: list[Templates] = []
    for picture in pictures:
        seen = engine.observe(picture, want_mouth=False, want_template=True)
        if seen.template is None or seen.box is None:
            raise EnrolmentRefused(f"the picture cannot be a reference: {seen.hint}; take another one")
        encoding = encoder.encode(picture, seen.box)
        taken.append((FaceTemplate(engine=SFACE, vector=seen.template), FaceTemplate(engine=DLIB, vector=encoding)))
    return taken


def in_own_process(pictures: Sequence[Image], models_folder: Path) -> list[Templates]:
    """The same in a process of its own, which the window's process need not carry the engines for."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(templates, pictures, models_folder).result()
