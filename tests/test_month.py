"""Eight days of twelve papers, an update an hour, as `tests.month` plays them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.month.illnesses import ILLNESSES
from tests.month.plan import LEAST_DAYS_FOR_NUMBERS, plan_of
from tests.month.playing import play

SITES, DAYS, SEED = 12, 8, 1


def test_the_month_holds_every_illness_by_any_seed() -> None:
    for seed in range(3):
        assert {episode.illness for episode in plan_of(60, 30, seed).episodes} == set(ILLNESSES)
        assert len(plan_of(SITES, DAYS, seed).episodes) >= 12
        assert plan_of(60, LEAST_DAYS_FOR_NUMBERS, seed) == plan_of(60, LEAST_DAYS_FOR_NUMBERS, seed)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_days_of_hourly_updates_lose_nothing_and_health_is_right(tmp_path: Path) -> None:
    month = asyncio.run(play(plan_of(SITES, DAYS, SEED), tmp_path, processes=2, tell=print))
    print("\n".join(month.report()))
    assert list(month.wrong()) == []
    assert sum(course.reported is not None for course in month.judge.courses) >= 10
    assert month.endings["finished"] > 0.9 * month.endings.total()
