"""The tables, and transactions on them. What only SQLite needs is in `_prepare_sqlite`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Engine,
    ForeignKey,
    Index,
    MetaData,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, sessionmaker
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import TypeDecorator

from central.problems import Refused


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored and returned in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(
        naming_convention={  # so that a later migration can name what it changes
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own declaration
        datetime: UtcDateTime,
        list[str]: JSON,
        list[dict[str, str]]: JSON,
        dict[str, Any]: JSON,
    }


class Terminal(Base):
    """An enrolled terminal and its last sign of life."""

    __tablename__ = "terminals"
    id: Mapped[str] = mapped_column(primary_key=True)
    region: Mapped[str]
    public_key: Mapped[str]  # PEM
    revoked_at: Mapped[datetime | None]  # the key is refused from then on
    enabled: Mapped[bool] = mapped_column(default=True)
    seen_at: Mapped[datetime | None]
    software: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="")
    faults: Mapped[list[str]] = mapped_column(default=list)


class TerminalReport(Base):
    """What a run of a terminal's own tests found."""

    __tablename__ = "terminal_reports"
    id: Mapped[int] = mapped_column(primary_key=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.id"), index=True)
    received_at: Mapped[datetime]
    made_at: Mapped[datetime]  # by the terminal's clock
    report: Mapped[dict[str, Any]]  # the contract's DiagnosticReport


class Nonce(Base):
    """A signature's nonce, kept until the signature is stale."""

    __tablename__ = "nonces"
    terminal_id: Mapped[str] = mapped_column(primary_key=True)
    nonce: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Enterprise(Base):
    """What the register says about an enterprise."""

    __tablename__ = "enterprises"
    credit_code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    short_name: Mapped[str]
    kind: Mapped[str]
    status: Mapped[str]  # in_order, revoked, cancelled
    region: Mapped[str]
    founded: Mapped[date]
    representative_changed_on: Mapped[date | None]  # in the register, and not in the account's file
    phone_changed_on: Mapped[date | None]
    holders: Mapped[list[Holder]] = relationship(back_populates="enterprise")
    account: Mapped[Account] = relationship(back_populates="enterprise")


class Holder(Base):
    """A person who may hold the enterprise's licence app."""

    __tablename__ = "holders"
    id: Mapped[int] = mapped_column(primary_key=True)
    credit_code: Mapped[str] = mapped_column(ForeignKey("enterprises.credit_code"), index=True)
    role: Mapped[str]
    name: Mapped[str]
    id_number: Mapped[str] = mapped_column(index=True)
    phone: Mapped[str]
    phone_usable: Mapped[bool]
    language: Mapped[str]
    authorised_until: Mapped[datetime | None]  # electronic authority
    authorised_for: Mapped[list[str]]  # services
    enterprise: Mapped[Enterprise] = relationship(back_populates="holders")
    references: Mapped[list[FaceReference]] = relationship(cascade="all, delete-orphan")


class FaceReference(Base):
    """The biometric reference of a holder, one for each engine."""

    __tablename__ = "face_references"
    holder_id: Mapped[int] = mapped_column(ForeignKey("holders.id"), primary_key=True)
    engine: Mapped[str] = mapped_column(primary_key=True)
    vector: Mapped[str]  # JSON, sealed


class Account(Base):
    """The registration account of an enterprise."""

    __tablename__ = "accounts"
    credit_code: Mapped[str] = mapped_column(ForeignKey("enterprises.credit_code"), primary_key=True)
    password_hash: Mapped[str]
    password_version: Mapped[int] = mapped_column(default=1)
    password_expires_on: Mapped[datetime | None]
    one_time_until: Mapped[datetime | None]  # the password is a one-time password, and good for so long
    second_factor: Mapped[str | None]
    totp_secret: Mapped[str | None]  # sealed; also one that is not confirmed yet
    totp_step: Mapped[int] = mapped_column(default=0)  # of the newest code taken: none is taken twice
    locked_until: Mapped[datetime | None]
    frozen: Mapped[bool]
    contacts: Mapped[list[dict[str, str]]]  # emergency contacts: phone, language
    enterprise: Mapped[Enterprise] = relationship(back_populates="account")
    sub_accounts: Mapped[list[SubAccount]] = relationship(order_by="SubAccount.id")


class SubAccount(Base):
    """An account under the enterprise's own, for annual reports or changes only."""

    __tablename__ = "sub_accounts"
    id: Mapped[int] = mapped_column(primary_key=True)
    credit_code: Mapped[str] = mapped_column(ForeignKey("accounts.credit_code"), index=True)
    name: Mapped[str]
    scope: Mapped[str]


class OldPassword(Base):
    """A password that was in use before."""

    __tablename__ = "old_passwords"
    id: Mapped[int] = mapped_column(primary_key=True)
    credit_code: Mapped[str] = mapped_column(ForeignKey("accounts.credit_code"), index=True)
    password_hash: Mapped[str]


class Grant(Base):
    """What a password change must revoke: a signed-in session, or a cached signing grant."""

    __tablename__ = "grants"
    id: Mapped[int] = mapped_column(primary_key=True)
    credit_code: Mapped[str] = mapped_column(ForeignKey("accounts.credit_code"), index=True)
    kind: Mapped[str]  # session, signing
    sub_account_id: Mapped[int | None] = mapped_column(ForeignKey("sub_accounts.id"))
    digest: Mapped[str | None] = mapped_column(unique=True)  # of a session's bearer token
    only_password: Mapped[bool] = mapped_column(default=False)  # good for changing the password, and nothing else
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class FailedLogin(Base):
    """A sign-in that has not succeeded, to an account that may not exist."""

    __tablename__ = "failed_logins"
    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(index=True)  # digest of what was typed
    at: Mapped[datetime] = mapped_column(index=True)


class PendingLogin(Base):
    """A sign-in whose password was right and whose second factor is still to come."""

    __tablename__ = "pending_logins"
    digest: Mapped[str] = mapped_column(primary_key=True)  # of the challenge
    credit_code: Mapped[str] = mapped_column(ForeignKey("accounts.credit_code"))
    password_version: Mapped[int]
    code_digest: Mapped[str | None]  # of the SMS code
    tries: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ObjectionLink(Base):
    """A link by which those on file can freeze the account after a change."""

    __tablename__ = "objection_links"
    digest: Mapped[str] = mapped_column(primary_key=True)
    credit_code: Mapped[str] = mapped_column(ForeignKey("accounts.credit_code"))
    expires_at: Mapped[datetime] = mapped_column(index=True)


class LicenceCode(Base):
    """A presented code: short-lived, used once, known here only by its digest."""

    __tablename__ = "licence_codes"
    digest: Mapped[str] = mapped_column(primary_key=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("holders.id"))
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
    holder: Mapped[Holder] = relationship()


class Visit(Base):
    """A visit to a terminal: the contract's session."""

    __tablename__ = "visits"
    id: Mapped[str] = mapped_column(primary_key=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.id"), index=True)
    region: Mapped[str]
    service: Mapped[str]
    language: Mapped[str]
    notice_version: Mapped[str]
    with_face: Mapped[bool]
    steps: Mapped[list[str]]
    proven: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime] = mapped_column(index=True)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("holders.id"))
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ending: Mapped[str | None]
    seconds: Mapped[float | None]
    extensions: Mapped[int | None]
    holder: Mapped[Holder | None] = relationship()


