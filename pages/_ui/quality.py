"""How good one record is: a badge on its file, what is missing and wrong in words, mending and confirming."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape
from typing import Literal

import streamlit as st

import _data
import _session
from _session import read, t, tn
from _ui import form, messages, once
from crm_core.base.errors import DaftarError
from crm_core.customers import quality as core
from crm_core.customers.quality import Quality
from crm_core.customers.quality_figures import begin_day, stale_of_mine
from crm_core.fields import find
from crm_core.fields.offered import offered
from crm_core.trust.quality import STALE_DAYS, stale_days_of
from crm_core.trust.rederive import follow_rules, is_due

GOOD, FAIR = 80, 50
"""From these scores on a record is called good, and fair."""


def begin() -> None:
    """Judge records by the rules of now, and keep today's figures; what takes long goes on behind the screens."""
    if read(is_due):
        running = follow_rules(_data.office())
        if running is not None:
            st.caption(
                t("The scores are being worked out anew: {share}.", share=_session.locale().percent(running.share))
            )
    begin_day(_data.office(), _session.today())


def remind() -> None:
    """On Today: how many of one's customers grew old, quietly, with the way to them. Nothing where there are none."""
    begin_day(_data.office(), _session.today())
    many = read(stale_of_mine)
    if not many:
        return
    days = stale_days_of(_data.office().company)
    if days == STALE_DAYS:
        said = tn(
            "{n} of your customers was not confirmed for a year.",
            "{n} of your customers were not confirmed for a year.",
            many,
        )
    else:
        said = tn(
            "{n} of your customers was not confirmed for {days} days.",
            "{n} of your customers were not confirmed for {days} days.",
            many,
            days=_session.locale().number(days),
        )
    if st.button(said, icon=":material/update:", type="tertiary", key="quality_remind"):
        query = {"what": "stale", "owner": str(_session.actor().user_id)}
        st.switch_page("quality.py", query_params=query)


def tone(score: int) -> Literal["good", "fair", "poor"]:
    return "good" if score >= GOOD else "fair" if score >= FAIR else "poor"


def words(one: Quality) -> list[str]:
    """What is missing and what is wrong, a sentence each."""
    locale = _session.locale()
    found = [f"{fault.label}: {fault.reason}" for fault in one.faults]
    wrong = {fault.key for fault in one.faults}
    missing = [lack.label for lack in one.missing if lack.key not in wrong]
    if missing:
        found.append(t("Missing: {fields}", fields=("، " if locale.rtl else ", ").join(missing)))
    if one.unreachable:
        found.append(t("Nobody can be reached: no right phone and no right e-mail."))
    return found


def freshness(one: Quality) -> str:
    """When it was confirmed, and whether that is too long ago."""
    locale = _session.locale()
    if one.confirmed_on is None:
        said = t("never confirmed")
    elif one.confirmed_on == _session.today():
        said = t("confirmed today")
    else:
        said = t("confirmed on {day}", day=locale.date(one.confirmed_on))
    return t("{said}, stale", said=said) if one.stale else said


def badge(entity: str, record_id: int) -> None:
    """The score on a record's file; a click tells what is missing and wrong, mends it and confirms the record."""
    one = read(core.of, entity, record_id)
    locale = _session.locale()
    with (
        st.container(key=f"quality_badge_{tone(one.score)}", width="content"),
        st.popover(
            t("Data quality {score}", score=locale.percent(one.score / 100)),
            icon=":material/verified:" if one.score >= GOOD else ":material/rule:",
            help="\n\n".join([*words(one), freshness(one)]),
            key="quality_badge",
            wrap=False,
        ),
    ):
        explain(one)
        actions(entity, one)


def explain(one: Quality) -> None:
    """The score as a bar with what it is made of, then what is to be mended."""
    locale = _session.locale()
    said = t(
        "{completeness} complete, {fresh}", completeness=locale.percent(one.completeness / 100), fresh=freshness(one)
    )
    lines = "".join(f"<li>{escape(line)}</li>" for line in words(one)) or f"<li>{escape(t('Nothing is missing.'))}</li>"
    st.html(
        f'<div class="quality {tone(one.score)}"><div class="bar"><i style="width:{one.score}%"></i></div>'
        f"<p>{escape(said)}</p><ul>{lines}</ul></div>"
    )


def actions(entity: str, one: Quality) -> None:
    if not _session.can("change", one):
        return
    with st.container(horizontal=True, gap="xsmall"):
        confirmed = one.confirmed_on == _session.today()
        if st.button(
            t("Confirmed today"), icon=":material/check:", key="quality_confirm", disabled=confirmed, type="primary"
        ):
            confirm(entity, [one.id])
        if one.keys and st.button(t("Mend"), icon=":material/edit:", key="quality_mend"):
            mend(entity, one)


def confirm(entity: str, ids: Sequence[int]) -> None:
    """Say that these records are right as they stand, and draw the screen anew."""
    try:
        done = once.stored("confirm", (entity, tuple(ids)), lambda w: core.confirm(w, entity, ids))
    except DaftarError as refusal:
        messages.refuse(refusal.say(_session.locale()))
    else:
        said = tn("{n} record confirmed today.", "{n} records confirmed today.", done.changed)
        if done.refused:
            left = tn("{n} record is not yours to change.", "{n} records are not yours to change.", len(done.refused))
            said = f"{said} {left}"
        if done.changed:
            messages.did(said, undo=done.change_set_id)
        else:
            messages.refuse(said)
    st.rerun()


def mend(entity: str, one: Quality, *, later: bool = False) -> None:
    """A form of just what is missing or wrong. `later`: the record can be put off."""
    record = read(find.read, entity, one.id).rows[0]
    options = {"owner": read(offered, "user"), "unit": read(offered, "unit")}
    foot = partial(_put_off, entity, one.id) if later else None
    form.edit(one.name, entity, record, one.keys, options=options, foot=foot)


def _put_off(entity: str, record_id: int) -> None:
    if st.button(t("Later"), key="quality_later"):
        put_off(entity).add(record_id)
        st.rerun()


def put_off(entity: str) -> set[int]:
    """The records that were put off in this tab."""
    name = f"quality_later_{entity}"
    known: set[int] | None = _session.kept(name)
    if known is None:
        known = set()
        _session.keep(name, known)
    return known
