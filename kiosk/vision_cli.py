"""`kiosk vision`: how well this terminal's engines, thresholds and gate see what a folder holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from devices.models import ModelFault, load_paths
from devices.status import DeviceFault
from devices.vision_worker import NO_PASSIVE
from kiosk.command import HOME, ConfigFile, Fault, settings_of
from kiosk.evaluation.folders import FolderFault
from kiosk.evaluation.progress import T
from kiosk.evaluation.report import Result, plain, table

vision = typer.Typer(
    help="Measure how well this terminal sees, on pictures and films: to check a hall's light, a camera or a phone.",
    no_args_is_help=True,
)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document instead of a table.")]
Models = Annotated[
    Path | None,
    typer.Option(help="Folder of the MiniFASNet files.", show_default="as the configuration says"),
]


@vision.command()
def faces(
    folder: Annotated[Path, typer.Argument(help="One folder a person, with pictures or folders of frames in it.")],
    as_json: AsJson = False,
    models: Models = None,
    config: ConfigFile = HOME / "config.toml",
) -> None:
    """How well people are told apart: FMR, FNMR and what the gate refuses (ISO/IEC 19795-1)."""
    from central.matching import load as load_calibration
    from devices.face.dlib_encoding import DlibEncoder
    from devices.face.engine import FaceEngine
    from devices.face.gate import GateLimits
    from kiosk.evaluation.faces import evaluate

    with _told():
        engine = FaceEngine(load_paths(models or settings_of(config).models.folder), GateLimits())
        _show(str(folder), evaluate(folder, engine, DlibEncoder(), load_calibration(), _progress), as_json)


@vision.command()
def liveness(
    live: Annotated[Path, typer.Argument(help="Films, or folders of frames, of live people.")],
    attacks: Annotated[Path, typer.Argument(help="The same of what must not pass for one.")],
    as_json: AsJson = False,
    models: Models = None,
    config: ConfigFile = HOME / "config.toml",
) -> None:
    """How well people are told from pictures of them: APCER and BPCER (ISO/IEC 30107-3)."""
    from central.matching import load as load_calibration
    from devices.face.engine import FaceEngine
    from devices.face.gate import GateLimits
    from kiosk.evaluation.liveness import evaluate

    with _told():
        engine = FaceEngine(load_paths(models or settings_of(config).models.folder), GateLimits())
        if not engine.judges_passively:
            raise Fault(f"there is no passive score to measure: {NO_PASSIVE}; `kiosk models` says where they belong")
        _show(f"{live} against {attacks}", evaluate(live, attacks, engine, load_calibration(), _progress), as_json)


@vision.command()
def codes(
    folder: Annotated[Path, typer.Argument(help="Pictures and films; NAME.txt or NAME.bin says what the code says.")],
    as_json: AsJson = False,
    config: ConfigFile = HOME / "config.toml",
) -> None:
    """How well codes are read: how many, how exactly, how fast. An empty NAME.txt: there is no code."""
    from kiosk.evaluation.codes import evaluate

    with _told():
        reading = settings_of(config).codes.reader()
        _show(str(folder), evaluate(folder, reading, _progress), as_json)


@contextmanager
def _told() -> Iterator[None]:
    """What cannot be measured is said in words; the terminal's own thread count is used."""
    import cv2

    cv2.setNumThreads(1)
    try:
        yield
    except (FolderFault, ModelFault, DeviceFault) as fault:
        raise Fault(str(fault)) from None


def _progress(things: Iterable[T], /) -> Iterable[T]:
    return track(things, console=Console(stderr=True), description="looking", transient=True)


def _show(title: str, result: Result, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(plain(result), ensure_ascii=False, allow_nan=False, indent=2))
        return
    console = Console(soft_wrap=True)
    console.print(table(title, result.rows()))
    for case in result.failed:
        console.print(f"  {case}", markup=False, highlight=False)
