"""The service on a real port with a real database, and those who talk to it: a terminal, the world, a visitor."""

from __future__ import annotations

import json
import math
import random
import re
import secrets
import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from http_message_signatures import HTTPMessageSigner, MappingKeyResolver
from http_message_signatures.algorithms import ED25519
from pydantic import SecretBytes, SecretStr
from sqlalchemy import select

from central import policies, seed
from central.app import create_app
from central.database import Base, Database, Nonce
from central.database import Terminal as EnrolledTerminal
from central.schema import Schema
from central.settings import Argon2Cost, Destination, Settings
from central.vault import Vault
from central.wakeups import wakeups_for
from kiosk.contract import API, IDEMPOTENCY_KEY, SIGNATURE_TAG, SIGNED_COMPONENTS
from tests.central.databases import Databases

WORLD_TOKEN = "the world's own token"
METRICS_TOKEN = "the metrics' own token"
CHEAP = Argon2Cost(time_cost=1, memory_cost=8, parallelism=1)
ENGINES = ("sface-2021dec-int8bq", "dlib-resnet-v1")
KEY = bytes(range(32))
VAULT = Vault([KEY], random.Random(1))
BEAT = {"software": "1.2.0", "state": "attract", "faults": []}
GOOD_PASSWORD = "Quartz-lantern-58-willow"

SEED = seed.load()
OLD_PASSWORD = SEED.password
PEOPLE = {entry.short_name: entry for entry in SEED.enterprise}
ENTERPRISES = {name: entry.credit_code for name, entry in PEOPLE.items()}


class Clock:
    """Time that passes only when told."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **amount: float) -> None:
        self.now += timedelta(**amount)


class Server(uvicorn.Server):
    """Tells when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


def settings(database: str, url: str, linked_url: str | None = None) -> Settings:
    """A service at `url` that is its own world; `linked_url` may lead the linked systems elsewhere."""
    places = {"sms": f"{url}/world/v1/sms"} | {
        name: f"{linked_url or url}/linked/{name}/changes" for name in policies.load().linked
    }
    return Settings(
        database=database,
        public_url=url,
        destinations={
            name: Destination.model_validate({"url": place, "token": WORLD_TOKEN}) for name, place in places.items()
        },
        keys=(SecretBytes(KEY),),
        argon2=CHEAP,
        world_token=SecretStr(WORLD_TOKEN),
        metrics_token=SecretStr(METRICS_TOKEN),
    )


