"""The composition root: the only place that puts the parts of the terminal together."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from pydantic import SecretBytes
from sdnotify import SystemdNotifier

from devices.camera import Camera, Clock, Listener
from devices.codes import CodeReader
from devices.frames import Frame
from devices.liveness import CaptureLimits, FaceCapture
from devices.models import load_paths
from devices.printer import Printer, PrinterHealth
from devices.probes.camera import LiveSource, Source
from devices.speaker import Speaker
from devices.vision import Vision
from devices.vision_worker import VisionConfig
from kiosk import __version__
from kiosk.audit.events import Kind
from kiosk.audit.journal import Journal
from kiosk.background import Background
from kiosk.client import CentralClient, signer
from kiosk.conductor import Conductor, VisitReport
from kiosk.config import Config
from kiosk.contract import Verdict
from kiosk.control import Control, Question, Told
from kiosk.diagnostics.desk import Desk
from kiosk.diagnostics.machine import desk_of, usb_of
from kiosk.diagnostics.report import sticks
from kiosk.diagnostics.selftest import SelfTest
from kiosk.diagnostics.suite import Suite
from kiosk.diagnostics.within import Within
from kiosk.documents import Documents
from kiosk.eyes import Eyes
from kiosk.flow import Part
from kiosk.frame_times import FrameTimes
from kiosk.i18n import Catalogues
from kiosk.key_file import KeyFile
from kiosk.printing import printer_of
from kiosk.remote_configuration import RemoteConfiguration, Standing
from kiosk.signature import either, private_half, public_half
from kiosk.site import SiteFile
from kiosk.speaking import speaker_of
from kiosk.steps.face import Face
from kiosk.steps.floor import Floor
from kiosk.steps.id_number import IdNumber
from kiosk.steps.licence import Licence
from kiosk.steps.opening import Opening
from kiosk.steps.paper import Paper
from kiosk.steps.resetting import Resetting
from kiosk.steps.sms import Sms
from kiosk.steps.visit_steps import VisitSteps
from kiosk.supervision import Supervision
from kiosk.technician.actions.assembly import Parts, actions_of
from kiosk.technician.badge import Badges
from kiosk.technician.codes import OneTimeCodes
from kiosk.technician.entrance import Entrance
from kiosk.technician.errands import Errands
from kiosk.technician.pins import Pins
from kiosk.technician.runs import Runs
from kiosk.technician.standings import Standings
from kiosk.technician.technician import Technician
from kiosk.technician.tools import Tools
from kiosk.technician.view import TechnicianView
from kiosk.view import View
from kiosk.visit import TimeLimits
from kiosk.voice import Voice, utterance
from papers.fonts import chinese_fonts

LOCALE = Path(__file__).parent / "locale"
END_SECONDS = 2.0

Show = Callable[[View], None]
MakeShow = Callable[[Conductor, Catalogues, Callable[[], Frame | None]], Show]
"""Makes what shows the views, given whom to tell what the visitor does, the words, and the newest picture."""
MakeCamera = Callable[[Clock, Listener], Camera[Any]]
"""Makes the camera, given the clock and who is to be told of each frame."""
ShowTechnician = Callable[[TechnicianView | None], None]
MakeLayer = Callable[[Technician, Catalogues, Tools, Mapping[str, object]], ShowTechnician]
"""Makes what shows the technician's views, given whom to tell what the technician does, the words, what tests with a
person work with, and the service actions by name."""


@dataclass(frozen=True)
class Twins:
    """What a simulated terminal has in the place of its own devices; None where it has its own."""

    printer: Callable[[Callable[[PrinterHealth], None]], Printer] | None = None
    """Makes the printer, given who is told of each change of its health."""
    speaker: Speaker | None = None
    suite: Suite | None = None
    """The technician's tests."""


NO_TWINS = Twins()


