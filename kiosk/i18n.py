"""What visitors and technicians read: gettext catalogues; message ids are symbolic names such as `consent.title`.

`kiosk.po` is for visitors, `technician.po` for technicians.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from babel.messages.pofile import read_po

from kiosk.contract import Language


class TextMissing(LookupError):
    """A text or a value in it is not there; the message names both."""


class Catalogues:
    """All catalogues of `folder`, read at once: `<language>/LC_MESSAGES/*.po`. Placeholders are `{name}`."""

    def __init__(self, folder: Path) -> None:
        self._texts = {language: _read(folder / language / "LC_MESSAGES") for language in Language}

    def __getitem__(self, language: Language) -> Mapping[str, str]:
        """All texts of a language by key, placeholders unfilled."""
        return self._texts[language]

    def text(self, language: Language, key: str, **values: object) -> str:
        """The text of `key` with `values` in it. Raises TextMissing."""
        try:
            return self._texts[language][key].format(**values)
        except KeyError as missing:
            raise TextMissing(
                f"{language}: {key}: no {missing.args[0]!r}; add it to the catalogue or hand it in"
            ) from None


def _read(folder: Path) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
        texts |= {str(message.id): str(message.string) for message in catalogue if message.id and message.string}
    return texts
