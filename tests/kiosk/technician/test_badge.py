"""Badges: what is signed is what is read; forged, changed, expired and revoked ones are refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.technician.badge import (
    EPOCH,
    LONGEST_NAME,
    PREFIX,
    Badge,
    BadgeRefused,
    Badges,
    Refusal,
    Right,
    issue,
    read,
)

ISSUER, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
KNOWN = (ISSUER.public_key(),)
WANG = Badge(1042, "王示例", date(2027, 6, 30), frozenset({Right.TEST, Right.SERVICE}))
TEXT = issue(WANG, ISSUER).get_secret_value()
badges = st.builds(
    Badge,
    st.integers(1, 2**32 - 1),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=LONGEST_NAME // 4),
    st.dates(EPOCH, EPOCH + timedelta(60_000)),
    st.frozensets(st.sampled_from(Right), min_size=1),
)


def refusal(text: str, now: datetime = datetime(2026, 11, 25, tzinfo=UTC), revoked: tuple[int, ...] = ()) -> Refusal:
    with pytest.raises(BadgeRefused) as refused:
        Badges(KNOWN, revoked, lambda: now).admitted(text)
    assert str(refused.value) == f"the badge is not accepted: {refused.value.reason}", "and nothing of its text"
    return refused.value.reason


@given(badges)
def test_what_is_issued_is_what_is_read(badge: Badge) -> None:
    assert read(issue(badge, ISSUER).get_secret_value(), KNOWN) == badge


@given(badges)
def test_a_badge_fits_into_a_small_code(badge: Badge) -> None:
    text = issue(badge, ISSUER).get_secret_value()
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"), "alphanumeric mode"
    assert len(text) <= 221, "version 8, level M at most"
    assert len(TEXT) <= 154, "a usual one: version 6"


@given(st.integers(0, len(TEXT) - 1), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abc=#"))
def test_one_changed_character_spoils_it(place: int, character: str) -> None:
    changed = TEXT[:place] + character + TEXT[place + 1 :]
    if changed != TEXT:
        assert refusal(changed) in (Refusal.FORGED, Refusal.FOREIGN)


@given(st.text() | st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").map(PREFIX.__add__))
def test_nothing_else_is_a_badge(text: str) -> None:
    assert refusal(text) in (Refusal.FORGED, Refusal.FOREIGN)


def test_another_issuers_badge_is_forged_here() -> None:
    text = issue(WANG, OTHER).get_secret_value()
    assert refusal(text) is Refusal.FORGED
    assert read(text, (ISSUER.public_key(), OTHER.public_key())) == WANG
    with pytest.raises(BadgeRefused):
        read(TEXT, ())


def test_it_is_good_on_its_last_day_in_china_and_not_after() -> None:
    def admitted(now: datetime) -> Badge:
        return Badges(KNOWN, (), lambda: now).admitted(TEXT)

    assert admitted(datetime(2027, 6, 30, 15, 59, tzinfo=UTC)) == WANG
    assert refusal(TEXT, now=datetime(2027, 6, 30, 16, 0, tzinfo=UTC)) is Refusal.EXPIRED


def test_a_revoked_one_is_refused_by_its_number() -> None:
    with pytest.raises(BadgeRefused) as refused:
        Badges(KNOWN, (7, 1042), lambda: datetime(2026, 11, 25, tzinfo=UTC)).admitted(TEXT)
    assert (refused.value.reason, refused.value.serial) == (Refusal.REVOKED, 1042)


@pytest.mark.parametrize(
    ("badge", "complaint"),
    [
        (Badge(0, "王", date(2027, 1, 1), frozenset({Right.TEST})), "serial number 0"),
        (Badge(1, "", date(2027, 1, 1), frozenset({Right.TEST})), "0 bytes"),
        (Badge(1, "王" * 21, date(2027, 1, 1), frozenset({Right.TEST})), "63 bytes"),
        (Badge(1, "王", date(2019, 12, 31), frozenset({Right.TEST})), "2019-12-31"),
        (Badge(1, "王", date(2027, 1, 1), frozenset()), "without a right"),
    ],
)
def test_what_fits_on_no_badge_is_not_issued(badge: Badge, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        issue(badge, ISSUER)


def test_neither_name_nor_text_is_in_what_may_be_logged() -> None:
    assert "王" not in repr(WANG)
    assert TEXT not in repr(issue(WANG, ISSUER))