@dataclass
class Terminal:
    """The assembled terminal."""

    conductor: Conductor
    camera: Camera[Any]
    vision: Vision
    background: Background
    client: CentralClient
    speaker: Speaker
    printer: Printer
    journal: Journal
    frame_times: FrameTimes
    self_test: SelfTest
    control: Control
    technician: Technician
    supervision: Supervision
    exit_status: int = 0
    """what the program is to end with; see `kiosk.technician.actions.power.RESTART_STATUS`"""

    def start(self) -> None:
        """Warms up the vision process; the conductor shows when all is there."""
        self.journal.start()
        self.journal.note(Kind.STARTED)
        self.printer.start()
        self.vision.start()
        self.control.start()
        self.conductor.changed()
        self.supervision.ready()

    def tick(self) -> None:
        """Brings everything forward; to be called twenty to sixty times a second."""
        self.technician.tick()
        self.conductor.tick()
        self.self_test.tick()
        self.supervision.alive()  # last: who fails in every round is not alive

    def crashed(self, error: BaseException) -> None:
        """Something that nobody expected: recorded without its words; a visit ends safely, a technician is let out."""
        self.conductor.crashed(error)
        self.technician.fault()

    def stop(self) -> None:
        """Ends every thread and process, within a bounded time."""
        self.supervision.stopping()
        self.control.stop(END_SECONDS)
        self.technician.stop()
        self.conductor.wipe()
        self.camera.switch_off()
        self.vision.stop(END_SECONDS)
        self.speaker.hush()
        self.printer.stop(END_SECONDS)
        self.background.stop()
        self.client.close()
        self.journal.note(Kind.STOPPED)
        self.journal.close(END_SECONDS)


@dataclass(frozen=True)
class _Ground:
    """What visits and technicians have in common."""

    config: Config
    clock: Callable[[], float]
    post: Callable[[Callable[[], None]], None]
    background: Background
    site: SiteFile
    catalogues: Catalogues
    documents: Documents
    journal: Journal
    camera: Camera[Any]
    vision: Vision
    eyes: Eyes
    printer: Printer
    speaker: Speaker
    frame_times: FrameTimes


def assemble(
    config: Config,
    key: SecretBytes,
    *,
    make_camera: MakeCamera,
    make_show: MakeShow,
    make_layer: MakeLayer,
    hands_on: Collection[str],
    post: Callable[[Callable[[], None]], None],
    over: Callable[[VisitReport], None],
    close: Callable[[], None],
    twins: Twins = NO_TWINS,
    clock: Callable[[], float] = time.monotonic,
) -> Terminal:
    """Puts a terminal together. `post` hands an action to the main loop; `over` is told of each visit's end; `close`
    ends the main loop.

    `hands_on` names the tests that there is a screen for, where a person takes part.

    Raises `devices.models.ModelFault` and `papers.fonts.FontMissing` for files that are not there, ConfigFault for a
    site's file that cannot be used.
    """
    ground = _ground(config, key, make_camera, twins, post, clock)
    background, journal = ground.background, ground.journal
    client, conductor = _visits(ground, key, make_show, over)

    def free() -> bool:
        return conductor.free

    def alone() -> bool:
        return conductor.free and not technician.present

    def lend(wanted: bool) -> None:
        post(lambda: ground.eyes.lend(wanted and conductor.free))

    def crashed(error: BaseException) -> None:
        terminal.crashed(error)

    def end(status: int) -> None:
        terminal.exit_status = status
        close()

    source = LiveSource(ground.camera, clock, time.sleep, lend, free)
    desk = desk_of(
        config,
        key,
        ground.catalogues,
        source=source,
        printer=ground.printer,
        speaker=ground.speaker,
        suite=twins.suite,
        kept=lambda report: journal.note(
            Kind.TESTED, **{str(one): sum(r.verdict is one for r in report.results) for one in Verdict}
        ),
    )
    codes = OneTimeCodes(clock)
    technician = _technicians(ground, conductor, desk, source, codes, make_layer, hands_on, end, crashed)
    within = Within(desk, alone)

    def answer(question: Question) -> Iterator[Told]:
        if not question.code:
            yield from within.answer(question)
            return
        journal.note(Kind.TECHNICIAN_CODE)
        yield Told(code=codes.make().get_secret_value())
        yield Told(done=True)

    terminal = Terminal(
        conductor=conductor,
        camera=ground.camera,
        vision=ground.vision,
        background=background,
        client=client,
        speaker=ground.speaker,
        printer=ground.printer,
        journal=journal,
        frame_times=ground.frame_times,
        self_test=SelfTest(desk, background, clock, free=alone, found=conductor.offered, crashed=crashed),
        control=Control(config.diagnostics.control, answer),
        technician=technician,
        supervision=Supervision(SystemdNotifier().notify, os.environ, clock),
    )
    return terminal