def bound(port: int) -> socket.socket:
    """A socket of this machine's own network, with others on the same port."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    made.bind(("127.0.0.1", port))
    return made


def port_of(bound: socket.socket) -> int:
    return int(bound.getsockname()[1])


class Service:
    """One process's worth of the service, in a thread; once stopped it can be started again, at the same address.

    `linked_url` may lead the linked systems elsewhere, `server` says more to uvicorn, as its certificate.
    """

    def __init__(
        self, database: str, clock: Clock, linked_url: str | None = None, recheck: float = 1, **server: Any
    ) -> None:
        self._reserved = bound(0)  # and nobody else's, also while nobody listens there
        self.url = f"{'https' if 'ssl_certfile' in server else 'http'}://127.0.0.1:{port_of(self._reserved)}"
        wakeups = wakeups_for(database)
        wakeups.recheck = recheck
        app = create_app(settings(database, self.url, linked_url), wakeups, clock=clock)
        self._config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1, **server)
        self.start()

    def start(self) -> None:
        self._server = Server(self._config)
        listener = bound(port_of(self._reserved))
        listener.listen(128)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]}, daemon=True)
        self._thread.start()
        assert self._server.up.wait(10)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(5)
        assert not self._thread.is_alive()


class Stage:
    """A database that each test finds as it was at the beginning, and the service on it.

    To build the service takes longer than most tests: it is built once, and stopped and started between them.
    """

    def __init__(self, databases: Databases, filled: str, clock: Clock) -> None:
        self._databases = databases
        self.url = databases.copy(filled)
        self.service = Service(self.url, clock)
        self.service.stop()
        self._filled = databases.copy(self.url)  # with what the service itself writes at its first start

    def clear(self) -> None:
        """Nothing of the test before is left; its couriers may be about to write down what they have delivered."""
        until(lambda: not any(thread.name.startswith("courier-") for thread in threading.enumerate()))
        self._databases.refill(self.url, self._filled)


class Terminal:
    """A terminal that signs what it sends."""

    def __init__(self, url: str, terminal_id: str, key: Ed25519PrivateKey, clock: Clock) -> None:
        self.url = url
        self.id = terminal_id
        self.clock = clock
        self._keys = MappingKeyResolver(public_keys={}, private_keys={terminal_id: key})

    def prepare(
        self,
        method: str,
        path: str,
        body: Any = None,
        key: str | None = None,
        text: str | None = None,
        **signature: Any,
    ) -> requests.PreparedRequest:
        """A signed request; `text` is sent instead of `body`, `signature` replaces parameters of the signature."""
        headers = {IDEMPOTENCY_KEY: key} if key else {}
        if text is not None:
            headers["Content-Type"] = "application/json"
        request = requests.Request(method, self.url + API + path, data=text, json=body, headers=headers).prepare()
        content = request.body or b""
        parameters: dict[str, Any] = {
            "key_id": self.id,
            "created": self.clock(),
            "nonce": secrets.token_hex(16),
            "tag": SIGNATURE_TAG,
            "covered_component_ids": SIGNED_COMPONENTS,
            "body": content if isinstance(content, bytes) else content.encode(),
        }
        signer = HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=self._keys)
        signer.sign(request, **(parameters | signature))
        return request

    def call(self, method: str, path: str, body: Any = None, key: str | None = None) -> requests.Response:
        return send(self.prepare(method, path, body, key))

    def open(self, service: str = "reset", face: bool = True) -> Visit:
        answer = self.call("POST", "/sessions", session_request(service, face))
        assert answer.status_code == 201, answer.text
        return Visit(self, answer.json())


class NewTerminal(Terminal):
    """A terminal that nobody knows yet."""

    def __init__(self, service: Service, clock: Clock, terminal_id: str = "BJ-0099") -> None:
        self.key = Ed25519PrivateKey.generate()
        super().__init__(service.url, terminal_id, self.key, clock)

    def ask(self, **changes: str) -> requests.Response:
        wanted = {"terminal_id": self.id, "region": "beijing", "public_key": pem(self.key)}
        return self.call("POST", "/enrolments", wanted | changes)

    def state(self, enrolment: dict[str, str]) -> str:
        answer = requests.get(f"{self.url}{API}/enrolments/{enrolment['enrolment_id']}", timeout=10)
        return str(answer.json()["state"])


class World:
    """The licence app, the phones and the linked systems."""

    def __init__(self, url: str) -> None:
        self.url = url

    def call(self, method: str, path: str, body: Any = None, token: str = WORLD_TOKEN) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"}
        return requests.request(method, f"{self.url}/world/v1{path}", json=body, headers=headers, timeout=10)

    def licence_code(self, company: str, holder: str = "representative") -> str:
        answer = self.call("POST", "/present", {"credit_code": ENTERPRISES[company], "holder": holder})
        return str(answer.json()["code"])

    def scan(self, code: str, company: str, holder: str = "representative") -> requests.Response:
        return self.call("POST", "/scan", {"code": code, "credit_code": ENTERPRISES[company], "holder": holder})

    def enrol(self, company: str, face: Face, holder: str = "representative") -> None:
        body = {"credit_code": ENTERPRISES[company], "holder": holder, "templates": face.templates()}
        assert self.call("POST", "/faces", body).status_code == 204

    def messages(self, phone: str) -> list[str]:
        return list(self.call("GET", f"/sms/{phone}").json())

    def await_messages(self, phone: str, count: int) -> list[str]:
        until(lambda: len(self.messages(phone)) >= count)
        return self.messages(phone)

    def sms_code(self, phone: str, sent: int = 1) -> str:
        """The newest code, once `sent` messages have arrived."""
        found = re.search(r"\d{6}", self.await_messages(phone, sent)[0])
        assert found
        return found[0]

    def sign_in(self, company: str, password: str) -> requests.Response:
        """With the second factor, where it comes by SMS."""
        before = len(self.login_codes(company))
        answer = self.login(company, password)
        if not answer.ok or answer.json()["factor"] != "sms":
            return answer
        until(lambda: len(self.login_codes(company)) > before)
        return self.second_factor(answer.json()["challenge"], self.login_codes(company)[0])

    def login_codes(self, company: str) -> list[str]:
        """Newest first."""
        messages = self.messages(PEOPLE[company].representative.phone)
        return re.findall(r"登录验证码 (\d{6})", "\n".join(messages))

    def second_factor(self, challenge: str, code: str) -> requests.Response:
        body = {"challenge": challenge, "code": code}
        return requests.post(f"{self.url}{API}/login/second-factor", json=body, timeout=10)

    def account(self, path: str, session: str, body: Any = None) -> requests.Response:
        headers = {"Authorization": f"Bearer {session}"}
        return requests.post(f"{self.url}{API}/account{path}", json=body, headers=headers, timeout=10)

    def linked(self, company: str) -> dict[str, Any]:
        return dict(self.call("GET", f"/linked/{ENTERPRISES[company]}").json())

    def login(self, company: str, password: str) -> requests.Response:
        return requests.post(
            f"{self.url}{API}/login",
            json={"account": ENTERPRISES.get(company, company), "password": password},
            timeout=10,
        )


class Visit:
    """A visitor at a terminal."""

    def __init__(self, terminal: Terminal, opened: dict[str, Any]) -> None:
        self.terminal = terminal
        self.steps = opened["steps"]
        self.path = f"/sessions/{opened['session_id']}"

    def post(self, path: str, body: Any = None, key: str | None = None) -> requests.Response:
        return self.terminal.call("POST", self.path + path, body, key)

    def get(self, path: str) -> requests.Response:
        return self.terminal.call("GET", self.path + path)

    def show_licence(self, world: World, company: str, holder: str = "representative") -> requests.Response:
        return self.post("/licence", {"code": world.licence_code(company, holder)})

    def show_face(self, face: Face, **changes: Any) -> requests.Response:
        """Does what the challenge asks for, in 6 seconds; `changes` to the evidence."""
        challenge = self.post("/face/challenge").json()
        self.terminal.clock.advance(seconds=8)
        first, second = challenge["actions"]
        evidence = {
            "nonce": challenge["nonce"],
            "templates": face.templates(),
            "actions": [
                {"action": first, "started": 2.0, "finished": 3.0},
                {"action": second, "started": 4.0, "finished": 6.0},
            ],
        }
        return self.post("/face", evidence | changes)

    def reset(self, password: str | None = GOOD_PASSWORD, key: str | None = None) -> requests.Response:
        body = {} if password is None else {"new_password": password}
        return self.post("/reset", body, key or secrets.token_hex(16))


class Face:
    """Templates as two engines would make them of one person; each capture a little different."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._means = [[self._random.gauss(0, 1 / math.sqrt(128)) for _ in range(128)] for _ in ENGINES]

    def templates(self) -> list[dict[str, Any]]:
        return [
            {"engine": engine, "vector": [x + self._random.gauss(0, 0.02) for x in mean]}
            for engine, mean in zip(ENGINES, self._means, strict=True)
        ]


