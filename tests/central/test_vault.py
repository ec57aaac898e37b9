"""What lies encrypted in the database, and the keys that lie elsewhere."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path
from random import Random

import pyotp
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from central.database import Account, Database, Delivery, FaceReference
from central.vault import KEY_BYTES, SEALED, KeyMissing, Vault, read_keys
from tests.central.central_desk import (
    ENTERPRISES,
    GOOD_PASSWORD,
    KEY,
    OLD_PASSWORD,
    VAULT,
    Clock,
    Face,
    Service,
    Terminal,
    World,
    contents,
    proven,
    until,
)
from tests.central.processes import ask, central

NEW_KEY = bytes(range(KEY_BYTES, 2 * KEY_BYTES))
keys = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES)


def lines(*wanted: bytes) -> str:
    return "".join(b64encode(key).decode() + "\n" for key in wanted)


@given(st.text(), st.lists(keys, min_size=1, max_size=4, unique=True), st.data())
def test_any_key_that_is_still_there_opens_what_it_sealed(text: str, there: list[bytes], data: st.DataObject) -> None:
    row = Account(credit_code="9111")
    used = data.draw(st.sampled_from(there))
    sealed = Vault([used], Random(1)).seal(text, row)
    assert Vault(there, Random(2)).open(sealed, row) == text
    without = [key for key in there if key != used] or [bytes(KEY_BYTES) if used != bytes(KEY_BYTES) else NEW_KEY]
    with pytest.raises(KeyMissing, match="put its line back"):
        Vault(without, Random(2)).open(sealed, row)


def test_what_is_put_into_another_row_or_changed_opens_no_more() -> None:
    mine, yours = Account(credit_code="1"), Account(credit_code="2")
    sealed = VAULT.seal("the secret", mine)
    assert VAULT.seal("the secret", mine) != sealed, "the same text never looks the same"
    for text, row in ((sealed, yours), (sealed[:-6] + "AAAAA=", mine)):
        with pytest.raises(InvalidTag):
            VAULT.open(text, row)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("", "holds no key"), ("no key", "key 1: not 32 bytes"), (lines(KEY, b"short"), "key 2: not 32 bytes")],
)
def test_a_file_without_good_keys_is_refused_in_words_that_hold_none(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "keys").write_text(text)
    with pytest.raises(ValueError, match=complaint) as told:
        read_keys(tmp_path / "keys")
    assert "openssl rand -base64 32" in str(told.value)
    assert b64encode(KEY).decode() not in str(told.value)


def test_neither_authenticator_nor_face_nor_one_time_password_can_be_read_in_the_database(
    database_url: str, clock: Clock, keys: dict[str, Ed25519PrivateKey], owner: Face
) -> None:
    service = Service(database_url, clock)
    world, terminal = World(service.url), Terminal(service.url, "bj-1", keys["bj-1"], clock)
    session = world.login("素笺", OLD_PASSWORD).json()["session"]
    app = pyotp.parse_uri(world.account("/totp", session).json()["uri"])
    visit = proven(terminal, world, owner)
    service.stop()
    request = terminal.prepare("POST", visit.path + "/reset", {"one_time": True}, "the-key-of-this-reset")
    assert ask(database_url, clock, request)[0] == 200  # by a process without couriers: nothing is delivered
    written = str(contents(database_url))
    with Database(database_url).transaction() as db:
        opened = {
            table: [VAULT.open(getattr(row, column), row) for row in db.scalars(select(table)) if getattr(row, column)]
            for table, column in SEALED
        }
    passwords = re.findall(r"一次性密码：(\S+)", "\n".join(opened[Delivery]))
    assert opened[Account] == [app.secret]
    assert len(passwords) == 1
    assert len(opened[FaceReference]) == 2
    for secret in (app.secret, *passwords, *(vector[1:20] for vector in opened[FaceReference])):
        assert secret not in written


def test_keys_are_changed_by_putting_a_new_one_first(
    terminal: Terminal, world: World, owner: Face, database_url: str, clock: Clock, tmp_path: Path
) -> None:
    file = tmp_path / "keys"
    session = world.login("素笺", OLD_PASSWORD).json()["session"]
    app = pyotp.parse_uri(world.account("/totp", session).json()["uri"])
    assert proven(terminal, world, owner).reset().status_code == 200
    until(lambda: bool(world.sign_in("星河", GOOD_PASSWORD).ok))
    file.write_text(lines(NEW_KEY))
    refused = central("reseal", "--database", database_url, "--keys-file", str(file))
    assert refused.exit_code == 2
    assert "put its line back" in " ".join(refused.output.replace("│", "").split())
    file.write_text(lines(NEW_KEY, KEY))
    done = central("reseal", "--database", database_url, "--keys-file", str(file))
    assert done.exit_code == 0, done.output
    assert int(done.output.split()[0]) >= 3, "an authenticator and a face of two engines"
    assert central("reseal", "--database", database_url, "--keys-file", str(file)).output.startswith("0 secrets")
    with Database(database_url).transaction() as db:
        account = db.get_one(Account, ENTERPRISES["素笺"])
        assert Vault([NEW_KEY], Random(1)).open(account.totp_secret or "", account) == app.secret
        for table in (FaceReference, Delivery):
            for row in db.scalars(select(table)):
                sealed = row.vector if isinstance(row, FaceReference) else row.payload
                assert sealed is None or Vault([NEW_KEY], Random(1)).open(sealed, row)
