"""What is kept of answers: what is asked all the time, and never much more than was allowed."""

from __future__ import annotations

from collections import Counter

from crawler.text.remembered import Remembered


def test_what_is_asked_all_the_time_is_worked_out_once_whatever_else_is_asked() -> None:
    worked_out: Counter[str] = Counter()

    def answer(text: str) -> int:
        worked_out[text] += 1
        return len(text)

    remembered = Remembered(answer, 10)
    for number in range(1_000):
        assert (remembered["always"], remembered[f"once {number}"]) == (6, len(f"once {number}"))
    assert worked_out["always"] == 1
    assert len(remembered) + len(remembered._before) <= 20


def test_what_was_long_not_asked_is_forgotten() -> None:
    asked: list[str] = []
    remembered = Remembered(lambda text: asked.append(text) or text, 3)
    for text in "abcdefga":
        assert remembered[text] == text
    assert "".join(asked) == "abcdefga"
