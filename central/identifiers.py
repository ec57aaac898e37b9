"""Numbers and names of enterprises and people: checked, and masked for those who only need to recognise them."""

from __future__ import annotations

from datetime import date, datetime

from stdnum.cn import uscc

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK_CHARACTERS = "10X98765432"


def id_check_character(body: str) -> str:
    """The 18th character of an ID number from its first 17 digits (GB 11643, ISO 7064 MOD 11-2)."""
    return _ID_CHECK_CHARACTERS[sum(int(d) * w for d, w in zip(body, _ID_WEIGHTS, strict=True)) % 11]


def is_id_number(text: str, today: date) -> bool:
    """Whether `text` is a well-formed ID number of somebody born by `today`.

    Divisions are not looked up: they are renamed and merged, and holders of permits have others.
    """
    if len(text) != 18 or not text.isascii() or not text[:17].isdecimal():
        return False
    try:
        born = datetime.strptime(text[6:14], "%Y%m%d").date()  # noqa: DTZ007 - a date has no time zone
    except ValueError:
        return False
    return date(1900, 1, 1) <= born <= today and text[17] == id_check_character(text[:17])


def credit_code(body: str) -> str:
    """The unified social credit code (GB 32100) that begins with these 17 characters."""
    return body + str(uscc.calc_check_digit(body))


def mask_name(name: str) -> str:
    """张小三 -> 张*三, 张三 -> 张*."""
    return name[0] + "*" if len(name) < 3 else name[0] + "*" * (len(name) - 2) + name[-1]


def mask_phone(phone: str) -> str:
    """13800001234 -> 138****1234."""
    return _mask(phone, 3, 4)


def mask_credit_code(code: str) -> str:
    """91110000600037341L -> 9111**********341L."""
    return _mask(code, 4, 4)


def mask_id_number(number: str) -> str:
    """110101199001011234 -> 110101********1234."""
    return _mask(number, 6, 4)


def _mask(text: str, head: int, tail: int) -> str:
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]
