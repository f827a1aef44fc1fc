"""A deed is done once, though its click comes twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

import _session
from _ui import once
from crm_core.base.errors import Invalid


@pytest.fixture(autouse=True)
def tab(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a tab remembers."""
    kept: dict[str, object] = {}
    monkeypatch.setattr(_session, "kept", kept.get)
    monkeypatch.setattr(_session, "keep", kept.__setitem__)


@pytest.fixture
def act() -> Callable[[], int]:
    """Something that counts how often it was done."""
    done: list[int] = []

    def count() -> int:
        done.append(1)
        return len(done)

    return count


def test_the_same_again_gives_what_came_of_it(act: Callable[[], int]) -> None:
    assert [once.done("note", ("Hello", 7), act), once.done("note", ("Hello", 7), act)] == [1, 1]
    assert once.done("note", ("Hello", 8), act) == 2
    assert once.done("task", ("Hello", 8), act) == 3


def test_later_or_after_something_else_it_is_meant_anew(
    act: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert once.done("tick", True, act) == 1
    assert once.done("tick", False, act) == 2
    assert once.done("tick", True, act) == 3
    monkeypatch.setattr(once, "AGAIN", 0.0)
    assert once.done("tick", True, act) == 4


def test_what_was_taken_back_may_be_done_again(act: Callable[[], int]) -> None:
    assert once.done("note", "Hello", act) == 1
    assert [once.done("undo", 12, act, back=True), once.done("undo", 12, act, back=True)] == [2, 2]
    assert once.done("note", "Hello", act) == 3


def test_what_was_refused_is_tried_again(act: Callable[[], int]) -> None:
    def refuse() -> int:
        raise Invalid("no")

    with pytest.raises(Invalid):
        once.done("note", "Hello", refuse)
    assert once.done("note", "Hello", act) == 1


def test_two_runs_at_the_same_time_do_it_once(act: Callable[[], int]) -> None:
    came: list[int] = []
    once.done("warm", None, lambda: None)

    def slowly() -> int:
        time.sleep(0.05)
        return act()

    runs = [threading.Thread(target=lambda: came.append(once.done("note", "Hello", slowly))) for _ in range(4)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert came == [1, 1, 1, 1]
