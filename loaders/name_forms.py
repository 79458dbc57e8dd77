"""One written name, brought to a form in which it can be looked up: folded, in words, in order-free keys.

Nothing here knows a State. What words may be dropped or read as others is a table, ``data/names/words.csv``; a word
that is not in it is never dropped, so that Equatorial, Bissau, South or Democratic always count.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product

from loaders.known import rows

MOST_READINGS = 12
"""A name of abbreviations is read in at most so many ways."""

LETTERS_WITHOUT_PARTS = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ħ": "h",
    "ŧ": "t",
}
"""Letters that Unicode does not take apart into a letter and a mark."""

ARABIC = {"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ۃ": "ه", "ہ": "ه", "ھ": "ه", "ء": "", "ـ": ""}
"""Letters that are typed for one another in Arabic lists."""

MARKS = (("\u0300", "\u036f"), ("\u0591", "\u05c7"), ("\u064b", "\u065f"), ("\u0670", "\u0670"))
"""Accents, Hebrew and Arabic points; not the vowels of Indian scripts, which Unicode calls marks too."""

APOSTROPHES = "'’‘ʼʻ`´′＇ʾʿ"

UTF8_TAKEN_FOR = ("cp1252", "latin-1", "cp1251", "mac_roman", "cp437")
"""What UTF-8 was taken for; that the bytes are UTF-8 at all is proof enough."""

ONE_BYTE_MIXED_UP = (("cp1252", "mac_roman"), ("latin-1", "mac_roman"), ("latin-1", "cp850"), ("mac_roman", "latin-1"))
"""What a text of one byte a letter was taken for, and what it was; each pair was met in a published list."""

ESCAPE = re.compile(r"<U\+([0-9A-Fa-f]{4,5})>|\\u([0-9A-Fa-f]{4})")
RUSSIAN_ENDING = re.compile(r"(?<=[а-я]{3})(?:[оеё]го|[ая]я|[оеые]е|[ыи]х|[оеыи]й|[аяиыйьеоую])$")
CAPITAL_INSIDE = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
OUT_OF_PLACE = re.compile(
    r"(?<=[^\W\d_])[^\w\s'’ʼ.,;:/()\[\]*&-](?=[^\W\d_])|(?<=[a-zà-ÿ])[À-Þ](?=[a-zà-ÿ])|[\x80-\x9f]"
)
"""A sign or a capital within a word: a letter that was decoded wrongly."""


class _Folding(dict[int, str]):
    """What each character becomes, worked out when it is first met: a small letter without marks, or a blank."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _folded(chr(code))
        return folded


def _folded(character: str) -> str:
    if character in APOSTROPHES:
        return "'"
    category = unicodedata.category(character)
    if category == "Cf" or character in "ªº" or _is_superscript(character):
        return ""
    parts = unicodedata.normalize("NFKD", character).casefold()
    kept = "".join(ARABIC.get(part, LETTERS_WITHOUT_PARTS.get(part, part)) for part in parts if not _is_mark(part))
    kept = "".join(letter if unicodedata.category(letter)[0] in "LM" else " " for letter in kept)
    return unicodedata.normalize("NFC", kept)


def _is_superscript(character: str) -> bool:
    return "<super>" in unicodedata.decomposition(character) or "<sub>" in unicodedata.decomposition(character)


def _is_mark(character: str) -> bool:
    return (
        "\u0300" <= character <= "\u036f"
        or "\u0591" <= character <= "\u05c7"
        or "\u064b" <= character <= "\u065f"
        or character == "\u0670"
    )


FOLDING = _Folding()


def fold(text: str) -> str:
    """Small letters without accents; digits and signs become blanks, an apostrophe stays.

    >>> fold("Côte d’Ivoire ¹ *").split()
    ['cote', "d'ivoire"]
    """
    return text.translate(FOLDING)


def letters(text: str) -> str:
    """Only the letters: what two spellings share that differ in blanks, signs, digits, accents or case.

    >>> letters("TIMOR - LESTE (2)") == letters("Timor-Leste")
    True
    """
    return "".join(fold(text).replace("'", "").split())


