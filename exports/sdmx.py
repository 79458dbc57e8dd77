"""The figures as SDMX: one structure for adherence and reported measures, and their observations as SDMX-CSV 2.0."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from typing import Any

import pandas as pd
from sdmx import to_xml
from sdmx.message import Header, StructureMessage
from sdmx.model import v21
from sdmx.model.common import Agency, Code, Codelist, Concept, ConceptScheme, Representation

from exports.dataset import TITLE, About, Table
from exports.table import as_text

AGENCY = Agency(id="IMPLEMENTATION_MONITOR", name={"en": "Implementation Monitor"})
SDMX = Agency(id="SDMX", name={"en": "SDMX"})
VERSION = "1.0"
STRUCTURE_ID = f"{AGENCY.id}:FIGURES({VERSION})"

NOT_APPLICABLE = "_Z"
"""SDMX's own code where a dimension does not apply: adherence belongs to no cycle."""

MISSING = "NaN"
"""How SDMX writes a number that is not there; OBS_STATUS says why."""

DIMENSIONS = ("REF_AREA", "INDICATOR", "PROVISION", "CYCLE", "TIME_PERIOD")
ATTRIBUTES = ("OBS_STATUS", "CONF_STATUS", "LEVEL", "PARTS", "OF_PARTS", "ANSWERED", "LOW", "HIGH")

CONCEPTS = {
    "REF_AREA": "State, by its M49 code",
    "INDICATOR": "Indicator",
    "PROVISION": "Provision of the Declaration or of the Code",
    "CYCLE": "Reporting cycle",
    "TIME_PERIOD": "Day as at which the figure holds",
    "OBS_VALUE": "Figure from 0 to 1",
    "OBS_STATUS": "Observation status",
    "CONF_STATUS": "Confidentiality status",
    "LEVEL": "Level",
    "PARTS": "Treaties to which the State is party, or questions answered",
    "OF_PARTS": "Treaties that count, or applicable questions",
    "ANSWERED": "Share of the applicable weight that was answered",
    "LOW": "The figure if all that is missing were worst",
    "HIGH": "The figure if all that is missing were best",
}

INDICATORS = {
    "ADHERENCE": "Treaties that count to which the State is party, as a share of those that count",
    "REPORTED": "Reported measures: weighted mean of the answered, applicable, scored questions (self-assessed)",
}

LISTS = {
    "REF_AREA": "CL_AREA",
    "INDICATOR": "CL_INDICATOR",
    "PROVISION": "CL_PROVISION",
    "CYCLE": "CL_CYCLE",
    "OBS_STATUS": "CL_OBS_STATUS",
    "CONF_STATUS": "CL_CONF_STATUS",
    "LEVEL": "CL_LEVEL",
}


def code_of(text: str) -> str:
    """A code as SDMX allows it.

    >>> code_of("D.7.a")
    'D_7_a'
    """
    return "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in text)


def sdmx_structure(tables: Sequence[Table], about: About) -> bytes:
    """The data structure, its code lists, concepts and dataflow as SDMX-ML 2.1."""
    lists = _code_lists({table.name: table.rows for table in tables})
    concepts = ConceptScheme(id="CS_FIGURES", name={"en": "Concepts"}, version=VERSION, maintainer=AGENCY)
    for name, title in CONCEPTS.items():
        concepts.append(Concept(id=name, name={"en": title}))
    structure = v21.DataStructureDefinition(
        id="FIGURES", name={"en": TITLE}, version=VERSION, maintainer=AGENCY, is_final=True
    )
    for order, name in enumerate(DIMENSIONS, 1):
        kind = v21.TimeDimension if name == "TIME_PERIOD" else v21.Dimension
        structure.dimensions.append(kind(id=name, order=order, **_meant(name, concepts, lists)))
    structure.measures.append(v21.PrimaryMeasure(id="OBS_VALUE", concept_identity=concepts["OBS_VALUE"]))
    for name in ATTRIBUTES:
        structure.attributes.append(
            v21.DataAttribute(id=name, related_to=v21.PrimaryMeasureRelationship(), **_meant(name, concepts, lists))
        )
    flow = v21.DataflowDefinition(
        id="FIGURES", name={"en": TITLE}, version=VERSION, maintainer=AGENCY, structure=structure, is_final=True
    )
    header = Header(id=f"IM{about.revision}", prepared=datetime.combine(about.as_at, time(), UTC), sender=AGENCY)
    message = StructureMessage(header=header)
    for item in (*lists.values(), concepts, structure, flow):
        message.add(item)
    return to_xml(message, pretty_print=True)


