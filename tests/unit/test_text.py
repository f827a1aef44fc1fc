"""One spelling for what people write in many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.base.text import (
    compact,
    compact_all,
    digits_only,
    email_key,
    fold,
    fold_all,
    is_email,
    latin_digits,
    legal_id_ok,
    national_id_key,
    national_id_ok,
    persian_digits,
    sort_key,
)

_PERSIAN = st.text("آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیءئؤأإةيكى\u200c\u0640 ۰۱۲٣٤ًَّ-()aÉß", max_size=30)


@given(st.one_of(st.text(max_size=40), _PERSIAN))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=40))
def test_a_folded_text_is_fit_for_any_database(text: str) -> None:
    folded = fold(text)
    assert folded.encode().decode() == folded
    assert "\0" not in folded
    assert folded == " ".join(folded.split())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("علي كريمي", "علی کریمی"),
        ("می‌شود", "میشود"),
        ("محمّد", "محمد"),
        ("آرش", "ارش"),
        ("مؤسسه", "موسسه"),
        ("مسئول", "مسيول"),
        ("خانهٔ", "خانه"),
        ("فاطمة", "فاطمه"),
        ("ســـلام", "سلام"),
        ("إيران", "ایران"),
        ("شرکت ۱۲", "شركت ١٢"),
        ("ﻋﻠﯽ", "علی"),
        ("Müller", "MULLER"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("Jose\u0301", "josé"),
        ("GTX-Pro", "gtx  pro"),
        ("\u200fAcme, Inc.", "acme inc"),
        ("Ａcme", "ACME"),
    ],
)
def test_spellings_that_people_mean_alike_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


def test_different_names_stay_different() -> None:
    assert fold("علی") != fold("علوی")
    assert fold("Acme 1") != fold("Acme 2")


def test_compact_finds_the_product_without_its_space() -> None:
    assert compact("GTXPro") == compact("GTX Pro") == "gtxpro"
    assert compact("پیش فاکتور") == compact("پیش‌فاکتور")


def test_columns_fold_as_their_cells_do() -> None:
    cells = ["GTX Pro", "كتاب", "GTX Pro", ""]
    assert fold_all(cells) == [fold(c) for c in cells]
    assert compact_all(cells) == ["gtxpro", "کتاب", "gtxpro", ""]


def test_names_sort_in_the_order_of_the_persian_alphabet() -> None:
    names = [
        "آرش",
        "احمد",
        "امید",
        "بهار",
        "پروین",
        "تینا",
        "ثریا",
        "جواد",
        "چنگیز",
        "حسن",
        "ژاله",
        "سارا",
        "کامران",
        "گلنار",
        "لیلا",
        "مینا",
        "نادر",
        "ویدا",
        "هما",
        "یاسر",
    ]
    assert sorted(sorted(names), key=lambda n: sort_key(n).encode()) == names


def test_spelling_does_not_change_the_place_in_the_order() -> None:
    assert sort_key("كامران") == sort_key("کامران")
    assert sort_key("zara") == sort_key("Zara")
    assert sorted(["beta", "Alpha", "Zeta", "شرکت"], key=sort_key) == ["Alpha", "beta", "Zeta", "شرکت"]
    assert sorted(["علی‌پور", "علی احمدی"], key=sort_key) == ["علی احمدی", "علی‌پور"]


@given(st.text(max_size=40))
def test_a_sort_key_can_always_be_stored(text: str) -> None:
    assert "\0" not in sort_key(text)
    assert sort_key(text).encode().decode() == sort_key(text)


def test_digits_of_three_scripts() -> None:
    assert latin_digits("۱۲٣4") == "1234"
    assert persian_digits("12٣۴") == "۱۲۳۴"
    assert digits_only("ش. ۱۲-٣ a4") == "1234"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Ali@Example.COM", "ali@example.com"),
        (" mailto:a@b.co ", "a@b.co"),
        ("Ali R. <ali@b.co>", "ali@b.co"),
        ("a.b+c@sub.example.co.uk", "a.b+c@sub.example.co.uk"),
        ("\u200ea@b.co", "a@b.co"),
        ("a@b.co;", "a@b.co"),
        ("user۱@b.co", "user1@b.co"),
        ("a@münchen.de", "a@münchen.de"),
        ("o_k@x-y.ir", "o_k@x-y.ir"),
        ("a@xn--mgba3a4f16a.xn--mgba3a4f16a", "a@xn--mgba3a4f16a.xn--mgba3a4f16a"),
    ],
)
def test_an_address_has_one_key(written: str, key: str) -> None:
    assert email_key(written) == key
    assert email_key(key) == key


@pytest.mark.parametrize(
    "written",
    ["", "ali", "ali@", "@b.co", "a@b", "a b@c.co", "a@b..co", "a..b@c.co", "a@b.co, c@d.co", "a@-b.co"],
)
def test_what_is_no_address_has_no_key(written: str) -> None:
    assert email_key(written) is None
    assert not is_email(written)


def test_national_ids_are_checked_by_their_last_digit() -> None:
    assert national_id_ok("0013542419")
    assert national_id_ok("۰۰۱۳۵۴۲۴۱۹")
    assert not national_id_ok("0013542418")
    assert not national_id_ok("1111111111")
    assert not national_id_ok("12345")


def test_zeros_that_a_sheet_ate_come_back() -> None:
    assert national_id_key("13542419") == "0013542419"


def test_legal_ids_are_checked_by_their_last_digit() -> None:
    assert legal_id_ok("10380284790")
    assert legal_id_ok("14003412389") is legal_id_ok("۱۴۰۰۳۴۱۲۳۸۹")
    assert not legal_id_ok("10380284791")
    assert not legal_id_ok("1038028479")
