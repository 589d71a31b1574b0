"""Some days of some papers, an update an hour, as `tests.month` plays them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.month.illnesses import ILLNESSES
from tests.month.plan import LEAST_DAYS_FOR_NUMBERS, plan_of
from tests.month.playing import play

SITES, DAYS = 12, 8


def test_the_month_holds_every_illness_by_any_seed() -> None:
    for seed in range(3):
        assert {episode.illness for episode in plan_of(60, 30, seed).episodes} == set(ILLNESSES)
        assert len(plan_of(SITES, DAYS, seed).episodes) >= 12
        assert plan_of(60, LEAST_DAYS_FOR_NUMBERS, seed) == plan_of(60, LEAST_DAYS_FOR_NUMBERS, seed)


@pytest.mark.parametrize(
    ("sites", "days", "seed", "illnesses"),
    [
        pytest.param(6, 6, 2, 6, marks=pytest.mark.long),
        *(pytest.param(SITES, DAYS, seed, 10, marks=pytest.mark.longest) for seed in (1, 2, 3)),
    ],
)
@pytest.mark.timeout(3600)
def test_days_of_hourly_updates_lose_nothing_and_health_is_right(
    sites: int, days: int, seed: int, illnesses: int, tmp_path: Path
) -> None:
    month = asyncio.run(play(plan_of(sites, days, seed), tmp_path, processes=2, tell=print))
    print("\n".join(month.report()))
    assert list(month.wrong()) == []
    assert sum(course.reported is not None for course in month.judge.courses) >= illnesses
    assert month.endings["finished"] > 0.9 * month.endings.total()
