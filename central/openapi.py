"""The contract as a document: `python -m central.openapi` prints what docs/openapi.json must hold."""

from __future__ import annotations

import json
from typing import Any

from pydantic import SecretBytes, SecretStr

from central import policies
from central.app import create_app
from central.settings import Destination, Settings
from central.vault import KEY_BYTES
from central.wakeups import Wakeups


def document() -> dict[str, Any]:
    """The description of the interface, from the routes and `kiosk/contract.py`; it needs no running service."""
    nowhere = Destination.model_validate({"url": "http://localhost", "token": SecretStr("")})
    settings = Settings(
        database="sqlite://",
        public_url="http://localhost",
        destinations={name: nowhere for name in ("sms", *policies.load().linked)},
        keys=(SecretBytes(bytes(KEY_BYTES)),),
    )
    return create_app(settings, Wakeups()).openapi()


if __name__ == "__main__":
    print(json.dumps(document(), ensure_ascii=False, indent=1))
