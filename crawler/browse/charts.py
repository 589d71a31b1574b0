"""Plots drawn here, as SVG in the page: no script, no style sheet, each told in words to those who do not see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

WIDTH, HEIGHT = 720, 200
LEFT, BOTTOM = 44, 24
INK, PALE, LINE = "#1d5c87", "#d9e2ea", "#c4ccd4"

SPARK_STEP, SPARK_HEIGHT = 4, 22
METER_WIDTH = 44


def day_bars(days: Sequence[date], counts: Sequence[int]) -> Markup:
    """Return a bar a day, with the number behind each bar as its title."""
    top = _round_up(max(counts, default=0))
    step = (WIDTH - LEFT) / max(1, len(days))
    floor = HEIGHT - BOTTOM
    parts = [_line(floor - (floor - 12) * share, round(top * share)) for share in (0, 0.5, 1)]
    for number, (day, count) in enumerate(zip(days, counts, strict=True)):
        left, tall = LEFT + number * step, (floor - 12) * count / top
        parts.append(
            Markup(
                '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}"><title>{}: {}</title></rect>'
            ).format(left + 1, floor - tall, step - 2, tall, INK, day, count)
        )
        if day.weekday() == 0:
            parts.append(
                Markup('<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(
                    left + step / 2, HEIGHT - 6, f"{day.day} {day:%b}"
                )
            )
    told = f"Articles a day from {days[0]} to {days[-1]}: {', '.join(map(str, counts))}" if days else "No days"
    return Markup(
        '<svg class="bars" role="img" aria-label="{}" viewBox="0 0 {} {}" font-size="13" fill="#333">{}</svg>'
    ).format(told, WIDTH, HEIGHT, Markup().join(parts))


def spark(counts: Sequence[int]) -> Markup:
    """Return small bars without scale: the course of a site's days."""
    most = max(counts, default=0) or 1
    bars = Markup().join(
        Markup('<rect x="{}" y="{:.1f}" width="{}" height="{:.1f}"/>').format(
            number * SPARK_STEP, SPARK_HEIGHT - tall, SPARK_STEP - 1, tall
        )
        for number, count in enumerate(counts)
        if (tall := SPARK_HEIGHT * count / most)
    )
    width = SPARK_STEP * len(counts)
    return Markup(
        '<svg class="spark" role="img" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}" fill="{}">{}</svg>'
    ).format(f"by day: {', '.join(map(str, counts))}", width, SPARK_HEIGHT, width, SPARK_HEIGHT, INK, bars)


def meter(share: float) -> Markup:
    """Return a bar that is filled to a share of 0 to 1; its number stands beside it in words."""
    return Markup(
        '<svg class="meter" aria-hidden="true" width="{0}" height="6" viewBox="0 0 {0} 6">'
        '<rect width="{0}" height="6" fill="{1}"/><rect width="{2:.1f}" height="6" fill="{3}"/></svg>'
    ).format(METER_WIDTH, PALE, METER_WIDTH * share, INK)


def _line(y: float, value: int) -> Markup:
    return Markup(
        '<line x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}" stroke="{}"/><text x="{}" y="{:.1f}" text-anchor="end">{}</text>'
    ).format(LEFT, WIDTH, y, y, LINE, LEFT - 6, y + 4, f"{value:,}")


def _round_up(number: int) -> int:
    """Return the next even number of one or two leading digits: a scale people read at a glance."""
    size: int = 10 ** max(0, len(str(number)) - 2)
    return max(2, -(-number // (2 * size)) * 2 * size)