class FailedTry(Base):
    """A proof that was not given."""

    __tablename__ = "failed_tries"
    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), index=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("holders.id"), index=True)
    step: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


class Invitation(Base):
    """A code that a terminal shows, until a licence app scans it."""

    __tablename__ = "invitations"
    id: Mapped[str] = mapped_column(primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("holders.id"))
    holder: Mapped[Holder | None] = relationship()


class FaceChallenge(Base):
    """What a visitor was asked to do, for one attempt."""

    __tablename__ = "face_challenges"
    nonce: Mapped[str] = mapped_column(primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), index=True)
    failed_try_id: Mapped[int] = mapped_column(ForeignKey("failed_tries.id"))
    actions: Mapped[list[str]]
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    failed_try: Mapped[FailedTry] = relationship()


class SmsCode(Base):
    """The newest SMS code of a visit, and how many were sent."""

    __tablename__ = "sms_codes"
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    digest: Mapped[str]
    sent: Mapped[int]
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class IssuedReceipt(Base):
    """What was done in a visit."""

    __tablename__ = "receipts"
    number: Mapped[str] = mapped_column(primary_key=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("holders.id"), index=True)
    service: Mapped[str]
    issued_at: Mapped[datetime]
    sessions_revoked: Mapped[int] = mapped_column(default=0)
    signing_grants_revoked: Mapped[int] = mapped_column(default=0)
    sub_accounts: Mapped[list[dict[str, str]]] = mapped_column(default=list)
    one_time_until: Mapped[datetime | None]
    second_factor: Mapped[str | None]
    password_expires_on: Mapped[datetime | None]
    warnings: Mapped[list[str]]
    holder: Mapped[Holder] = relationship()
    deliveries: Mapped[list[Delivery]] = relationship(order_by="Delivery.id")


class LedgerEntry(Base):
    """A change of a credential, for ever; no two can have one place. The texts are those that `hash` covers."""

    __tablename__ = "ledger"
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # from 1, without a gap
    at: Mapped[str]  # ISO 8601, UTC
    kind: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    receipt_number: Mapped[str | None] = mapped_column(unique=True)
    detail: Mapped[str]  # canonical JSON
    suite: Mapped[str]
    hash: Mapped[str]  # hexadecimal


class LedgerHead(Base):
    """The end of the ledger: one row, locked by whoever adds an entry."""

    __tablename__ = "ledger_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int]
    hash: Mapped[str]


class Carried(Base):
    """The idempotency key under which a visit's service was carried out: one for each visit."""

    __tablename__ = "carried_out"
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    key: Mapped[str]
    receipt_number: Mapped[str] = mapped_column(ForeignKey("receipts.number"))
    receipt: Mapped[IssuedReceipt] = relationship()


PENDING = text("delivered_at IS NULL")


