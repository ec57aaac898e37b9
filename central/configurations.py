"""What the terminals of a region are to do: published with a key that the service itself does not have, handed out."""

from __future__ import annotations

import tomllib
from base64 import b64encode
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from central.clock import Clock
from central.database import PublishedConfiguration
from central.ledger import Kind, Ledger
from central.operators.actions import ActionKind, record
from central.policies import Policies
from central.problems import Refused
from kiosk.contract import ProblemCode, Service, SignedConfiguration, TerminalConfiguration


class ConfigurationFault(ValueError):
    """A configuration cannot be published; the message names what is wrong."""


class Configurations:
    """Works within the caller's transaction."""

    def __init__(self, policies: Policies, ledger: Ledger, clock: Clock) -> None:
        self._policies = policies
        self._ledger = ledger
        self._clock = clock

    def publish(
        self, db: Session, region: str, wanted: dict[str, Any], key: Ed25519PrivateKey, by: str
    ) -> TerminalConfiguration:
        """Signs `wanted` as the region's next version. The window is the policy's and it is valid now, unless said.

        Raises ConfigurationFault.
        """
        regions = self._policies.regions
        if region not in regions:
            raise ConfigurationFault(f"unknown region {region}; policies.toml knows {', '.join(regions)}")
        newest = db.scalar(
            select(func.max(PublishedConfiguration.version)).where(PublishedConfiguration.region == region)
        )
        given = {"window": regions[region].window, "valid_from": self._clock()} | wanted
        try:
            configuration = TerminalConfiguration.model_validate(
                given | {"region": region, "version": (newest or 0) + 1}
            )
        except ValidationError as error:
            lines = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
            raise ConfigurationFault("; ".join(lines)) from None
        signed = SignedConfiguration(payload=configuration.model_dump_json(), signature="")
        db.add(
            PublishedConfiguration(
                region=region,
                version=configuration.version,
                valid_from=configuration.valid_from,
                payload=signed.payload,
                signature=b64encode(key.sign(signed.signed_bytes())).decode("ascii"),
            )
        )
        subject = f"{region} {configuration.version}"
        record(db, self._clock(), by, ActionKind.CONFIGURATION_PUBLISHED, subject)
        self._ledger.append(
            db, Kind.CONFIGURATION_PUBLISHED, region, {"by": by, "configuration": configuration.model_dump(mode="json")}
        )
        return configuration

    def version(self, db: Session, region: str) -> int | None:
        """The version that holds in a region now, if there is one."""
        return db.scalar(select(func.max(PublishedConfiguration.version)).where(*self._in_force(region)))

    def current(self, db: Session, region: str) -> SignedConfiguration:
        """What holds in a region now; raises `Refused` not_found where the terminals go by their own settings."""
        found = self._newest(db, region)
        if found is None:
            raise Refused(ProblemCode.NOT_FOUND)
        return SignedConfiguration(payload=found.payload, signature=found.signature)

    def check_offered(self, db: Session, region: str, service: Service) -> None:
        """Raises `Refused` not_offered for a service that the region's configuration leaves out."""
        found = self._newest(db, region)
        if found and service not in TerminalConfiguration.model_validate_json(found.payload).services:
            raise Refused(ProblemCode.NOT_OFFERED)

    def _newest(self, db: Session, region: str) -> PublishedConfiguration | None:
        newest = select(PublishedConfiguration).order_by(PublishedConfiguration.version.desc()).limit(1)
        return db.scalar(newest.where(*self._in_force(region)))

    def _in_force(self, region: str) -> tuple[Any, ...]:
        return (PublishedConfiguration.region == region, PublishedConfiguration.valid_from <= self._clock())


def read(path: Path) -> dict[str, Any]:
    """The file that an operator wrote (TOML); raises ConfigurationFault."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationFault(f"{path}: not TOML: {error}") from None