def _ground(
    config: Config,
    key: SecretBytes,
    make_camera: MakeCamera,
    twins: Twins,
    post: Callable[[Callable[[], None]], None],
    clock: Callable[[], float],
) -> _Ground:
    site = SiteFile(config.data.site)
    vision = Vision(
        VisionConfig(
            models=load_paths(config.models.folder),
            codes=config.codes.reader(),
            gate=site.now.gate.limits(),
            max_frame_bytes=config.camera.width * config.camera.height * 3,
        ),
        clock,
    )
    camera = make_camera(clock, vision.offer)
    camera.adjust(site.now.camera)
    catalogues = Catalogues(LOCALE)
    documents = Documents(
        catalogues, chinese_fonts(config.data.cache), config.terminal.id, config.terminal.place, config.printer.paper_mm
    )
    journal = _journal(config, key)

    def printer_changed(health: PrinterHealth) -> None:
        journal.note(Kind.PRINTER, status=health.status, paper=health.paper)

    return _Ground(
        config=config,
        clock=clock,
        post=post,
        background=Background(post),
        site=site,
        catalogues=catalogues,
        documents=documents,
        journal=journal,
        camera=camera,
        vision=vision,
        eyes=Eyes(camera, vision, config.camera.grace_s),
        printer=twins.printer(printer_changed) if twins.printer else printer_of(config.printer, printer_changed),
        speaker=twins.speaker or speaker_of(config.speaker, site.now.volume),
        frame_times=FrameTimes(),
    )


def _visits(
    ground: _Ground, key: SecretBytes, make_show: MakeShow, over: Callable[[VisitReport], None]
) -> tuple[CentralClient, Conductor]:
    """The visitors' side, shown."""
    config, eyes, journal, catalogues = ground.config, ground.eyes, ground.journal, ground.catalogues
    voice, remote = Voice(ground.speaker, catalogues), _remote(config)
    client = CentralClient(
        str(config.central.url),
        signer(config.terminal.id, key.get_secret_value()),
        patience=config.central.patience_s,
        time_left=lambda: conductor.time_left(),
        ca_file=config.central.ca_file,
    )

    def new_steps(floor: Floor) -> VisitSteps:
        return VisitSteps(
            opening=Opening(floor, client, remote.standing.notice_version),
            licence=Licence(floor, client),
            face=Face(floor, client, eyes, lambda actions, now: FaceCapture(actions, CaptureLimits(), now)),
            id_number=IdNumber(floor, client),
            sms=Sms(floor, client),
            resetting=Resetting(floor, client, new_key=lambda: secrets.token_urlsafe(24), pause=time.sleep),
            paper=Paper(floor, ground.printer, ground.documents, journal, _now),
        )

    def seen(view: View) -> None:
        voice.see(view)
        show(view)

    conductor = Conductor(
        central=client,
        eyes=eyes,
        background=ground.background,
        new_steps=new_steps,
        journal=journal,
        clock=ground.clock,
        remote=remote,
        language=config.display.language,
        software=__version__,
        frame_times=ground.frame_times,
        show=seen,
        over=over,
    )
    show = make_show(conductor, catalogues, eyes.frame)
    conductor.maintained(ground.site.now.out_of_service)
    return client, conductor