class Delivery(Base):
    """A message on its way to another system: the outbox."""

    __tablename__ = "outbox"
    __table_args__ = (
        # Only what is still to be delivered: to look for it costs the same however much was delivered before.
        Index("ix_outbox_due", "destination", "next_at", sqlite_where=PENDING, postgresql_where=PENDING),
        Index("ix_outbox_lane", "destination", "lane", "id", sqlite_where=PENDING, postgresql_where=PENDING),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    destination: Mapped[str]
    lane: Mapped[str | None]  # messages of one lane arrive in their order: an account's changes
    key: Mapped[str] = mapped_column(unique=True)
    payload: Mapped[str | None]  # JSON, sealed; dropped once delivered
    receipt_number: Mapped[str | None] = mapped_column(ForeignKey("receipts.number"), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    refusals: Mapped[int] = mapped_column(default=0)  # answers that blame the message itself
    put_at: Mapped[datetime]
    next_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]


class Enrolment(Base):
    """A terminal that asks to be enrolled."""

    __tablename__ = "enrolments"
    id: Mapped[str] = mapped_column(primary_key=True)
    terminal_id: Mapped[str] = mapped_column(index=True)
    region: Mapped[str]
    public_key: Mapped[str]  # PEM
    state: Mapped[str]
    requested_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class PublishedConfiguration(Base):
    """What the terminals of a region are to do, as it was signed."""

    __tablename__ = "configurations"
    region: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    valid_from: Mapped[datetime]
    payload: Mapped[str]
    signature: Mapped[str]


class Operator(Base):
    """Who may sign in under /ops."""

    __tablename__ = "operators"
    name: Mapped[str] = mapped_column(primary_key=True)
    password_hash: Mapped[str]
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]


class OperatorSession(Base):
    """A signed-in browser, known here only by the digest of its token."""

    __tablename__ = "operator_sessions"
    digest: Mapped[str] = mapped_column(primary_key=True)
    operator: Mapped[str] = mapped_column(ForeignKey("operators.name", ondelete="CASCADE"), index=True)
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class OperatorAction(Base):
    """What an operator did, on a page or on the command line; never changed, never deleted."""

    __tablename__ = "operator_actions"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    operator: Mapped[str]
    kind: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)  # a terminal, a region, an operator
    reason: Mapped[str] = mapped_column(default="")


SCHEMA_LOCK = 20190520
"""Any number, the same for all processes."""

SESSION_SECRETS = (FaceChallenge, SmsCode, Invitation)
"""What nobody needs once a session is over."""


CONNECTIONS = 20
"""As many as one process of the service opens on a PostgreSQL, besides the one that waits for news."""

LONGEST_LOCK = timedelta(seconds=10)
"""For so long a transaction waits for another one, then fails."""

FLEETING = "fleeting"
"""The option of connections whose transactions do not wait for the disk."""

POOLS: dict[str, dict[str, Any]] = {
    # One transaction at a time: whoever waits gets its turn here, in order, and not by trying again and again.
    "sqlite": {"pool_size": 1, "max_overflow": 0, "poolclass": QueuePool},
    "postgresql": {
        "pool_size": CONNECTIONS,
        "max_overflow": 0,
        "pool_pre_ping": True,  # a server that was restarted is no reason to refuse a visitor
        "connect_args": {"options": f"-c lock_timeout={LONGEST_LOCK // timedelta(milliseconds=1)}"},
    },
}


class Database:
    """The engine and its transactions."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url, hide_parameters=True, **POOLS[make_url(url).get_backend_name()])
        prepare = _prepare_sqlite if self._engine.dialect.name == "sqlite" else _prepare_postgresql
        prepare(self._engine)
        self._sessions = sessionmaker(self._engine, expire_on_commit=False)
        self._fleeting = sessionmaker(self._engine.execution_options(**{FLEETING: True}), expire_on_commit=False)

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """A transaction beside which no other of its kind runs: for changes of the tables themselves."""
        with self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": SCHEMA_LOCK})
            yield connection

    @contextmanager
    def transaction(self, *, fleeting: bool = False) -> Iterator[Session]:
        """Commits on leaving, also with `Refused`: a refusal is an answer, and the failed try behind it counts.

        A `fleeting` one does not wait for the disk: a power cut, and nothing else, may undo what it wrote last.
        """
        with self._fleeting() if fleeting else self._sessions() as db:
            try:
                yield db
            except Refused:
                db.commit()
                raise
            db.commit()

    def close(self) -> None:
        """Closes all connections."""
        self._engine.dispose()


def _prepare_sqlite(engine: Engine) -> None:
    # Every transaction takes the write lock at its start: none can fail half-way because another one wrote.
    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        busy = LONGEST_LOCK // timedelta(milliseconds=1)
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={busy}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        # In the write-ahead log a commit that is waited for takes those before it along.
        waits = "NORMAL" if connection.get_execution_options().get(FLEETING) else "FULL"
        connection.exec_driver_sql(f"PRAGMA synchronous={waits}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _prepare_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        if connection.get_execution_options().get(FLEETING):
            connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
