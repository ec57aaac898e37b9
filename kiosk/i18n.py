"""What visitors and technicians read: gettext catalogues; message ids are symbolic names such as `consent.title`.

`kiosk.po` is for visitors, `technician.po` for technicians; `devices.po` translates what devices say (see `sentences`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from babel.messages.pofile import read_po

from kiosk.contract import Language
from kiosk.sentences import Sentences

KEYED = ("kiosk.po", "technician.po")


class TextMissing(LookupError):
    """A text or a value in it is not there; the message names both."""


class Catalogues:
    """All catalogues of `folder`, read at once: `<language>/LC_MESSAGES/`. Placeholders are `{name}`."""

    def __init__(self, folder: Path) -> None:
        folders = {language: folder / language / "LC_MESSAGES" for language in Language}
        self._texts = {language: _read(folders[language] / name for name in KEYED) for language in Language}
        self._said = {
            language: Sentences(_read([] if language is Language.EN else [folders[language] / "devices.po"]))
            for language in Language
        }

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

    def said(self, language: Language, sentence: str) -> str:
        """What a device says of itself, in this language."""
        return self._said[language](sentence)


def _read(paths: Iterable[Path]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in paths:
        with path.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
        texts |= {str(message.id): str(message.string) for message in catalogue if message.id and message.string}
    return texts
