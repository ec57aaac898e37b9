"""What a terminal of this machine needs around it to be played with: a configuration of its own, faces on file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import AnyHttpUrl

from devices.frames import Image
from kiosk.config import Config
from kiosk.contract import HolderRole
from simulator.enrolment import in_own_process
from simulator.people import reference_picture
from simulator.service import CentralProcess, World

TERMINALS = {"beijing": "BJ-0001", "shanghai": "SH-0001"}
"""The terminal of each region."""
ON_FILE = {
    "星河": (HolderRole.REPRESENTATIVE, "hopper"),
    "云杉": (HolderRole.REPRESENTATIVE, "hopper"),
    "浦江": (HolderRole.REPRESENTATIVE, "hopper"),
    "远帆": (HolderRole.AGENT, "hopper"),
    "长亭": (HolderRole.REPRESENTATIVE, "collins"),
}
"""Whose face is on file for which seeded enterprise."""


def put_on_file(world: World, models: Path, words: Mapping[str, str], person: Image | None = None) -> None:
    """The faces of `ON_FILE`; of a real `person`, theirs for all. Raises `EnrolmentRefused`, `CarrierMissing`."""
    names = sorted({name for _, name in ON_FILE.values()}) if person is None else ["person"]
    pictures = [reference_picture(name) for name in names] if person is None else [person]
    templates = dict(zip(names, in_own_process(pictures, models, words), strict=True))
    for enterprise, (role, name) in ON_FILE.items():
        credit_code = world.enterprise(enterprise)["credit_code"]
        world.enrol_face(credit_code, role, templates[name if person is None else "person"])


def settled(config: Config, size: tuple[int, int], folder: Path, central: CentralProcess | None) -> Config:
    """`config` for a window of `size` pixels, with everything that the terminal leaves behind in `folder`.

    It talks to `central`, where there is one, in its name for the terminal.
    """
    width, height = size
    terminal = config.terminal.model_copy(update={"power_off": (), "key_file": folder / "terminal.key"})
    changes: dict[str, object] = {
        "terminal": terminal,
        "display": config.display.model_copy(update={"width": width, "height": height, "fullscreen": False}),
        "printer": config.printer.model_copy(update={"kind": "file", "folder": folder / "print"}),
        "data": config.data.model_copy(
            update={
                "journal": folder / "journal.sqlite3",
                "configuration": folder / "configuration.json",
                "site": folder / "site.json",
            }
        ),
        "diagnostics": config.diagnostics.model_copy(
            update={"folder": folder / "diagnostics", "control": folder / "control.sock"}
        ),
    }
    if central is not None:
        changes["terminal"] = terminal.model_copy(update={"id": central.terminal})
        changes["central"] = config.central.model_copy(
            update={"url": AnyHttpUrl(central.url), "ca_file": None, "configuration_key_file": None}
        )
    return config.model_copy(update=changes)
