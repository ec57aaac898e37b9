"""How a device says what state it is in, in the words of XFS4IoT."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DeviceStatus(StrEnum):
    """Device states as XFS4IoT names them (Common.Status, property `device`)."""

    ONLINE = "online"
    OFFLINE = "offline"
    POWER_OFF = "powerOff"
    NO_DEVICE = "noDevice"
    HARDWARE_ERROR = "hardwareError"
    USER_ERROR = "userError"
    DEVICE_BUSY = "deviceBusy"
    FRAUD_ATTEMPT = "fraudAttempt"
    POTENTIAL_FRAUD = "potentialFraud"


@dataclass(frozen=True)
class Health:
    """A device's state; `detail` tells the technician what is wrong and what to do about it."""

    status: DeviceStatus
    detail: str = ""


class DeviceFault(Exception):
    """A device cannot do its work. The message names the thing, the value and the remedy."""

    def __init__(self, status: DeviceStatus, detail: str) -> None:
        super().__init__(detail)
        self.health = Health(status, detail)


class PermanentFault(DeviceFault):
    """A fault that trying again does not cure; somebody has to come."""