def _technicians(
    ground: _Ground,
    conductor: Conductor,
    desk: Desk,
    source: Source,
    codes: OneTimeCodes,
    make_layer: MakeLayer,
    hands_on: Collection[str],
    end: Callable[[int], None],
    crashed: Callable[[BaseException], None],
) -> Technician:
    """The technicians' side, in its layer above the visitors'."""
    config, clock, eyes, speaker = ground.config, ground.clock, ground.eyes, ground.speaker
    background, journal = ground.background, ground.journal
    pins = Pins(config.technician.pin_file, _now)
    entrance = Entrance(
        badges=Badges(config.badge_issuers(), config.technician.revoked, _now),
        codes=codes,
        pins=pins,
        eyes=eyes,
        background=background,
        journal=journal,
        clock=clock,
        blind=lambda: bool(conductor.position.lost & {Part.CAMERA, Part.VISION}),
        crashed=crashed,
    )
    runs = Runs(desk, background, ground.post, hands_on, crashed)
    technician = Technician(
        entrance=entrance,
        runs=runs,
        standings=Standings(desk, background, runs.runnable, crashed),
        errands=Errands(desk, background, config.diagnostics.folder, sticks, crashed),
        journal=journal,
        clock=clock,
        idle=config.technician.idle_s,
        language=config.display.language,
        free=lambda: conductor.free,
        came=speaker.hush,
        show=lambda view: show(view),
    )

    @cache
    def reader() -> CodeReader:
        return CodeReader(config.codes.reader())

    def print_page(code: str) -> None:
        slip = ground.documents.test_slip(code, _now(), config.display.language)
        ground.printer.print(slip, "test-page.pdf")

    def set_volume(volume: int) -> None:
        speaker.volume = volume
        journal.note(Kind.VOLUME_SET, volume=volume)
        ground.site.keep(volume=volume)

    tools = Tools(
        frames=eyes.frame,
        lend=eyes.lend,
        speaker=speaker,
        set_volume=set_volume,
        clock=clock,
        utterance=partial(utterance, ground.catalogues),
        codes=lambda image: reader().read(image),
        background=background,
        view_degrees=config.camera.view_degrees,
        print_page=print_page,
    )
    parts = Parts(
        config=config,
        site=ground.site,
        camera=ground.camera,
        eyes=eyes,
        vision=ground.vision,
        source=source,
        printer=ground.printer,
        speaker=None if config.speaker.kind == "none" else speaker,
        usb=usb_of(config),
        documents=ground.documents,
        journal=journal,
        background=background,
        at_work=desk.at_work,
        clock=clock,
    )
    actions = actions_of(parts, maintained=conductor.maintained, keep_pin=pins.set, end=end, environment=os.environ)
    show = make_layer(technician, ground.catalogues, tools, actions)
    return technician


def _remote(config: Config) -> RemoteConfiguration:
    config.data.configuration.parent.mkdir(parents=True, exist_ok=True)
    local = Standing(TimeLimits(**config.time.model_dump()), config.terminal.notice_version)
    return RemoteConfiguration(local, config.configuration_key(), config.data.configuration, _now)


def _journal(config: Config, key: SecretBytes) -> Journal:
    config.data.journal.parent.mkdir(parents=True, exist_ok=True)
    former = KeyFile(config.terminal.key_file).former()
    return Journal(
        config.data.journal,
        config.terminal.id,
        sign=private_half(key),
        verify=either(public_half(key), public_half(former)) if former else public_half(key),
        max_bytes=config.data.journal_bytes,
        clock=_now,
    )


def _now() -> datetime:
    return datetime.now(UTC)
