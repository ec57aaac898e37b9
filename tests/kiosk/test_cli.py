"""The command as a technician types it: what it prints, how it ends, and never a traceback."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from devices.frames import Image
from kiosk import __version__
from kiosk.cli import app
from kiosk.config import KEY_VARIABLE
from kiosk.control import Control, listens
from kiosk.diagnostics.within import Within
from simulator.machine import Machine
from simulator.scenarios import SCENARIOS
from tests.devices.codes_drawn import drawn
from tests.devices.device_bench import eventually
from tests.kiosk.diagnostics.terminal_tests import desk_of

ROOT = Path(__file__).parents[2]
KEY = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def kiosk(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the command without a display, but for what `environment` says."""
    inherited = {
        name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY", KEY_VARIABLE)
    }
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", *map(str, arguments)],
        cwd=ROOT,
        env=inherited | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    return done


def configuration(folder: Path, **changes: str) -> Path:
    """The shipped configuration with other TOML values for some keys, in a folder of its own."""
    lines = (ROOT / "config.toml").read_text("utf-8").splitlines()
    for key, value in changes.items():
        (place,) = [number for number, line in enumerate(lines) if line.startswith(f"{key} = ")]
        lines[place] = f"{key} = {value}"
    (folder / "config.toml").write_text("\n".join(lines), "utf-8")
    return folder / "config.toml"


def with_printer(config: Path, port: int) -> None:
    """Of the configuration, one in this machine's network."""
    settings = config.read_text("utf-8").replace('[printer]\nkind = "none"', '[printer]\nkind = "network"')
    settings = settings.replace("192.168.1.50", "127.0.0.1").replace("port = 9100", f"port = {port}")
    assert str(port) in settings
    config.write_text(settings, "utf-8")


def test_version() -> None:
    done = kiosk("version")
    assert (done.returncode, done.stdout.strip()) == (0, __version__)


def test_a_configuration_in_order(tmp_path: Path) -> None:
    path = configuration(tmp_path)
    done = kiosk("config", "check", "-c", path, **{KEY_VARIABLE: KEY})
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{path}: in order\n", "")


def test_a_configuration_with_mistakes_lists_them_all_in_unbroken_lines(tmp_path: Path) -> None:
    path = configuration(tmp_path, id='"bj-1"', fps="500", language='"de"')
    done = kiosk("config", "check", "-c", path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        f"kiosk: the configuration {path} cannot be used:",
        'terminal.id = "bj-1": must be two capital letters, a dash and four digits, such as BJ-0001',
        "display.language = \"de\": must be 'zh_CN' or 'en'",
        "camera.fps = 500: must be at most 60",
    ]


def test_a_configuration_that_is_not_there(tmp_path: Path) -> None:
    done = kiosk("config", "check", "-c", tmp_path / "none.toml")
    assert done.returncode == 2
    assert f"{tmp_path / 'none.toml'}: No such file or directory; name another file with --config" in done.stderr


