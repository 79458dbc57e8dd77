"""The same bytes: in any time zone, locale and order of hashing, from one store, day and scope."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from founding import LOCAL, founded_store
from tests.stored import file, sent

ROOT = Path(__file__).resolve().parent.parent

MADE = """
import sys
from exports.__main__ import main
sys.exit(main(["report", "--store", sys.argv[1], "--as-at", "2026-03-31", "--session", "35", "--articles", "D.10",
               "-o", sys.argv[2]]))
"""

PLACES = (
    {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "LANG": "de_DE.UTF-8", "PYTHONHASHSEED": "2"},
)


@pytest.mark.picture
@pytest.mark.parametrize("kind", ["docx", "zip"])
def test_two_places_make_the_same_report(tmp_path, kind):
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    store = founded_store(url)
    for state in ("KEN", "PER", "FRA", "IND", "BRA"):
        store.add_return(LOCAL, sent("d10_1 fully | d10_2 partly | d10_3 no", state), file(state))
    store.close()
    digests = []
    for number, place in enumerate(PLACES):
        out = tmp_path / f"{number}.{kind}"
        command = [sys.executable, "-c", MADE, url, str(out)]
        subprocess.run(command, cwd=ROOT, env={**os.environ, **place}, check=True, capture_output=True)
        digests.append(hashlib.sha256(out.read_bytes()).hexdigest())
    assert digests[0] == digests[1]
