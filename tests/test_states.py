"""Names of States as people write them: the right State, or none, and never another one in silence."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders import known
from loaders.states import resolve
from model import LANGUAGES, EntityKind

CONFUSABLE = {
    "Niger": "NER",
    "Nigeria": "NGA",
    "The Niger": "NER",
    "Niger (the)": "NER",
    "NIGERIA": "NGA",
    "Nigéria": "NGA",
    "Guinea": "GIN",
    "Guinea-Bissau": "GNB",
    "Guinea Bissau": "GNB",
    "Equatorial Guinea": "GNQ",
    "Guinée équatoriale": "GNQ",
    "Papua New Guinea": "PNG",
    "Republic of Guinea": "GIN",
    "Guinea, Equatorial": "GNQ",
    "Papua Nueva Guinea": "PNG",
    "Congo": "COG",
    "Republic of the Congo": "COG",
    "Congo, Rep.": "COG",
    "Democratic Republic of the Congo": "COD",
    "Congo, Dem. Rep.": "COD",
    "DR Congo": "COD",
    "République démocratique du Congo": "COD",
    "Congo (Republic of the)": "COG",
    "Republic of Korea": "KOR",
    "Korea, Rep.": "KOR",
    "Democratic People's Republic of Korea": "PRK",
    "North Korea": "PRK",
    "Korea, Dem. People's Rep.": "PRK",
    "South Korea": "KOR",
    "República de Corea": "KOR",
    "DPRK": "PRK",
    "Dominica": "DMA",
    "Dominican Republic": "DOM",
    "Dominican Rep.": "DOM",
    "República Dominicana": "DOM",
    "Samoa": "WSM",
    "Sudan": "SDN",
    "South Sudan": "SSD",
    "Soudan du Sud": "SSD",
    "Ireland": "IRL",
    "Georgia": "GEO",
    "Austria": "AUT",
    "Australia": "AUS",
    "Slovakia": "SVK",
    "Slovenia": "SVN",
    "Iran": "IRN",
    "Iraq": "IRQ",
    "Mauritania": "MRT",
    "Mauritius": "MUS",
    "Gambia": "GMB",
    "Zambia": "ZMB",
    "Saint Lucia": "LCA",
    "St. Kitts & Nevis": "KNA",
    "Saint Vincent and the Grenadines": "VCT",
    "Viet Nam": "VNM",
    "Vietnam": "VNM",
    "Micronesia (Federated States of)": "FSM",
    "Yemen": "YEM",
    "Germany": "DEU",
    "The former Yugoslav Republic of Macedonia": "MKD",
}

WRITTEN = {
    "EST: Estonia": "EST",
    "Estonia (EST)": "EST",
    "Cote d'Ivoire*": "CIV",
    "CÃ´te d'Ivoire": "CIV",
    "Czechia 3,4": "CZE",
    "Swaziland": "SWZ",
    "Turkey": "TUR",
    "Burma": "MMR",
    "Россия": "RUS",
    "俄罗斯联邦": "RUS",
    "مصر": "EGY",
    "法国": "FRA",
    "  Kenya  ": "KEN",
    "kenya": "KEN",
    "KENYA ": "KEN",
    "Côte d’Ivoire": "CIV",
    "Bolivia (Plurinational State of)": "BOL",
    "Iran (Islamic Republic of)": "IRN",
    "the Netherlands": "NLD",
    "Netherlands (Kingdom of the)": "NLD",
    "Naoero": "NRU",
    "Holy See": "VAT",
    "State of Palestine": "PSE",
    "United States": "USA",
    "Deutschland": "DEU",
    "Alemanha": "DEU",
}

NO_STATE = [
    "American Samoa",
    "Northern Ireland",
    "Virgin Islands",
    "British Virgin Islands",
    "Hong Kong",
    "Macao",
    "Taiwan Province of China",
    "Saint Martin",
    "French Guiana",
    "Jersey",
    "New Jersey",
    "World",
    "Total",
    "Africa",
    "Sub-Saharan Africa",
    "High income",
    "OECD",
    "European Union",
    "USSR",
    "Yugoslavia",
    "Czechoslovakia",
    "Democratic Yemen",
    "Republic of Viet-Nam",
    "German Democratic Republic",
    "Least developed countries",
    "South Georgia",
    "Cook Islands",
    "Kosovo",
]

OPEN = ["Korea", "Micronesia", "Corée", "The Koreas"]


@pytest.mark.parametrize(("text", "code"), [*CONFUSABLE.items(), *WRITTEN.items()])
def test_a_name_means_its_state(text: str, code: str) -> None:
    found = resolve(text)
    assert (found.kind, found.iso3) == ("state", code)
    assert found.rule


@pytest.mark.parametrize("text", NO_STATE)
def test_what_is_no_state_is_known_as_such(text: str) -> None:
    assert resolve(text).kind == "other"


@pytest.mark.parametrize("text", OPEN)
def test_what_may_be_two_states_stays_open(text: str) -> None:
    found = resolve(text)
    assert found.kind == "ambiguous"
    assert found.iso3 is None


def test_parties_that_are_no_state_keep_their_code() -> None:
    assert [resolve(text).iso3 for text in ("European Union", "Cook Islands", "Niue", "Euratom")] == [
        "EUE",
        "COK",
        "NIU",
        "EURATOM",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_unterm_name_means_its_state(language: str) -> None:
    wrong = [
        (text, state.iso3)
        for state in known.states().values()
        if state.kind in (EntityKind.MEMBER, EntityKind.OBSERVER)
        for text in (state.names[language], state.formal[language])
        if text and resolve(text).iso3 != state.iso3
    ]
    assert not wrong


def test_every_reviewed_name_of_no_state_means_none() -> None:
    wrong = [row["written"] for row in known.rows("names/not_states.csv") if resolve(row["written"]).kind == "state"]
    assert not wrong


names = st.sampled_from([state.names["en"] for state in known.states().values() if state.kind is EntityKind.MEMBER])


@given(names, st.sampled_from([" ", "\u00a0", "\t"]), st.sampled_from(["", "*", " 1/", " 3,4", " (2)", "¹"]))
def test_case_blanks_and_footnote_marks_change_nothing(name: str, blank: str, mark: str) -> None:
    meant = resolve(name).iso3
    assert resolve(f"{blank}{name}{mark}{blank}").iso3 == meant
    assert resolve(name.upper()).iso3 == meant
    assert resolve(name.lower()).iso3 == meant


@given(names)
def test_accents_of_latin_script_change_nothing(name: str) -> None:
    bare = "".join(letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter))
    assert resolve(bare).iso3 == resolve(name).iso3


@given(st.text(max_size=80))
def test_any_text_is_answered(text: str) -> None:
    found = resolve(text)
    assert found.kind in ("state", "other", "ambiguous", "unknown")
    assert (found.kind == "state") <= (found.iso3 is not None)