def words(text: str) -> list[str]:
    """The words of a name, with initials joined (``D.P.R.`` is one word) and the possessive ``'s`` dropped.

    >>> words("Korea, D.P.R. of"), words("Lao People's Dem. Rep.")
    (['korea', 'dpr', 'of'], ['lao', 'people', 'dem', 'rep'])
    """
    joined: list[str] = []
    initials = ""
    folded = f"{fold(text)} ".replace("'s ", " ").replace("'", " ")
    if not folded.isascii():
        folded = _chinese_terms().sub(r" \g<0> ", folded)
    for word in folded.split():
        if len(word) == 1 and word.isascii():
            initials += word
            continue
        if initials:
            joined.append(initials)
            initials = ""
        joined.append(word)
    return [*joined, initials] if initials else joined


@cache
def _readings() -> dict[str, tuple[tuple[str, ...], ...]]:
    """By word, the ways in which it is read; dropping it is the empty one."""
    readings: dict[str, list[tuple[str, ...]]] = {}
    for row in rows("names/words.csv"):
        if row["role"] == "reading":
            readings.setdefault(_stem(row["word"]), []).append(tuple(row["reading"].split()))
    return {word: tuple(ways) for word, ways in readings.items()}


@cache
def _chinese_terms() -> re.Pattern[str]:
    """The forms of government that stand at the end of a Chinese name without a blank before them."""
    terms = {row["word"] for row in rows("names/words.csv") if row["language"] == "zh"}
    return re.compile("|".join(sorted(terms, key=len, reverse=True)))


@cache
def words_of_role(role: str) -> frozenset[str]:
    """The words of ``data/names/words.csv`` with a role: ``government``, ``group``, ``qualifier``."""
    return frozenset(row["word"] for row in rows("names/words.csv") if row["role"] == role)


def _stem(word: str) -> str:
    """The word without its ending (Russian) or article (Arabic)."""
    if "а" <= word[0] <= "я":
        return RUSSIAN_ENDING.sub("", word)
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


@lru_cache(maxsize=8192)
def _word_ways(word: str) -> tuple[tuple[str, ...], ...]:
    stem = _stem(word)
    return _readings().get(stem, ((stem,),))


def bags(text: str) -> Iterator[str]:
    """The order-free keys of a name: words sorted, small words dropped, abbreviations written out in every reading.

    >>> list(bags("Korea, Rep. of")), list(bags("the Republic of Korea"))
    (['korea republic'], ['korea republic'])
    >>> sorted(bags("S. Tome"))
    ['saint tome', 'south tome', 'tome']
    """
    ways = [_word_ways(word) for word in words(text)]
    count = 1
    for way in ways:
        count *= len(way)
    if count == 1:
        yield " ".join(sorted(word for way in ways for word in way[0]))
    elif count <= MOST_READINGS:
        seen = set()
        for reading in product(*ways):
            key = " ".join(sorted(word for way in reading for word in way))
            if key not in seen:
                seen.add(key)
                yield key


def repairs(text: str) -> Iterator[str]:
    """What the text may have been before something went wrong with its characters; nothing for a sound text.

    >>> next(repairs("CÃ´te d'Ivoire")), next(repairs("C<U+00F4>te d&#39;Ivoire"))
    ("Côte d'Ivoire", "Côte d'Ivoire")
    """
    escaped = ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), html.unescape(text))
    if escaped != text:
        yield escaped
    if escaped.isascii():
        return
    mixed_up = ONE_BYTE_MIXED_UP if OUT_OF_PLACE.search(escaped) else ()
    for taken_for, was in (*((taken_for, "utf-8") for taken_for in UTF8_TAKEN_FOR), *mixed_up):
        try:
            repaired = escaped.encode(taken_for).decode(was)
        except UnicodeError:
            continue
        if repaired != escaped and not OUT_OF_PLACE.search(repaired):
            yield repaired


def split_capitals(text: str) -> str:
    """``SouthSudan`` in two words; a text with blanks stays as it is."""
    return text if " " in text else CAPITAL_INSIDE.sub(" ", text)
