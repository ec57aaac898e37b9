"""What a part of this benchmark comes to: as of every benchmark."""

from benchmarks.section import Section as Section
