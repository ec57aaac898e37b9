"""Taking up reference faces, as happens once where a licence is issued: with the gate and engines of the terminal."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from devices.face.dlib_encoding import DlibEncoder
from devices.face.engine import FaceEngine
from devices.face.gate import GateLimits
from devices.face.kept import cut_out
from devices.face.stills import observe_still
from devices.frames import Image
from devices.models import load_paths
from kiosk.contract import DLIB, SFACE, FaceTemplate

Templates = tuple[FaceTemplate, ...]


class EnrolmentRefused(Exception):
    """The gate does not let a picture be a reference; the message says so in the words that visitors read."""


def templates(pictures: Sequence[Image], models_folder: Path, words: Mapping[str, str]) -> list[Templates]:
    """For each BGR picture of one face its templates. Raises EnrolmentRefused with the gate's hint.

    `words`: a language's texts by key, as of `kiosk.i18n.Catalogues`.
    """
    engine, encoder = FaceEngine(load_paths(models_folder), GateLimits()), DlibEncoder()
    taken: list[Templates] = []
    for number, picture in enumerate(pictures, 1):
        looked_at, seen = observe_still(engine, picture)
        if seen.template is None or seen.box is None:
            raise EnrolmentRefused(f"picture {number} cannot be a reference: {words[f'face.hint.{seen.hint}']}")
        encoding = encoder.encode(*cut_out(looked_at, seen.box))  # as the vision process keeps a visitor's
        taken.append((FaceTemplate(engine=SFACE, vector=seen.template), FaceTemplate(engine=DLIB, vector=encoding)))
    return taken


def in_own_process(pictures: Sequence[Image], models_folder: Path, words: Mapping[str, str]) -> list[Templates]:
    """The same in a process of its own, which the window's process need not carry the engines for."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(templates, pictures, models_folder, words).result()
