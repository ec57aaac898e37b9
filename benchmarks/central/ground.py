"""What stands in the database before a measurement: enterprises, their holders' faces, terminals and their keys."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random, SystemRandom

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from sqlalchemy import select

from central import matching, policies, seed
from central.attempts import Attempts
from central.clock import utc_now
from central.database import Database, Holder, OldPassword
from central.database import Terminal as EnrolledTerminal
from central.faces import Faces
from central.schema import Schema
from central.seed import Seed, SeedContact, SeedEnterprise, SeedPerson
from central.settings import Argon2Cost
from central.vault import Vault
from central.visits import Visits
from kiosk.contract import DLIB, SFACE, FaceTemplate

REGIONS = ("beijing", "shanghai")
"""By turns. The second asks for an SMS code too."""
PASSWORD = "Before-the-measurement-7"  # noqa: S105 - of enterprises that do not exist
FORMER = "One-of-the-former-passwords-3"
ENGINES = (SFACE, SFACE, SFACE, SFACE, SFACE, DLIB)
"""Of the templates that a terminal sends."""


@dataclass(frozen=True)
class Terminal:
    """A terminal that is enrolled; both halves of its key are PEM."""

    id: str
    region: str
    public_key: str
    private_key: bytes = field(repr=False)


@dataclass(frozen=True)
class Account:
    """An enterprise, and the face of its representative, who comes to a terminal of the region."""

    enterprise: SeedEnterprise
    templates: tuple[FaceTemplate, ...] = field(repr=False)

    @property
    def credit_code(self) -> str:
        return self.enterprise.credit_code

    @property
    def region(self) -> str:
        return self.enterprise.region

    @property
    def phone(self) -> str:
        """The representative's."""
        return self.enterprise.representative.phone


class Supply:
    """Each account once, so that no visit meets what another one left behind."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        self._left = deque(accounts)

    def take(self) -> Account:
        """The next one; raises LookupError when none is left."""
        try:
            return self._left.popleft()
        except IndexError:
            raise LookupError("all accounts have been used: draw more of them") from None


@dataclass(frozen=True)
class Ground:
    """`fresh` accounts have had one password only, `seasoned` ones as many as the policy remembers."""

    terminals: tuple[Terminal, ...]
    fresh: tuple[Account, ...]
    seasoned: tuple[Account, ...]

    @classmethod
    def drawn(cls, random: Random, *, terminals: int, fresh: int, seasoned: int) -> Ground:
        """So many of each, half in either region."""
        accounts = tuple(Account(_enterprise(number), _templates(random)) for number in range(fresh + seasoned))
        return cls(tuple(_terminal(number) for number in range(terminals)), accounts[:fresh], accounts[fresh:])

    def in_region(self, region: str) -> tuple[Terminal, ...]:
        """Its terminals."""
        return tuple(one for one in self.terminals if one.region == region)

    def lay(self, url: str, cost: Argon2Cost, vault: Vault) -> None:
        """Fills the empty database at `url`."""
        database = Database(url)
        Schema(database).prepare()
        faces = _faces(vault)
        accounts = {one.credit_code: one for one in (*self.fresh, *self.seasoned)}
        with database.transaction() as db:
            enterprises = tuple(one.enterprise for one in accounts.values())
            seed.sow(db, Seed(password=PASSWORD, enterprise=enterprises), cost.hasher(), utc_now())
            for holder in db.scalars(select(Holder)):
                faces.enrol(holder, accounts[holder.credit_code].templates)
            former = cost.hasher().hash(FORMER)
            db.add_all(
                OldPassword(credit_code=one.credit_code, password_hash=former)
                for one in self.seasoned
                for _ in range(remembered(one.region))
            )
            db.add_all(
                EnrolledTerminal(id=one.id, region=one.region, public_key=one.public_key) for one in self.terminals
            )
        database.close()


def _faces(vault: Vault) -> Faces:
    """What takes faces up, as the service has it."""
    rules, random = policies.load(), SystemRandom()
    visits = Visits(rules, utc_now, random)
    return Faces(visits, Attempts(visits, rules.pauses, utc_now), matching.load(), vault, utc_now, random)


def remembered(region: str) -> int:
    """How many former passwords the region's policy refuses, beside the present one."""
    rules = policies.load()
    return rules.passwords[rules.regions[region].passwords].history


def _terminal(number: int) -> Terminal:
    key = Ed25519PrivateKey.generate()
    return Terminal(
        id=f"T-{number:04}",
        region=REGIONS[number % len(REGIONS)],
        public_key=key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii"),
        private_key=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )


def _enterprise(number: int) -> SeedEnterprise:
    """One that does not exist; no mobile phone's number begins with 10."""
    return SeedEnterprise(
        code_body=f"91110108MA9{number:06}",
        name=f"示例负载{number}有限公司",
        short_name=f"负载{number}",
        region=REGIONS[number % len(REGIONS)],
        contacts=tuple(SeedContact(phone=f"100{place}{number:07}") for place in (1, 2)),
        representative=SeedPerson(
            name="示例人", id_body=f"110000{1950 + number // 1000}0101{number % 1000:03}", phone=f"1000{number:07}"
        ),
    )


def _templates(random: Random) -> tuple[FaceTemplate, ...]:
    """As many as a terminal sends, all of one face."""
    faces = {engine: tuple(random.gauss(0, 128**-0.5) for _ in range(128)) for engine in ENGINES}
    return tuple(FaceTemplate(engine=engine, vector=faces[engine]) for engine in ENGINES)