@pytest.mark.parametrize("command", [("run",), ("config", "check")])
def test_without_its_key_the_terminal_says_where_it_may_be(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = kiosk(*command, "-c", configuration(tmp_path))
    assert done.returncode == 2
    assert str(tmp_path / "var" / "terminal.key") in done.stderr
    assert KEY_VARIABLE in done.stderr


def test_a_key_that_is_none_is_not_shown(tmp_path: Path) -> None:
    done = kiosk("config", "check", "-c", configuration(tmp_path), **{KEY_VARIABLE: "s3cret"})
    assert done.returncode == 2
    assert f"{KEY_VARIABLE}: holds no Ed25519 private key" in done.stderr
    assert "s3cret" not in done.stderr


def test_without_a_display_the_terminal_says_what_to_do(tmp_path: Path) -> None:
    done = kiosk("run", "-c", configuration(tmp_path), **{KEY_VARIABLE: KEY})
    assert done.returncode == 2
    assert "there is no display" in done.stderr
    assert "DISPLAY" in done.stderr


def test_models_that_the_operator_has_not_supplied_are_no_fault(tmp_path: Path) -> None:
    done = kiosk("models", "-c", configuration(tmp_path))
    assert done.returncode == 0
    states = {line.split()[0]: line.split(maxsplit=1)[1] for line in done.stdout.splitlines()}
    assert states["sface"].startswith("present ")
    assert states["minifasnet-v2"] == f"absent (optional)    {tmp_path / 'models' / 'MiniFASNetV2.onnx'}"
    assert "model minifasnet-v2" in done.stderr
    assert "supply the file from https://" in done.stderr
    assert kiosk("models", "--quiet", "-c", tmp_path / "config.toml").stderr == ""


def test_models_that_are_all_there(tmp_path: Path, shared_data: Path) -> None:
    (tmp_path / "models").symlink_to(shared_data / "models")
    done = kiosk("models", "-c", configuration(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert [line for line in done.stdout.splitlines() if " present " not in line] == []


@pytest.mark.parametrize("options", [(), ("--quiet",)])
def test_an_altered_model_is_a_fault(tmp_path: Path, options: tuple[str, ...]) -> None:
    altered = tmp_path / "models" / "MiniFASNetV2.onnx"
    altered.parent.mkdir()
    altered.write_bytes(b"not the model that was measured")
    done = kiosk("models", *options, "-c", configuration(tmp_path))
    assert done.returncode == 2
    (line,) = [line for line in done.stderr.splitlines() if "minifasnet-v2" in line]
    assert str(altered) in line
    assert "expected 4eed38f0" in line
    assert "again" in line


def test_the_demo_names_its_scenarios() -> None:
    done = kiosk("demo", "--list-scenarios")
    assert done.returncode == 0
    listed = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert listed == {name: scenario.summary for name, scenario in SCENARIOS.items()}


def test_a_scenario_that_there_is_none_of() -> None:
    done = kiosk("demo", "--scenario", "nonsense")
    assert done.returncode == 2
    assert done.stderr == "kiosk: there is no scenario 'nonsense': --list-scenarios names them\n"


@pytest.mark.skipif(Path("/dev/video9").exists(), reason="this machine has a camera 9")
def test_a_webcam_that_is_not_there_ends_the_demo_in_words(tmp_path: Path) -> None:
    done = kiosk("demo", "--camera", "9", "--out", tmp_path)
    assert done.returncode == 2
    assert "kiosk: there is no camera 9: connect one, or name another with --camera" in done.stderr


def commands(command: Any, path: str = "kiosk") -> Iterator[tuple[str, Any]]:
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, f"{path} {name}")


def test_every_command_and_option_says_what_it_is_for() -> None:
    found = dict(commands(typer.main.get_command(app)))
    names = (
        "run",
        "audit",
        "audit verify",
        "audit show",
        "demo",
        "diagnose",
        "models",
        "version",
        "config",
        "config check",
        "vision",
        "vision faces",
        "vision liveness",
        "vision codes",
        "voice",
        "voice script",
        "voice render",
        "voice check",
        "enrol",
        "badge",
        "badge keygen",
        "badge issue",
        "badge show",
        "badge pin",
        "badge code",
    )
    assert set(found) == {"kiosk", *(f"kiosk {name}" for name in names)}
    for path, command in found.items():
        assert command.help, path
        assert [one.name for one in command.params if not one.help] == [], path


def test_help_lists_the_commands() -> None:
    done = kiosk("--help")
    assert done.returncode == 0
    for name in ("run", "demo", "models", "version", "config"):
        assert name in done.stdout


def people(folder: Path, portrait: Image) -> Path:
    """Two pictures of one person."""
    (folder / "she").mkdir(parents=True)
    for number, light in enumerate((1.0, 0.8)):
        assert cv2.imwrite(str(folder / "she" / f"{number}.png"), np.clip(portrait * light, 0, 255).astype(np.uint8))
    return folder


def test_faces_of_a_folder_are_measured_as_a_table_and_as_json(tmp_path: Path, hopper: Image) -> None:
    folder = people(tmp_path, hopper)
    table = kiosk("vision", "faces", folder)
    assert table.returncode == 0
    assert "FNMR, one frame" in table.stdout
    assert "(0/1;" in table.stdout
    document = json.loads(kiosk("vision", "faces", folder, "--json").stdout)
    assert document["figures"][0]["false_non_match"] == {
        "events": 0,
        "trials": 1,
        "rate": 0.0,
        "low": 0.0,
        "high": 0.975,
    }
    assert document["failed"] == []


@pytest.mark.parametrize(
    ("content", "said"), [(None, "is not there"), ("", "holds none of"), ("loose.png", "give each person a folder")]
)
def test_a_folder_that_cannot_be_measured_is_told(tmp_path: Path, content: str | None, said: str) -> None:
    folder = tmp_path / "people"
    if content is not None:
        folder.mkdir()
    if content:
        (folder / content).write_bytes(b"no picture")
    done = kiosk("vision", "faces", folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert str(folder) in done.stderr


def test_liveness_is_not_measured_without_its_models(tmp_path: Path) -> None:
    done = kiosk("vision", "liveness", tmp_path, tmp_path, "--models", tmp_path)
    assert done.returncode == 2
    assert "MiniFASNet" in done.stderr


def test_codes_of_a_folder_are_measured_as_a_table_and_as_json(tmp_path: Path) -> None:
    assert cv2.imwrite(str(tmp_path / "code.png"), drawn("执照".encode("gb18030")))
    (tmp_path / "code.txt").write_text("执照", "utf-8")
    table = kiosk("vision", "codes", tmp_path)
    assert table.returncode == 0
    assert "(1/1;" in table.stdout
    assert "执照" not in table.stdout, "what a code says may open an account"
    document = json.loads(kiosk("vision", "codes", tmp_path, "--json").stdout)
    assert (document["exact"]["events"], document["decoders"]) == (1, {"zxing": 1})


def test_a_terminal_is_diagnosed_and_the_report_written(tmp_path: Path) -> None:
    path = configuration(tmp_path)
    done = kiosk(
        *(
            "diagnose",
            "--test",
            "memory",
            "--test",
            "usb",
            "--language",
            "en",
            "--report",
            tmp_path / "stick",
            "-c",
            path,
        ),
        **{KEY_VARIABLE: KEY},
    )
    assert done.returncode in (0, 1, 2), done.stderr
    assert "free memory" in done.stdout
    assert "it is not set which devices must be there" in " ".join(done.stdout.split())
    document, paper = sorted((tmp_path / "stick").iterdir())
    assert (document.suffix, paper.suffix) == (".json", ".pdf")
    results = json.loads(document.read_text("utf-8"))["report"]["results"]
    assert [one["test"] for one in results] == ["memory.available", "usb.devices"]
    as_json = kiosk("diagnose", "--test", "memory", "--json", "-c", path, **{KEY_VARIABLE: KEY})
    assert json.loads(as_json.stdout)["terminal"] == "BJ-0001"


@pytest.mark.skipif(Path("/dev/video9").exists(), reason="this machine has a camera 9")
def test_without_a_camera_the_self_test_fails_and_says_what_to_do(tmp_path: Path) -> None:
    path = configuration(tmp_path, index="9")
    done = kiosk("diagnose", "--quick", "--language", "en", "-c", path)
    assert done.returncode == 2
    assert "no camera was found" in done.stdout
    assert 'not tested, because "camera present" failed' in " ".join(done.stdout.split())


def test_a_running_terminal_endures_with_its_own_devices(tmp_path: Path) -> None:
    machine = Machine(np.random.default_rng(1))
    machine.camera.plugged = False
    desk, path = desk_of(machine, tmp_path), configuration(tmp_path, language='"en"')
    printer = socket.create_server(("127.0.0.1", 0), backlog=1)
    with_printer(path, printer.getsockname()[1])
    running = Control(tmp_path / "var" / "control.sock", Within(desk, lambda: True).answer)
    running.start()
    try:
        assert eventually(lambda: listens(tmp_path / "var" / "control.sock"))
        done = kiosk("diagnose", "--endurance", "1s", "--test", "camera.rate", "--test", "memory", "-c", path)
    finally:
        assert running.stop(5)
    rows = {line.rsplit(maxsplit=2)[0].strip(): line.split()[-2:] for line in done.stdout.splitlines()[1:]}
    assert done.returncode == 2, "the terminal's own camera dropped out, whatever this machine has"
    rounds, dropped = rows["camera present"]
    assert rounds == dropped
    assert int(rounds) >= 1
    assert desk.history.past().runs == (), "the history keeps runs, not rounds"
    printer.setblocking(False)
    with printer, pytest.raises(BlockingIOError):  # the terminal's printer was not opened behind its back
        printer.accept()


@pytest.mark.parametrize("command", [("diagnose", "--test", "memory"), ("config", "check")])
def test_a_sites_file_that_cannot_be_used_is_named(tmp_path: Path, command: tuple[str, ...]) -> None:
    path = configuration(tmp_path)
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "site.json").write_text("{")
    done = kiosk(*command, "-c", path, **{KEY_VARIABLE: KEY})
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{tmp_path}/var/site.json: is not what the terminal writes; correct it, or remove it" in done.stderr


def test_a_test_that_there_is_none_of_and_a_report_without_a_key(tmp_path: Path) -> None:
    path = configuration(tmp_path)
    unknown = kiosk("diagnose", "--test", "smell", "-c", path)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "there is no test 'smell'; there are: camera.present" in unknown.stderr
    unsigned = kiosk("diagnose", "--test", "memory", "--report", tmp_path / "stick", "-c", path)
    assert unsigned.returncode == 2
    assert "terminal.key_file" in unsigned.stderr
    assert not (tmp_path / "stick").exists()
    span = kiosk("diagnose", "--endurance", "soon", "-c", path)
    assert span.returncode == 2
    assert "no span of time" in span.stderr
