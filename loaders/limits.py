"""How much of a stranger's file is read, and why no more.

Our own workbook has 20 parts, 10 sheets and 1,500 filled cells; the largest table anybody needs here is a list of
200,000 rows. Every limit leaves room for that and stays below what a server with two workers can bear.
"""

from __future__ import annotations

MEBI = 1024 * 1024

MAX_FILE_BYTES = 32 * MEBI
"""A list of 200,000 rows and ten columns has 8 MB as xlsx and 25 MB as CSV."""

MAX_PARTS = 4_000
"""A workbook of 1,000 sheets, each with its relations, a drawing and comments."""

MAX_UNPACKED_BYTES = 256 * MEBI
"""A sheet of 200,000 rows and ten columns unpacks to 90 MB."""

MAX_RATIO = 250
"""Real sheets pack 5 to 60 to one; nothing packs better than 1,032 to one, which is what a bomb is made of."""

RATIO_FROM_BYTES = 4 * MEBI
"""Below this size a part cannot do harm, and small empty pictures do pack extremely well."""

MAX_SHEETS = 1_000
"""Ten times what a collated workbook with one sheet a State needs, had anybody two of them."""

MAX_ROWS = 1_048_576
"""Excel's and LibreOffice's last row."""

MAX_COLUMNS = 16_384
"""Excel's and LibreOffice's last column, XFD."""

MAX_AREA = 10_000_000
"""Cells from A1 to the last filled one, empty ones counted: calamine keeps 32 bytes for each of them, twice."""

MAX_CELLS = 3_000_000
"""Filled cells of a workbook: 200,000 rows of 15 columns, about 600 MB once they are Python objects."""

MAX_MERGES = 50_000
"""Merged areas of one sheet."""

MAX_STRINGS = 4_000_000
"""What a table of shared strings may claim to hold: readers reserve memory for the claim."""

MAX_STYLES = 100_000
"""Excel itself stops at 65,490 cell formats."""

MAX_FIELD_CHARACTERS = 1_000_000
"""One field of a CSV: more is a quotation mark that was never closed."""

MAX_BLANKS = 10_000
"""Blanks that one ODS element may stand for."""

WALL_SECONDS = 60.0
"""By the clock on the wall, watched by the parent: 2 million cells take 7 seconds, several times that on a busy day."""

CPU_SECONDS = 30
"""Of work, watched by the operating system: 2 million cells take 5 seconds of it."""

MEMORY_BYTES = 2048 * MEBI
"""Address space of one reading process: 2 million cells need 0.4 GB of it."""

FILES_PER_READER = 200
"""After so many files a reading process is replaced, so that nothing can pile up in it."""

MAX_READERS = 4
"""Reading processes at once, and never more than there are processors."""

MEMORY_KEPT_BYTES = 512 * MEBI
"""A reading process that ever needed more is replaced, so that the memory goes back."""
