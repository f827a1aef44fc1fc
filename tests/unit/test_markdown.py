"""What people wrote stands on the screen as they wrote it, whatever Markdown would make of it."""

from __future__ import annotations

import pytest

from _ui.markdown import plain


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("*Alborz* _Steel_", r"\*Alborz\* \_Steel\_"),
        ("[here](http://x.example)", r"\[here\](http://x.example)"),
        (":red[cheap] :smile:", r"\:red\[cheap\] \:smile:"),
        ("<b>$1,200</b>", r"\<b\>\$1,200\</b\>"),
        ("- first\n+ second\n=====", "\\- first\n\\+ second\n\\====="),
        ("1. Mai 2026", "\u20601. Mai 2026"),
        ("12:30, 3 customers: Owner is Mina", "12:30, 3 customers: Owner is Mina"),
        ("شرکت البرز (سهامی خاص)", "شرکت البرز (سهامی خاص)"),
    ],
)
def test_marks_of_people_mean_nothing(written: str, shown: str) -> None:
    assert plain(written) == shown