def proven(terminal: Terminal, world: World, owner: Face, company: str = "星河") -> Visit:
    """A visit in which nothing is missing but the new password."""
    world.enrol(company, owner)
    visit = terminal.open()
    visit.show_licence(world, company)
    assert visit.show_face(owner).json() == {"steps": ["password"]}
    return visit


def session_request(service: str = "reset", face: bool = True) -> dict[str, Any]:
    return {"service": service, "language": "zh_CN", "consent": {"notice_version": "1", "face": face}}


def send(request: requests.PreparedRequest) -> requests.Response:
    with requests.Session() as http:
        return http.send(request, timeout=30)


def refusal(answer: requests.Response) -> tuple[str, str]:
    """Code and disposition of a problem document."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.text
    problem = json.loads(answer.text)
    assert problem["status"] == answer.status_code
    return problem["code"], problem["disposition"]


def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Waits for what another thread is about to do."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not come true in time"
        time.sleep(0.01)


def fill(url: str, clock: Clock, keys: dict[str, Ed25519PrivateKey]) -> str:
    """Fills an empty database with the fictitious enterprises; terminal `bj-1` in Beijing, `sh-1` in Shanghai ..."""
    database = Database(url)
    Schema(database).prepare()
    with database.transaction() as db:
        seed.sow(db, SEED, CHEAP.hasher(), clock())
        for name, key in keys.items():
            region = "shanghai" if name.startswith("sh") else "beijing"
            db.add(EnrolledTerminal(id=name, region=region, public_key=pem(key), enabled=name != "bj-off"))
    database.close()
    return url


def contents(url: str) -> dict[str, list[str]]:
    """All that is written in a database, but for the signatures that were seen."""
    database = Database(url)
    with database.transaction() as db:
        found = {
            name: sorted(map(repr, db.execute(select(table))))
            for name, table in Base.metadata.tables.items()
            if name != Nonce.__tablename__
        }
    database.close()
    return found


def pem(key: Any) -> str:
    """The public half of a private key."""
    return str(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())
