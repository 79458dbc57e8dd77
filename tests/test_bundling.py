"""What is kept of what was handed in: one file as it is, several as one ZIP of them."""

import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from desk.bundling import is_bundle, kept_together, source_file

FILES = st.lists(
    st.tuples(st.sampled_from(["B.csv", "C.csv", "ü.csv"]), st.binary(max_size=20)), min_size=2, max_size=4
)


def test_one_file_is_kept_as_it_is() -> None:
    one = source_file("folder/B.csv", b"code,answer")
    assert one.name == "B.csv"
    assert kept_together([one]) is one
    assert not is_bundle(one)


@given(FILES, st.randoms())
def test_the_same_files_in_any_order_are_kept_as_the_same_bytes(named: list[tuple[str, bytes]], random) -> None:
    files = [source_file(name, content) for name, content in named]
    shuffled = random.sample(files, len(files))
    kept = kept_together(files)
    assert kept.content == kept_together(shuffled).content
    assert is_bundle(kept)
    with zipfile.ZipFile(io.BytesIO(kept.content)) as whole:
        held = [(name.partition("-")[2], whole.read(name)) for name in whole.namelist()]
    assert sorted(held) == sorted(named)
