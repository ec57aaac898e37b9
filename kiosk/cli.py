"""The command `kiosk`: what a technician types at the terminal or over SSH."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from pydantic import AnyHttpUrl, SecretBytes, ValidationError
from rich.console import Console

from devices.codes import CodeReader, CodeReaderConfig
from devices.models import ModelFault, ModelState, check
from devices.status import DeviceStatus
from kiosk import __version__
from kiosk.audit.cli import audit
from kiosk.command import HOME, UNUSABLE, ConfigFile, Fault, settings_of
from kiosk.config import Config, ConfigFault
from kiosk.diagnostics.cli import diagnose
from kiosk.filming import camera_of
from kiosk.site import SiteFile
from kiosk.technician.cli import badge
from kiosk.technician.enrol import enrol
from kiosk.vision_cli import vision
from kiosk.voice_cli import voice
from papers.fonts import FontMissing

SIMULATED = "simulated"

app = typer.Typer(
    help="The self-service terminal for resetting a business-registration password.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
config_app = typer.Typer(help="The configuration file.", no_args_is_help=True)
app.add_typer(config_app, name="config")
app.add_typer(vision, name="vision")
app.add_typer(voice, name="voice")
app.command()(diagnose)
app.add_typer(audit, name="audit")
app.add_typer(badge, name="badge")
app.command()(enrol)


def main() -> None:
    """Runs the command; a fault that has a remedy is said in words, without a traceback."""
    try:
        app()
    except Fault as fault:
        Console(stderr=True, soft_wrap=True).print(f"kiosk: {fault}", style="red", highlight=False, markup=False)
        sys.exit(UNUSABLE)


@app.command()
def run(
    config: ConfigFile = HOME / "config.toml",
    simulate: Annotated[
        bool, typer.Option("--simulate", help="For developers: simulated devices, and a dock that breaks them.")
    ] = False,
    landscape: Annotated[bool, typer.Option("--landscape", help="With --simulate: a screen of 1920x1080.")] = False,
    scale: Annotated[
        float, typer.Option(min=0.25, max=1, help="With --simulate: of the window; 1 is a screen of 1080x1920.")
    ] = 0.5,
    service: Annotated[
        str, typer.Option(help="With --simulate: URL of a central service that knows this terminal's key.")
    ] = SIMULATED,
) -> None:
    """Run the terminal on this machine's screen and camera, until it is stopped."""
    settings = settings_of(config)
    if simulate:
        _simulate(settings, landscape, scale, service)
        return
    if landscape or service != SIMULATED:
        raise Fault("--landscape and --service belong to --simulate; a terminal's own are set in its configuration")
    key = _key(settings)
    from screens.environment import NoWindow, check_display, prepare

    display = settings.display
    try:
        check_display()
        prepare((display.width, display.height), fullscreen=display.fullscreen, kivy_home=settings.data.cache / "kivy")
        from kiosk import window

        root, terminal = window.build(settings, key, partial(camera_of, settings.camera))
    except (ModelFault, FontMissing, NoWindow, ConfigFault) as error:
        raise Fault(str(error)) from None
    except OSError as error:
        raise Fault(f"{error}: the terminal must be able to write there; see [data] and [printer]") from None
    window.run(terminal, root)
    raise typer.Exit(terminal.exit_status)


def _simulate(settings: Config, landscape: bool, scale: float, service: str) -> None:
    try:
        from kiosk.simulate import FAULTS, Simulation
    except ImportError as error:
        raise Fault(f"{error.name} is missing: install requirements/demo.txt, or run make demo") from None
    simulation = Simulation(
        settings,
        landscape=landscape,
        scale=scale,
        service=None if service == SIMULATED else (_url(service), _key(settings)),
        tell=typer.echo,
    )
    try:
        simulation.run()
    except FAULTS as error:
        raise Fault(str(error)) from None
    except OSError as error:
        raise Fault(f"{error}: check the folder's rights and room") from None


@app.command()
def demo(
    scenario: Annotated[str, typer.Option(help="Which visit to play; --list-scenarios names them.")] = "visit",
    list_scenarios: Annotated[bool, typer.Option("--list-scenarios", help="Name the scenarios and end.")] = False,
    landscape: Annotated[bool, typer.Option("--landscape", help="1920x1080 instead of 1080x1920.")] = False,
    camera: Annotated[
        int | None, typer.Option(help="Index of a webcam: whoever sits before it is enrolled and plays the visitor.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Where screenshots, receipt and timeline go.")] = HOME / "out" / "demo",
    pace: Annotated[float, typer.Option(min=0.1, max=3, help="How slowly the visitor acts; 1 is human.")] = 1.0,
    config: ConfigFile = HOME / "config.toml",
) -> None:
    """Play a whole visit: real window, real recognition, a real central service as a child process.

    Ends with status 0 only if what must come of the visit has come of it.
    """
    try:
        from simulator.scenarios import SCENARIOS
    except ImportError as error:
        raise Fault(f"{error.name} is missing: install requirements/demo.txt, or run make demo") from None
    if list_scenarios:
        for name, one in SCENARIOS.items():
            typer.echo(f"{name:24} {one.summary}")
        return
    if scenario not in SCENARIOS:
        raise Fault(f"there is no scenario {scenario!r}: --list-scenarios names them")
    from kiosk.demo import FAULTS, Demo

    settings = settings_of(config)
    try:
        met = Demo(
            scenario, SCENARIOS[scenario], settings, out.resolve(), landscape=landscape, camera=camera, pace=pace
        ).play()
    except FAULTS as error:
        raise Fault(str(error)) from None
    except OSError as error:
        raise Fault(f"{error}: check the folder's rights and room, or name another with --out") from None
    raise typer.Exit(0 if met else 1)


@config_app.command("check")
def config_check(config: ConfigFile = HOME / "config.toml") -> None:
    """Check the configuration as a whole and say everything that is wrong with it."""
    settings = settings_of(config)
    _key(settings)
    try:
        SiteFile(settings.data.site)
    except ConfigFault as fault:
        raise Fault(str(fault)) from None
    decoders = CodeReader(CodeReaderConfig(chain=settings.codes.chain)).health
    if decoders.status is not DeviceStatus.ONLINE:
        raise Fault(f"codes.chain: {decoders.detail}")
    typer.echo(f"{config}: in order")


@app.command()
def models(
    config: ConfigFile = HOME / "config.toml",
    quiet: Annotated[bool, typer.Option("--quiet", help="Say only what is wrong.")] = False,
) -> None:
    """Check the model files by their sha256; say where each is and what to do about those that are not in order."""
    reports = check(settings_of(config).models.folder)
    if not quiet:
        for report in reports:
            state = f"{report.state} (optional)" if report.optional else str(report.state)
            typer.echo(f"{report.name:16} {state:20} {report.path or '-'}")
    wrong = [one for one in reports if one.state is not ModelState.PRESENT]
    for report in wrong:
        if not quiet or not report.optional or report.state is ModelState.ALTERED:
            typer.echo(report.remedy, err=True)
    if any(report.state is ModelState.ALTERED or not report.optional for report in wrong):
        raise typer.Exit(UNUSABLE)


@app.command()
def version() -> None:
    """Say which version this is."""
    typer.echo(__version__)


def _url(text: str) -> AnyHttpUrl:
    try:
        return AnyHttpUrl(text)
    except ValidationError:
        raise Fault(f"--service {text}: give a URL such as https://reset.example.gov.cn, or {SIMULATED}") from None


def _key(settings: Config) -> SecretBytes:
    try:
        return settings.terminal_key(os.environ)
    except ConfigFault as fault:
        raise Fault(str(fault)) from None
