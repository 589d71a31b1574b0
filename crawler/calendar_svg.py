"""A calendar of years, a square a day, as one SVG file that needs nothing else: no script, no font, no style sheet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from html import escape

from crawler.coverage import Day

CELL, STEP = 11, 13
"""Side of a square and distance between two, in pixels."""

LEFT, TOP = 44, 42
YEAR_HEIGHT = 7 * STEP + 24

NOTHING, REFUSED, PART, GAP = "#ebedf0", "#c9c9c9", "#f0b429", "#d64545"
HELD = ("#c6e9cf", "#8fd3a4", "#4fb073", "#23784a")
"""From few articles to many: quarters of the site's fullest day."""

LEGEND = (
    (HELD[0], "few articles held"),
    (HELD[-1], "many"),
    (PART, "some missing"),
    (GAP, "all missing, or silence"),
    (REFUSED, "no article (any more)"),
    (NOTHING, "nothing known"),
)


def calendar_svg(title: str, days: Mapping[date, Day], silent: Collection[date] = ()) -> str:
    """Return the picture: a row of weeks (Monday on top) a year, from the first day with anything to the last."""
    known = [*days, *silent]
    years = range(min(known).year, max(known).year + 1) if known else range(0)
    most = max((day.held for day in days.values()), default=0)
    cells = []
    for number, year in enumerate(years):
        top = TOP + number * YEAR_HEIGHT
        cells.append(f'<text x="4" y="{top + 4 * STEP}">{year}</text>')
        for month in range(1, 13):
            week = (date(year, month, 1).timetuple().tm_yday - 1 + date(year, 1, 1).weekday()) // 7
            cells.append(f'<text x="{LEFT + week * STEP}" y="{top - 3}" font-size="9" fill="#888">{month}</text>')
        day, start = date(year, 1, 1), date(year, 1, 1).weekday()
        while day.year == year:
            week, weekday = divmod((day - date(year, 1, 1)).days + start, 7)
            entry = days.get(day, Day())
            colour = GAP if day in silent else _colour(entry, most)
            cells.append(
                f'<rect x="{LEFT + week * STEP}" y="{top + weekday * STEP}" width="{CELL}" height="{CELL}" rx="2"'
                f' fill="{colour}"><title>{day}: {_told(entry, silent=day in silent)}</title></rect>'
            )
            day += timedelta(days=1)
    height = TOP + len(years) * YEAR_HEIGHT
    legend = "".join(
        f'<rect x="{LEFT + 165 * number}" y="{height}" width="{CELL}" height="{CELL}" rx="2" fill="{colour}"/>'
        f'<text x="{LEFT + 165 * number + STEP + 4}" y="{height + 10}">{meaning}</text>'
        for number, (colour, meaning) in enumerate(LEGEND)
    )
    width = LEFT + 165 * len(LEGEND)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height + 24}"'
        f' viewBox="0 0 {width} {height + 24}" font-family="sans-serif" font-size="11" fill="#333">\n'
        f'<title>{escape(title)}</title>\n<rect width="100%" height="100%" fill="#fff"/>\n'
        f'<text x="4" y="18" font-size="14">{escape(title)}</text>\n' + "\n".join(cells) + f"\n{legend}\n</svg>\n"
    )


def _colour(day: Day, most: int) -> str:
    if day.missing:
        return PART if day.held else GAP
    if day.held:
        return HELD[min(len(HELD) - 1, (day.held - 1) * len(HELD) // most)]
    return REFUSED if day.refused else NOTHING


def _told(day: Day, *, silent: bool) -> str:
    if silent:
        return "silence where articles are to be expected"
    return f"{day.held} held, {day.missing} missing, {day.refused} without an article"
