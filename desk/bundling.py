"""The file that is kept of what was handed in: the one, or several as one ZIP of them."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from pathlib import PurePath

from exports.workbook_style import ZIP_DAY
from model import SourceFile

BUNDLE = ".zip"


def source_file(name: str, content: bytes) -> SourceFile:
    """A file as it was handed in."""
    return SourceFile(PurePath(name).name, content, hashlib.sha256(content).hexdigest())


def kept_together(files: Sequence[SourceFile]) -> SourceFile:
    """The file that is kept: the one, or several as a ZIP of them; the same files give the same bytes."""
    if len(files) == 1:
        return files[0]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as together:
        for number, file in enumerate(sorted(files, key=lambda file: (file.name, file.sha256)), 1):
            together.writestr(zipfile.ZipInfo(f"{number}-{file.name}", ZIP_DAY), file.content)
    return source_file(f"{PurePath(files[0].name).stem} and {len(files) - 1} more{BUNDLE}", held.getvalue())


def is_bundle(file: SourceFile) -> bool:
    """Whether it is several files kept together: then no single workbook says what they say."""
    return PurePath(file.name).suffix == BUNDLE
