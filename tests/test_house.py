"""The house: arrows between rooms run one way, Streamlit stays at the face, nothing is swallowed."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EVERYONE = {"model", "language", "relevance"}
MAY_USE = {
    "model.py": set(),
    "language.py": {"model"},
    "relevance.py": {"model"},
    "loaders": EVERYONE,
    "store": EVERYONE,
    "compliance": EVERYONE,
    "charts": EVERYONE,
    "exports": EVERYONE | {"charts"},
    "serving": EVERYONE | {"desk", "exports", "loaders", "store"},
    "desk": EVERYONE | {"loaders", "store", "compliance", "charts", "exports"},
    "report": EVERYONE | {"loaders", "compliance", "charts", "exports", "desk"},
    "founding.py": EVERYONE | {"loaders", "store"},
}
ROOMS = {"model", "language", "relevance", "loaders", "store", "compliance", "charts", "exports", "serving", "desk"} | {
    "report",
    "founding",
    "frame",
    "pages",
    "dashboard",
}
FACE = {"dashboard.py", "frame", "pages"}


def modules() -> list[Path]:
    """Every module of the project itself, in order."""
    rooms = [ROOT / room for room in (*MAY_USE, *FACE)]
    found = [path for room in rooms for path in (room.rglob("*.py") if room.is_dir() else [room])]
    return sorted(path for path in found if "migrations" not in path.parts)


def imported(path: Path) -> set[str]:
    """The first names of everything a module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_arrows_run_one_way(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    if path.name == "__main__.py" or room in FACE:
        return
    assert imported(path) & ROOMS - {room.removesuffix(".py")} <= MAY_USE[room]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_streamlit_stays_at_the_face(path: Path) -> None:
    assert path.relative_to(ROOT).parts[0] in FACE or "streamlit" not in imported(path)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_exception_is_swallowed(path: Path) -> None:
    handlers = [
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ExceptHandler)
    ]
    assert not [node.lineno for node in handlers if len(node.body) == 1 and isinstance(node.body[0], ast.Pass)]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_names_have_a_subject(path: Path) -> None:
    assert path.stem not in {"utils", "helpers", "common", "base", "misc"}
