"""What devices and the system say of themselves, in the reader's language.

They speak English, as the log does. A catalogue has their sentences as message ids; what varies in one, such as an
address, is a placeholder.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter


class Sentences:
    """Finds each sentence by its wording, by the longest that fits; `texts` are the translations."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        longest_first = sorted(texts, key=len, reverse=True)
        self._texts = [(re.compile(_pattern(sentence)), texts[sentence]) for sentence in longest_first]

    def __call__(self, sentence: str) -> str:
        """The translation, what varies in it translated too; the sentence as it is where there is none."""
        for pattern, text in self._texts:
            if found := pattern.fullmatch(sentence):
                return text.format(**{name: self(value) for name, value in found.groupdict().items()})
        return sentence


def _pattern(sentence: str) -> str:
    parts = Formatter().parse(sentence)
    return "".join(re.escape(text) + (f"(?P<{name}>.+?)" if name else "") for text, name, _, _ in parts)
