"""When two names are one: people and companies in both scripts."""

from __future__ import annotations

import pytest

from crm_core.customers.likeness import ALIKE, bare_name, is_role_address, likeness, names_fit

ONE = [
    ("علی رضایی", "علی رضائی"),
    ("علی رضایی", "Ali Rezaei"),
    ("مهندس رضا قاسمی", "Reza Ghasemi"),
    ("خسرو چراغی", "Khosro Cheraghi"),
    ("یوسف حسینی", "Youssef Hosseini"),
    ("محمدرضا کریمی", "محمد رضا کریمی"),
    ("Rezaei Ali", "Ali Rezaee"),
    ("Jon Smith", "John Smith"),
    ("شرکت فولاد البرز (سهامی خاص)", "فولاد البرز"),
    ("فولاد البرز با مسئولیت محدود", "شرکت فولاد البرز (س.خ)"),
    ("Acme L.L.C.", "ACME, Inc."),
]
TWO = [
    ("Ali Rezaei", "Maryam Rezaei"),
    ("سید محمد حسینی", "سید علی حسینی"),
    ("Jane Smith", "John Smith"),
    ("پارس خودرو", "پارس خزر"),
    ("Branch 1", "Branch 2"),
    ("شعبه ۱ تهران", "شعبه ۲ تهران"),
    ("Smith", "S"),
]
PERHAPS = [
    ("A. Rezaei", "Ali Rezaei"),
    ("محمد حسینی", "سید محمد حسینی"),
    ("Acme", "Acme Trading"),
]
"""Names that do not contradict each other, without being alike enough to be taken for one by themselves."""


@pytest.mark.parametrize(("one", "two"), ONE)
def test_one_name_written_twice(one: str, two: str) -> None:
    assert likeness(one, two) >= ALIKE
    assert names_fit(one, two)


@pytest.mark.parametrize(("one", "two"), TWO)
def test_two_names(one: str, two: str) -> None:
    assert likeness(one, two) < ALIKE
    assert not names_fit(one, two)


@pytest.mark.parametrize(("one", "two"), PERHAPS)
def test_a_part_of_a_name_fits_the_whole(one: str, two: str) -> None:
    assert likeness(one, two) < 100
    assert names_fit(one, two)


@pytest.mark.parametrize(("one", "two"), ONE + TWO + PERHAPS)
def test_likeness_is_the_same_both_ways(one: str, two: str) -> None:
    assert likeness(one, two) == likeness(two, one)
    assert names_fit(one, two) == names_fit(two, one)


def test_a_missing_name_contradicts_nothing() -> None:
    assert names_fit(None, "Ali Rezaei")
    assert likeness("", "") == 0


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("شرکت آلفا (سهامی خاص)", "الفا"),
        ("The Acme Trading Co., Ltd.", "acme trading"),
        ("جناب آقای دکتر علی رضایی", "علی رضایی"),
        ("سید محمد حسینی", "سید محمد حسینی"),
        ("شرکت", "شرکت"),
    ],
)
def test_a_bare_name_says_who_and_not_what(name: str, bare: str) -> None:
    assert bare_name(name) == bare


@pytest.mark.parametrize("address", ["info@a.example", "sales2@a.example", "no-reply@a.example", "info-qom@a.example"])
def test_the_address_of_an_office(address: str) -> None:
    assert is_role_address(address)


@pytest.mark.parametrize("address", ["ali@a.example", "ali.info@a.example", "salesman@a.example", "", None])
def test_the_address_of_a_person(address: str | None) -> None:
    assert not is_role_address(address)
