"""The world's outlines as the shipped United Nations geometry has them, and hatching that fits them.

A map of areas can be filled with a colour but not with a pattern, so the lines of a hatch are cut to the outlines
here. Reading is cached: the geometry changes only with a release.
"""

from __future__ import annotations

import csv
import json
import math
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

GEOMETRY = Path(__file__).resolve().parent.parent / "data" / "geometry"

Point = tuple[float, float]
"""Longitude and latitude in degrees."""

Ring = tuple[Point, ...]

SHORTEST = 0.004
"""In units of the projection: a shorter piece of a hatch would be a speck."""

STRAIGHT = 0.09
"""In units of the projection: between points further apart the great circle that is drawn would be seen to bend."""

EQUAL_EARTH = ((1.340264, 1), (-0.081106, 3), (0.000893, 7), (0.003796, 9))
"""The projection's polynomial: factor and power of the parametric latitude."""


@cache
def outlines() -> dict[str, tuple[Ring, ...]]:
    """The closed rings of each area of ``world_110m.json`` by its code, outer rings and holes alike."""
    topology = json.loads((GEOMETRY / "world_110m.json").read_text(encoding="utf-8"))
    arcs = [_degrees(arc, topology["transform"]) for arc in topology["arcs"]]
    areas: dict[str, tuple[Ring, ...]] = {}
    for area in topology["objects"]["countries"]["geometries"]:
        polygons = area["arcs"] if area["type"] == "MultiPolygon" else [area["arcs"]]
        rings = tuple(_ring(ring, arcs) for polygon in polygons for ring in polygon)
        areas[area["id"]] = (*areas.get(area["id"], ()), *rings)
    return areas


def _degrees(arc: list[list[int]], transform: dict[str, list[float]]) -> list[Point]:
    """An arc's quantized steps as points."""
    (scale_x, scale_y), (start_x, start_y) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((x * scale_x + start_x, y * scale_y + start_y))
    return points


def _ring(numbers: list[int], arcs: list[list[Point]]) -> Ring:
    """Arcs strung together; a negative number is the arc ``~number`` backwards."""
    points: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(arc[1:] if points else arc)
    return tuple(points)


@dataclass(frozen=True, slots=True)
class Dot:
    """Where a small State lies and where its dot stands: beside it where dots would hide each other."""

    at: Point
    shown: Point


@cache
def small_states() -> dict[str, Dot]:
    """The States too small to be seen or hit as an area (under 12,000 square kilometres), by ISO 3166-1 alpha-3."""
    with (GEOMETRY / "small_states.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["state"]: Dot(
                at=(float(row["lon"]), float(row["lat"])), shown=(float(row["shown_lon"]), float(row["shown_lat"]))
            )
            for row in csv.DictReader(lines)
        }


@cache
def areas_of_states() -> dict[str, tuple[str, ...]]:
    """The further areas of the geometry that are drawn with a State, by its ISO 3166-1 alpha-3."""
    areas: dict[str, tuple[str, ...]] = {}
    with (GEOMETRY / "areas.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            areas[row["state"]] = (*areas.get(row["state"], ()), row["area"])
    return areas


@cache
def hatching(area: str, slant: int, spacing: float = 0.042) -> tuple[tuple[Point, ...], ...]:
    """Parallel lines on the map cut to an area, each a string of points close enough to be drawn straight.

    ``slant`` is 1 for rising, -1 for falling and 0 for level lines; ``spacing`` is between the lines, in units of the
    projection (the map is 5.41 wide). The lines are the same everywhere, so that the hatch runs on across a border.
    """
    rings = _projected(area)
    offsets = [y - slant * x for ring in rings for x, y in ring]
    if not offsets:
        return ()
    step = spacing * math.hypot(1, slant)
    lines: list[tuple[Point, ...]] = []
    for number in range(math.ceil(min(offsets) / step), math.floor(max(offsets) / step) + 1):
        offset = number * step
        crossings = sorted(x for ring in rings for x in _crossings(ring, slant, offset))
        for start, end in zip(crossings[::2], crossings[1::2], strict=False):
            if end - start < SHORTEST:
                continue
            pieces = math.ceil((end - start) / STRAIGHT)
            along = (start + (end - start) * piece / pieces for piece in range(pieces + 1))
            lines.append(tuple(degrees_of(x, slant * x + offset) for x in along))
    return tuple(lines)


@cache
def _projected(area: str) -> tuple[Ring, ...]:
    return tuple(tuple(equal_earth(*point) for point in _unrolled(ring)) for ring in outlines().get(area, ()))


def _unrolled(ring: Ring) -> Ring:
    """A ring that crosses the antimeridian without its jump from one edge of the map to the other."""
    turns = 0
    points = [ring[0]]
    for (before, _), (lon, lat) in pairwise(ring):
        if abs(lon - before) > 180:
            turns += 1 if lon < before else -1
        points.append((lon + 360 * turns, lat))
    return tuple(points)


def _crossings(ring: Ring, slant: int, offset: float) -> list[float]:
    """Where along ``x`` a ring crosses the line ``y = slant * x + offset``."""
    found = []
    for (x1, y1), (x2, y2) in pairwise(ring):
        before, after = y1 - slant * x1 - offset, y2 - slant * x2 - offset
        if (before > 0) != (after > 0):
            found.append(x1 + (x2 - x1) * before / (before - after))
    return found


def equal_earth(lon: float, lat: float) -> Point:
    """Degrees on the plane of the Equal Earth projection (Savric, Patterson and Jenny, 2018)."""
    angle = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(lat)))
    return math.radians(lon) * math.cos(angle) / (math.sqrt(3) / 2 * _slope(angle)), _height(angle)


def degrees_of(x: float, y: float) -> Point:
    """The reverse of ``equal_earth``, rounded to hundredths of a degree."""
    angle = y
    for _ in range(8):
        angle -= (_height(angle) - y) / _slope(angle)
    lat = math.asin(max(-1.0, min(1.0, 2 * math.sin(angle) / math.sqrt(3))))
    lon = math.sqrt(3) / 2 * x * _slope(angle) / math.cos(angle)
    return round(math.degrees(lon), 2), round(math.degrees(lat), 2)


def _height(angle: float) -> float:
    return sum(factor * angle**power for factor, power in EQUAL_EARTH)


def _slope(angle: float) -> float:
    return sum(factor * power * angle ** (power - 1) for factor, power in EQUAL_EARTH)
