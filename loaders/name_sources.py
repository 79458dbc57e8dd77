"""Collects names of States, territories, regions, cities and parts of States from CLDR and the ISO 3166 catalogues.

``python -m loaders.name_sources`` writes ``collected.csv``, ``cities.csv`` and ``subdivisions.csv`` in ``data/names/``
anew. It is run when Babel or pycountry is renewed, never at run time, so that the tables can be read and reviewed.
"""

from __future__ import annotations

import csv
import gettext
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import babel
import pycountry
from babel import Locale
from babel.core import UnknownLocaleError
from babel.languages import get_official_languages

from loaders.known import DATA
from loaders.name_forms import letters
from model import LANGUAGES

CLDR_LANGUAGES = (
    *LANGUAGES,
    "pt",
    "de",
    "en_AU",
    "es_MX",
    "fr_CA",
    "pt_PT",
    "zh_Hant",
    "zh_Hant_HK",
    "it",
    "nl",
    "sv",
    "nb",
    "da",
    "fi",
    "pl",
    "cs",
    "ro",
    "hu",
    "el",
    "tr",
    "uk",
    "sr_Latn",
    "hr",
    "ca",
    "id",
    "vi",
    "ja",
    "ko",
    "fa",
    "sw",
)
"""The languages whose names are kept for all territories; others only for the State where they are official."""

ISO_LANGUAGES = (
    "ar",
    "es",
    "fr",
    "ru",
    "zh_CN",
    "pt",
    "de",
    "pt_BR",
    "zh_TW",
    "zh_HK",
    "it",
    "nl",
)
"""The catalogues of the ISO 3166 lists that are read, besides English."""

CLDR_CODES = {"XK": "XKX", "QO": "009", "EZ": "EZ", "EU": "EUE", "UN": "UN"}
"""CLDR's codes that ISO 3166-1 does not give to a country."""

MISTAKEN = {("República Islâmica do Paquistão", "AFG"), ("المالديف", "MDA")}
"""What a catalogue gives to the wrong State; found by comparing each name with all others."""

Name = tuple[str, str, str, str]
"""Written name, code, language, source."""


def cldr_names() -> Iterator[Name]:
    """Names of territories and of M49 regions, and each State's name in its own languages."""
    source = f"CLDR (Babel {babel.__version__})"
    for identifier in CLDR_LANGUAGES:
        for alpha2, name in Locale.parse(identifier).territories.items():
            if alpha2 != "ZZ":
                yield name, _code(alpha2), identifier, source
    for country in pycountry.countries:
        for language in get_official_languages(country.alpha_2, regional=True, de_facto=True):
            try:
                name = Locale.parse(language).territories.get(country.alpha_2)
            except (UnknownLocaleError, ValueError):
                continue
            if name:
                yield name, country.alpha_3, language, source


def iso_names() -> Iterator[Name]:
    """Short, formal and common names of ISO 3166-1, in English and in the languages of its catalogues."""
    source = f"iso-codes (pycountry {version('pycountry')})"
    for language in ("en", *ISO_LANGUAGES):
        said = gettext.translation(
            "iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=language == "en"
        ).gettext
        for country in pycountry.countries:
            for kind in ("name", "official_name", "common_name"):
                name = country._fields.get(kind)  # the catalogue's fallback would answer for a missing field
                if name and (language == "en" or said(name) != name):
                    yield said(name), country.alpha_3, language, source


def city_names() -> Iterator[Name]:
    """The cities that CLDR names for time zones: many capitals, whose names are States' names in some language."""
    for identifier in (*LANGUAGES, "pt", "de"):
        for zone, named in Locale.parse(identifier).time_zones.items():
            if "city" in named:
                yield named["city"], zone, identifier, f"CLDR (Babel {babel.__version__})"


def subdivision_names() -> Iterator[Name]:
    """Parts of States by ISO 3166-2, as written there."""
    for part in pycountry.subdivisions:
        yield part.name, part.code, "", f"ISO 3166-2 (pycountry {version('pycountry')})"


def _code(alpha2: str) -> str:
    country = pycountry.countries.get(alpha_2=alpha2)
    return country.alpha_3 if country else CLDR_CODES.get(alpha2, alpha2)


def _folded(names: Iterator[Name]) -> Iterator[tuple[str, str, str, str]]:
    """One row for spellings that differ in nothing that counts: the first one, with all its languages."""
    kept: dict[tuple[str, str], Name] = {}
    languages: dict[tuple[str, str], list[str]] = {}
    for written, code, language, source in names:
        key = (letters(written), code)
        kept.setdefault(key, (written, code, language, source))
        if language.split("_")[0] not in languages.setdefault(key, []):
            languages[key].append(language.split("_")[0])
    for key, (written, code, _, source) in sorted(kept.items(), key=lambda item: (item[1][1], item[1][0])):
        if key[0] and (written, code) not in MISTAKEN:
            yield written, code, " ".join(languages[key]), source


def _write(path: Path, names: Iterator[tuple[str, str, str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        table = csv.writer(lines, lineterminator="\n")
        table.writerow(("written", "code", "languages", "source"))
        table.writerows(names)


def main() -> None:
    """Writes the three tables."""
    _write(DATA / "names" / "collected.csv", _folded(name for source in (cldr_names(), iso_names()) for name in source))
    _write(DATA / "names" / "cities.csv", _folded(city_names()))
    _write(DATA / "names" / "subdivisions.csv", _folded(subdivision_names()))


if __name__ == "__main__":
    main()
