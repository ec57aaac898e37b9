"""Stand-ins for what lies outside: the licence app, the SMS gateway, the linked systems.

Mounted only where a world token is set; to callers without it these routes do not exist.
"""

import hmac
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Header, status
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from central.clock import Clock, lasts
from central.database import Database, Enterprise, Holder
from central.faces import Faces
from central.faults import Faults, FaultSwitch
from central.licences import CODE_LIFETIME, Licences
from central.policies import Policies
from central.problems import Refused
from central.wakeups import Wakeups
from kiosk.contract import ENTERPRISE_CODE_SCHEME, IDEMPOTENCY_KEY, FaceTemplate, HolderRole, Message, ProblemCode


class WorldBase(DeclarativeBase):
    """What the stand-ins' tables share: not part of the service's own, so that no operator ever migrates them."""


class SmsMessage(WorldBase):
    """An SMS that arrived on a phone."""

    __tablename__ = "world_sms"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    phone: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]


class HeardChange(WorldBase):
    """A change that a linked system has taken over."""

    __tablename__ = "world_changes"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    system: Mapped[str]
    credit_code: Mapped[str] = mapped_column(index=True)
    password_version: Mapped[int]
    receipt: Mapped[str]


class App(Message):
    """A licence app: the enterprise, and who holds it."""

    credit_code: str
    holder: HolderRole


class Presentation(App):
    """The app is to show a code; for demonstrations one that has expired already."""

    expired: bool = False


class ShownCode(Message):
    """What the app shows."""

    code: str
    expires_in: int


class Scan(App):
    """The app scanned a terminal's invitation."""

    code: str


class Enrolment(App):
    """The holder's face as taken up when the licence was issued."""

    templates: tuple[FaceTemplate, ...]


class Sms(Message):
    """What the SMS gateway is told to send."""

    phone: str
    text: str


class Change(Message):
    """What a linked system is told."""

    credit_code: str
    password_version: int
    receipt: str


class LinkedView(Message):
    """What a linked system knows of an account; `changes` counts what it took over."""

    password_version: int
    receipt: str
    changes: int


class Person(Message):
    """A holder, unmasked: these people do not exist."""

    role: HolderRole
    name: str
    id_number: str
    phone: str
    has_face: bool


class Listed(Message):
    """An enterprise as the demonstration needs to know it."""

    credit_code: str
    name: str
    region: str
    status: str
    locked: bool
    initial_password: str
    enterprise_code: str
    printed_licence: str
    holders: tuple[Person, ...]


class World:
    """The dependency of all routes here."""

    def __init__(self, token: SecretStr) -> None:
        self._expected = f"Bearer {token.get_secret_value()}".encode()

    def __call__(self, authorization: Annotated[str, Header()] = "") -> None:
        """Raises not_found to whoever shows no token."""
        if not hmac.compare_digest(authorization.encode(), self._expected):
            raise Refused(ProblemCode.NOT_FOUND)


def router(
    world: World,
    database: Database,
    licences: Licences,
    faces: Faces,
    wakeups: Wakeups,
    faults: FaultSwitch,
    policies: Policies,
    clock: Clock,
    initial_password: str,
) -> APIRouter:
    """The routes under /world/v1 and /linked, and their tables."""
    with database.alone() as connection:
        WorldBase.metadata.create_all(connection)
    routes = APIRouter(dependencies=[Depends(world)], include_in_schema=False)

    @routes.post("/world/v1/present")
    def present(wanted: Presentation) -> ShownCode:
        lifetime = timedelta() if wanted.expired else CODE_LIFETIME
        with database.transaction() as db:
            code = licences.issue(db, _holder(db, wanted), lifetime)
        return ShownCode(code=code, expires_in=int(lifetime.total_seconds()))

    @routes.post("/world/v1/scan", status_code=status.HTTP_204_NO_CONTENT)
    def scan(scan: Scan) -> None:
        with database.transaction() as db:
            wakeups.announce(db, licences.scan(db, scan.code, _holder(db, scan)))

    @routes.post("/world/v1/faces", status_code=status.HTTP_204_NO_CONTENT)
    def enrol(enrolment: Enrolment) -> None:
        with database.transaction() as db:
            faces.enrol(_holder(db, enrolment), enrolment.templates)

    @routes.post("/world/v1/sms", status_code=status.HTTP_202_ACCEPTED)
    def deliver_sms(sms: Sms, key: Annotated[str, Header(alias=IDEMPOTENCY_KEY)]) -> None:
        with database.transaction() as db:
            if db.scalar(select(SmsMessage).where(SmsMessage.key == key)) is None:
                db.add(SmsMessage(key=key, phone=sms.phone, text=sms.text))

    @routes.get("/world/v1/sms/{phone}")
    def read_sms(phone: str) -> list[str]:
        """Newest first."""
        with database.transaction() as db:
            mine = select(SmsMessage.text).where(SmsMessage.phone == phone).order_by(SmsMessage.id.desc())
            return list(db.scalars(mine))

    @routes.post("/linked/{system}/changes", status_code=status.HTTP_202_ACCEPTED)
    def take_over(system: str, change: Change, key: Annotated[str, Header(alias=IDEMPOTENCY_KEY)]) -> None:
        if faults.current.linked_down:
            raise Refused(ProblemCode.INTERNAL)
        if system not in policies.linked:
            raise Refused(ProblemCode.NOT_FOUND)
        with database.transaction() as db:
            if db.scalar(select(HeardChange).where(HeardChange.key == key)) is None:
                db.add(HeardChange(key=key, system=system, **change.model_dump()))

    @routes.get("/world/v1/linked/{credit_code}")
    def linked(credit_code: str) -> dict[str, LinkedView]:
        with database.transaction() as db:
            views: dict[str, LinkedView] = {}
            mine = select(HeardChange).where(HeardChange.credit_code == credit_code).order_by(HeardChange.id)
            for heard in db.scalars(mine):
                count = views[heard.system].changes + 1 if heard.system in views else 1
                views[heard.system] = LinkedView(
                    password_version=heard.password_version, receipt=heard.receipt, changes=count
                )
            return views

    @routes.get("/world/v1/enterprises")
    def enterprises() -> list[Listed]:
        with database.transaction() as db:
            return [
                Listed(
                    credit_code=one.credit_code,
                    name=one.name,
                    region=one.region,
                    status=one.status,
                    locked=lasts(one.account.locked_until, clock()),
                    initial_password=initial_password,
                    enterprise_code=f"{ENTERPRISE_CODE_SCHEME}{one.credit_code}",
                    printed_licence=f"https://www.gsxt.gov.cn/licence/{one.credit_code}",
                    holders=tuple(_person(holder) for holder in one.holders),
                )
                for one in db.scalars(select(Enterprise).order_by(Enterprise.credit_code))
            ]

    @routes.post("/world/v1/faults", status_code=status.HTTP_204_NO_CONTENT)
    def set_faults(wanted: Faults) -> None:
        faults.current = wanted

    return routes


def _holder(db: Session, app: App) -> Holder:
    found = db.scalar(select(Holder).where(Holder.credit_code == app.credit_code, Holder.role == app.holder))
    if found is None:
        raise Refused(ProblemCode.NOT_FOUND)
    return found


def _person(holder: Holder) -> Person:
    return Person(
        role=HolderRole(holder.role),
        name=holder.name,
        id_number=holder.id_number,
        phone=holder.phone,
        has_face=bool(holder.references),
    )
