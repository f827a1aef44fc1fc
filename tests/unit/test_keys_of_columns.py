"""Keys that are derived a column at a time are those that are derived record by record."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from crm_core.base.text import fold, fold_all, sort_key, sort_keys
from crm_core.models import Contact, Customer, KeyRules, Product, QualityRules, Tracked

WORDS = (
    *("Ali", "شرکت", "آب", "يك", "  two  ", "a\nb", "ØREsund", "İstanbul", "é", "e\u0301", "\u0301x", "", "!!!", "1٢"),
    *("x" * 500, "ﬁ", "½", "\u2028z", "\x1fq", "ß", "Σς", "گ\u200cها", "\r\nz", "12, Main St."),
)


def _texts(dice: random.Random) -> list[str]:
    return [" ".join(dice.choices(WORDS, k=dice.randint(1, 3))) for _ in range(dice.randint(0, 6))]


def test_texts_are_folded_together_as_they_are_alone() -> None:
    dice = random.Random(7)
    for _ in range(300):
        texts = _texts(dice)
        assert fold_all(texts) == [fold(text) for text in texts]
        assert sort_keys(texts) == [sort_key(text) for text in texts]


def _record(dice: random.Random) -> dict[str, Any]:
    values = {
        "name": " ".join(dice.choices(WORDS, k=3)),
        "email": dice.choice((None, "", "A@b.org", "a@b.org", "x")),
        "phone": dice.choice((None, "02188776655", "+982188776655", "+982288776655", "+1 212 555 0000", "٠٢١٨٨٧٧٦٦٥٥")),
        "mobile": dice.choice((None, "09131234567", "+989131234567", "+٩٨٩١٣١٢٣٤٥٦٧")),
        "city": dice.choice((None, "", "تهران", "آبادان", "x" * 200)),
        "external_id": dice.choice((None, "X1")),
        "kind": dice.choice((None, "company", "person")),
        "tier": dice.choice((None, "", "Gold", "Silver")),
        "country": dice.choice((None, None, "Germany", "ایران", "Nowhere")),
        "national_id": dice.choice(
            (None, "0013542419", "0013542418", "14003778990", "DE-77", "۰۰۱۳۵۴۲۴۱۹", "1111111111")
        ),
        "postal_code": dice.choice((None, "1969833111", "19698-33111", "10115", "۱۹۶۹۸۳۳۱۱۱", "D-10115", "W1")),
        "website": dice.choice((None, "daftar.example", "https://daftar.example/x", "no site", "")),
        "birthday": dice.choice((None, dt.date(1985, 3, 21), dt.date(1899, 12, 31), dt.date(2030, 1, 1))),
        "owner_id": dice.choice((None, 7)),
        "x_number_1": dice.choice((None, 0.0)),
    }
    said = {name: value for name, value in values.items() if value is not None or dice.random() < 0.5}
    own = {"x_text_1": dice.choice((None, "", *WORDS)), "x_text_9": None, "x_number_1": 1.5}
    return said | own | {"code": None}


@pytest.mark.parametrize("model", [Customer, Contact, Product])
@pytest.mark.parametrize(
    "rules",
    [
        KeyRules("IR", "21", "jalali", today=dt.date(2026, 11, 21)),
        KeyRules("US"),
        KeyRules("DE", "30", quality=QualityRules(((("customer", "company", ""), (("x_number_1", 2), ("phone", 1))),))),
        KeyRules("NG", quality=QualityRules(())),
    ],
)
def test_keys_of_many_records_are_those_of_each(model: type[Tracked], rules: KeyRules) -> None:
    dice = random.Random(3)
    rows = [_record(dice) for _ in range(300)]
    found = model.derive_many(rows, rules)
    assert [dict(zip(found, keys, strict=True)) for keys in zip(*found.values(), strict=True)] == [
        model.derive(row, rules) for row in rows
    ]
    assert all(len(column) == 0 for column in model.derive_many([], rules).values())
