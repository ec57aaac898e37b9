"""The central reset service as a child process, and the world around it: the licence app, phones, linked systems."""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from kiosk.contract import API, FaceTemplate, HolderRole, LoginResult, Receipt

READY_SECONDS = 60
STOP_SECONDS = 3
ANSWER_SECONDS = 15
KEYS_FILE = "central.keys"
"""In the service's folder: what encrypts secrets in its database."""


class ServiceDidNotStart(Exception):
    """The child process ended or said nothing; the message quotes what it printed last."""


class CentralProcess:
    """One run after another of the service on the same database, with the terminal enrolled.

    Everything it needs lies in `folder`, its database too unless `database` is the URL of another one. `options` are
    more of `central serve`, `program` is what Python runs. `private_key` is the terminal's, as PEM.
    """

    def __init__(
        self,
        folder: Path,
        terminal: str,
        region: str,
        *,
        database: str | None = None,
        options: Sequence[str] = (),
        program: Sequence[str] = ("-m", "central"),
    ) -> None:
        self._folder, self.terminal, self._region = folder, terminal, region
        self._options, self._program = options, program
        self.database = database or f"sqlite:///{folder / 'central.db'}"
        """The URL."""
        key = Ed25519PrivateKey.generate()
        self.private_key = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (folder / "terminal.pub.pem").write_bytes(public)
        self.token = secrets.token_urlsafe(24)
        token_file = folder / "world.token"
        token_file.touch(mode=0o600)
        token_file.write_text(self.token)
        keys_file = folder / KEYS_FILE
        if not keys_file.exists():  # else the database was filled with them
            keys_file.touch(mode=0o600)
            keys_file.write_bytes(b64encode(secrets.token_bytes(32)))
        self._port = 0
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """Where it listens, the same for every run."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        """Of the process that runs, with the workers as its children where there are several; 0 before the start."""
        return self._process.pid if self._process else 0

    @property
    def running(self) -> bool:
        """Whether its process is there."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Starts it and waits until it answers. Raises ServiceDidNotStart."""
        log = (self._folder / "central.log").open("a")
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [
                *(sys.executable, *self._program, "serve", "--seed", "--exit-with-parent", *self._options),
                *("--database", self.database),
                *("--keys-file", str(self._folder / KEYS_FILE)),
                *("--port", str(self._port)),
                *("--world-token-file", str(self._folder / "world.token")),
                *("--terminal", f"{self.terminal},{self._region},{self._folder / 'terminal.pub.pem'}"),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env={**os.environ, "NO_PROXY": "127.0.0.1"},  # its stand-ins are on this machine, whatever proxy there is
        )
        log.close()
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line.startswith("ready "):
            last = (self._folder / "central.log").read_text().strip().splitlines()[-1:]
            raise ServiceDidNotStart(f"the central service did not start: {' '.join(last) or 'it said nothing'}")
        self._port = int(line.rsplit(":", 1)[1])

    def kill(self) -> None:
        """Ends it at once, as a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """Ends it in good order."""
        if self._process is None or not self.running:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()


class World:
    """What lies outside terminal and service, for the simulated visitor and for checking what came of a visit."""

    def __init__(self, central: CentralProcess) -> None:
        self._central = central
        self._http = requests.Session()
        self._http.trust_env = False
        self._http.headers["Authorization"] = f"Bearer {central.token}"

    def enterprise(self, name_part: str) -> dict[str, Any]:
        """The seeded enterprise whose name holds `name_part`, as the service lists it."""
        found = [one for one in self._get("/world/v1/enterprises") if name_part in one["name"]]
        if len(found) != 1:
            raise LookupError(f"{len(found)} seeded enterprises have {name_part!r} in their name; exactly one must")
        one: dict[str, Any] = found[0]
        return one

    def enrol_face(self, credit_code: str, holder: HolderRole, templates: Iterable[FaceTemplate]) -> None:
        """Puts a face on file, as the licence's issue does."""
        faces = [template.model_dump(mode="json") for template in templates]
        self._post("/world/v1/faces", {"credit_code": credit_code, "holder": holder, "templates": faces})

    def present(self, credit_code: str, holder: HolderRole, expired: bool = False) -> str:
        """The text of the code that the licence app shows."""
        app = {"credit_code": credit_code, "holder": holder, "expired": expired}
        return str(self._post("/world/v1/present", app).json()["code"])

    def scan(self, code: str, credit_code: str, holder: HolderRole) -> None:
        """The licence app scans the terminal's code."""
        self._post("/world/v1/scan", {"code": code, "credit_code": credit_code, "holder": holder})

    def messages(self, phone: str) -> list[str]:
        """The SMS on a phone, newest first."""
        return list(self._get(f"/world/v1/sms/{phone}"))

    def linked(self, credit_code: str) -> dict[str, dict[str, Any]]:
        """What each linked system knows of the account."""
        return dict(self._get(f"/world/v1/linked/{credit_code}"))

    def break_service(self, **faults: object) -> None:
        """Makes the service slow or broken for terminals; see central/faults.py."""
        self._post("/world/v1/faults", faults)

    def signs_in(self, credit_code: str, password: str) -> bool:
        """Whether the account's owner can sign in with `password` and the SMS code that follows, as from anywhere."""
        return self.sign_in(credit_code, password) is not None

    def sign_in(self, credit_code: str, password: str) -> LoginResult | None:
        """The session that begins; None where none does."""
        former = self._login_codes(credit_code)
        answer = self._login("", {"account": credit_code, "password": password})
        if answer is None or answer.state == "signed_in":
            return answer
        give_up = time.monotonic() + ANSWER_SECONDS
        while len(codes := self._login_codes(credit_code)) == len(former):
            if time.monotonic() > give_up:
                return None
            time.sleep(0.1)
        return self._login("/second-factor", {"challenge": answer.challenge, "code": codes[0]})

    def one_time_password(self, credit_code: str) -> str:
        """The newest one on the representative's phone; empty where none came."""
        found = re.search(r"一次性密码：(\S+)", "\n".join(self.messages(self._phone(credit_code))))
        return found[1] if found else ""

    def choose_password(self, session: str, password: str) -> bool:
        """The signed-in owner chooses another password."""
        answer = self._http.post(
            f"{self._central.url}{API}/account/password",
            json={"new_password": password},
            headers={"Authorization": f"Bearer {session}"},
            timeout=ANSWER_SECONDS,
        )
        return bool(answer.ok)

    def _login(self, path: str, body: object) -> LoginResult | None:
        answer = self._http.post(f"{self._central.url}{API}/login{path}", json=body, timeout=ANSWER_SECONDS)
        return LoginResult.model_validate_json(answer.content) if answer.ok else None

    def _login_codes(self, credit_code: str) -> list[str]:
        """On the representative's phone, newest first."""
        return re.findall(r"登录验证码 ([0-9]{6})", "\n".join(self.messages(self._phone(credit_code))))

    def _phone(self, credit_code: str) -> str:
        (one,) = (one for one in self._get("/world/v1/enterprises") if one["credit_code"] == credit_code)
        return str(next(holder["phone"] for holder in one["holders"] if holder["role"] == HolderRole.REPRESENTATIVE))

    def receipt(self, number: str) -> Receipt | None:
        """The public look-up of a receipt."""
        answer = self._http.get(f"{self._central.url}{API}/receipts/{number}", timeout=ANSWER_SECONDS)
        return Receipt.model_validate_json(answer.content) if answer.ok else None

    def _get(self, path: str) -> Any:
        answer = self._http.get(self._central.url + path, timeout=ANSWER_SECONDS)
        answer.raise_for_status()
        return answer.json()

    def _post(self, path: str, body: object) -> requests.Response:
        answer = self._http.post(self._central.url + path, json=body, timeout=ANSWER_SECONDS)
        answer.raise_for_status()
        return answer
