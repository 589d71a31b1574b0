"""Which process crawls which site."""

from __future__ import annotations

import pytest

from crawler.update.division import LAST_DEATH, SITES_AT_ONCE, SUSPECT, Division
from crawler.update.plan import Candidate, NothingChosen, chosen, longest_first


def site(name: str, host: str = "", group: str = "", languages: str = "ar") -> Candidate:
    hosts = frozenset({host or f"{name}.example"})
    return Candidate(name, group or name, frozenset(languages.split()), hosts, f"spiders/{name}.py")


def sites(count: int) -> list[Candidate]:
    return [site(f"s{number:03}") for number in range(count)]


def give_all(division: Division, *processes: int) -> dict[str, int]:
    """Give out all that can be given and return the process of each site."""
    given = {}
    while pair := division.give(processes):
        given[pair[1].name] = pair[0]
    return given


def test_processes_get_equal_shares_one_by_one() -> None:
    given = give_all(Division(sites(7), 2), 1, 2)
    assert given == {"s000": 1, "s001": 2, "s002": 1, "s003": 2, "s004": 1, "s005": 2, "s006": 1}


def test_the_first_process_to_come_up_leaves_the_others_their_share() -> None:
    division = Division(sites(6), 3)
    assert set(give_all(division, 1)) == {"s000", "s001"}
    assert set(give_all(division, 1, 2, 3).values()) == {2, 3}


def test_a_process_has_only_so_many_sites_at_once_and_takes_the_next_when_one_ends() -> None:
    division = Division(sites(SITES_AT_ONCE + 2), 1)
    assert len(give_all(division, 1)) == SITES_AT_ONCE
    division.ended(1, "s004")
    assert list(give_all(division, 1)) == [f"s{SITES_AT_ONCE:03}"]


def test_sites_of_one_host_go_one_after_another() -> None:
    division = Division([site("ar", "paper.example"), site("fr", "paper.example"), site("other")], 2)
    assert give_all(division, 1, 2) == {"ar": 1, "other": 2}
    division.ended(2, "other")
    assert give_all(division, 1, 2) == {}
    division.ended(1, "ar")
    assert list(give_all(division, 1, 2)) == ["fr"]


def test_what_a_dead_process_had_goes_on_first() -> None:
    division = Division([*sites(4)], 1)
    division.give([1])
    go_on, given_up = division.died(1)
    assert ([each.name for each in go_on], given_up) == (["s000"], [])
    assert next(iter(give_all(division, 2))) == "s000"


def test_a_site_under_suspicion_goes_on_alone_and_is_given_up_after_its_last_death() -> None:
    division = Division(sites(3), 1)
    for process in range(SUSPECT):
        assert len(give_all(division, process)) == 3
        assert division.died(process)[1] == []
    # From now on each has a process to itself.
    assert list(give_all(division, 8)) == ["s000"]
    division.ended(8, "s000")
    assert list(give_all(division, 8)) == ["s001"]
    assert SUSPECT + 1 == LAST_DEATH
    assert [each.name for each in division.died(8)[1]] == ["s001"]
    assert list(give_all(division, 9)) == ["s002"]


def test_nothing_begins_once_all_is_called_off() -> None:
    division = Division(sites(3), 1)
    division.give([1])
    assert [each.name for each in division.call_off()] == ["s001", "s002"]
    assert division.give([1]) is None
    assert division.busy


def test_names_and_groups_add_up_and_languages_narrow() -> None:
    press = [site("a", group="g"), site("b", group="g", languages="fr"), site("c"), site("d", languages="fr ar")]
    assert [each.name for each in chosen(press)] == ["a", "b", "c", "d"]
    assert [each.name for each in chosen(press, sites=["c"], groups=["g"])] == ["a", "b", "c"]
    assert [each.name for each in chosen(press, languages=["fr"])] == ["b", "d"]
    assert [each.name for each in chosen(press, groups=["g"], languages=["fr"])] == ["b"]
    with pytest.raises(NothingChosen, match="no site is all that was asked for"):
        chosen(press, sites=["c"], languages=["fr"])


def test_what_took_longest_begins_first_and_the_unknown_before_it() -> None:
    order = longest_first(sites(3), {"s000": 5.0, "s001": 60.0})
    assert [each.name for each in order] == ["s002", "s001", "s000"]