def _meant(name: str, concepts: ConceptScheme, lists: dict[str, Codelist]) -> dict[str, Any]:
    """What a dimension or an attribute means, and the codes it takes."""
    meant: dict[str, Any] = {"concept_identity": concepts[name]}
    if name in LISTS:
        meant["local_representation"] = Representation(enumerated=lists[LISTS[name]])
    return meant


def _code_lists(rows: dict[str, pd.DataFrame]) -> dict[str, Codelist]:
    """The code lists by name; those of SDMX hold the codes that are used here."""
    known = rows["code_lists"]

    def listed(*names: str) -> dict[str, str]:
        found = known[known["list"].isin(names)]
        return dict(zip(found["code"], found["label"], strict=True))

    states = rows["states"][rows["states"]["m49"] != ""].drop_duplicates("m49")
    provisions = rows["provisions"]
    cycles = sorted({*rows["reported"]["cycle"], *rows["responses"]["cycle"]})
    wanted: dict[str, tuple[str, dict[str, str]]] = {
        "CL_AREA": ("States by M49 code", dict(zip(states["m49"], states["name_en"], strict=True))),
        "CL_INDICATOR": ("Indicators", INDICATORS),
        "CL_PROVISION": (
            "Provisions",
            dict(zip(map(code_of, provisions["provision"]), provisions["short_title"], strict=True)),
        ),
        "CL_CYCLE": ("Cycles", {NOT_APPLICABLE: "Not applicable"} | {code_of(cycle): cycle for cycle in cycles}),
        "CL_LEVEL": ("Levels", listed("adherence_level", "reported_level", "missing")),
        "CL_OBS_STATUS": ("Observation status", listed("obs_status")),
        "CL_CONF_STATUS": ("Confidentiality status", listed("conf_status")),
    }
    versions = {"CL_OBS_STATUS": "2.2", "CL_CONF_STATUS": "1.3"}
    made = {}
    for name, (title, codes) in wanted.items():
        version = versions.get(name, VERSION)
        owner = SDMX if name in versions else AGENCY
        made[name] = Codelist(
            id=name, name={"en": title}, version=version, maintainer=owner, is_partial=owner is SDMX, is_final=True
        )
        for code, label in codes.items():
            made[name].append(Code(id=code, name={"en": label}))
    return made


def sdmx_csv(tables: Sequence[Table], about: About) -> bytes:
    """The observations as SDMX-CSV 2.0: one row a State, indicator, provision and cycle."""
    rows = {table.name: table.rows for table in tables}
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["STRUCTURE", "STRUCTURE_ID", "ACTION", *DIMENSIONS, "OBS_VALUE", *ATTRIBUTES])
    day = about.as_at.isoformat()
    for observation in (*_adherence(rows["adherence"], day), *_reported(rows["reported"], day)):
        writer.writerow(["dataflow", STRUCTURE_ID, "I", *observation])
    return lines.getvalue().encode()


def _adherence(rows: pd.DataFrame, day: str) -> Iterator[tuple[str, ...]]:
    names = ("m49", "provision", "adherence", "obs_status", "conf_status", "level", "party_to", "of_treaties")
    for m49, provision, value, *rest in zip(*(_texts(rows, name) for name in names), strict=True):
        yield (m49, "ADHERENCE", code_of(provision), NOT_APPLICABLE, day, value or MISSING, *rest, "", "", "")


def _reported(rows: pd.DataFrame, day: str) -> Iterator[tuple[str, ...]]:
    level = rows["level"].where(rows["level"] != "", rows["missing"])
    names = ("m49", "provision", "cycle", "score", "obs_status", "conf_status")
    further = ("scored", "applicable", "answered", "low", "high")
    columns = (*(_texts(rows, name) for name in names), level.tolist(), *(_texts(rows, name) for name in further))
    for m49, provision, cycle, value, *rest in zip(*columns, strict=True):
        yield (m49, "REPORTED", code_of(provision), code_of(cycle), day, value or MISSING, *rest)


def _texts(rows: pd.DataFrame, name: str) -> list[str]:
    return ["" if pd.isna(value) else as_text(value) for value in rows[name]]
