"""A filter that is being built: whatever depth comes in goes out, and what is unfinished is named or left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from _ui.filter_draft import Group, Line, draft_of
from crm_core.base.errors import Invalid
from crm_core.fields import CATALOGUE
from crm_core.fields.comparing import offered_ops, op_label
from crm_core.fields.filters import EVERYTHING, OPS_OF, AllOf, AnyOf, Filter, Not, condition, ops_of

TEHRAN = condition("customer", "city", "is", "Tehran")
MINE = condition("customer", "owner", "is", "me")
GOLD = condition("customer", "tier", "one_of", ["Gold"])

SOME: st.SearchStrategy[Filter] = st.recursive(
    st.sampled_from([TEHRAN, MINE, GOLD]),
    lambda inner: (
        st.lists(inner, min_size=2, max_size=3).map(lambda items: AllOf(tuple(items)))
        | st.lists(inner, min_size=2, max_size=3).map(lambda items: AnyOf(tuple(items)))
        | inner.map(Not)
    ),
    max_leaves=8,
)


@given(SOME)
def test_what_comes_in_goes_out(filter: Filter) -> None:  # noqa: A002
    assert draft_of(filter).filter("customer") == filter


def test_nothing_begins_with_an_empty_line_and_stays_nothing() -> None:
    draft = draft_of(EVERYTHING)
    assert [type(item) for item in draft.items] == [Line]
    assert draft.filter("customer") == EVERYTHING


def test_an_unfinished_line_is_named_or_left_out() -> None:
    draft = draft_of(TEHRAN)
    draft.items.append(Line("tier", "one_of"))
    with pytest.raises(Invalid, match="Choose or type"):
        draft.filter("customer")
    assert draft.filter("customer", lenient=True) == TEHRAN


def test_groups_say_all_one_none_and_not_all() -> None:
    lines = [Line("city", "is", "Tehran"), Line("owner", "is", "me")]
    found = {mode: Group(mode, list(lines)).filter("customer") for mode in ("all", "any", "none", "not_all")}
    both = (TEHRAN, MINE)
    assert found == {"all": AllOf(both), "any": AnyOf(both), "none": Not(AnyOf(both)), "not_all": Not(AllOf(both))}


def test_the_last_line_of_a_group_takes_the_group_with_it() -> None:
    draft = draft_of(AllOf((TEHRAN, AnyOf((MINE, GOLD)))))
    inner = draft.items[1]
    assert isinstance(inner, Group)
    for line in list(inner.items):
        draft.remove(line)
    assert draft.filter("customer") == TEHRAN
    assert len(draft.items) == 1


def test_every_comparison_of_every_kind_has_its_words() -> None:
    for entity in ("customer", "contact", "deal", "task", "product"):
        for one in CATALOGUE[entity].values():
            assert offered_ops(one), one.key
            assert all(op_label(one, op) for op in ops_of(one))
            told = [op_label(one, op) for op in offered_ops(one)]
            assert len(set(told)) == len(told), (one.key, told)


def test_choices_are_compared_with_several_at_once() -> None:
    assert "is" not in offered_ops(CATALOGUE["customer"]["owner"])
    assert "is" in offered_ops(CATALOGUE["customer"]["owner"], "is")
    assert "is" in offered_ops(CATALOGUE["customer"]["name"])
    assert set(OPS_OF["tags"]) - set(offered_ops(CATALOGUE["customer"]["tags"])) == {"has_tag"}
