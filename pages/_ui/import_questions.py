"""What a list leaves open, asked once with samples of what each answer makes of it; and what looks wrong."""

from __future__ import annotations

import streamlit as st

import _session
from _session import t, tn
from _ui.import_file import ListAtHand, deciding
from _ui.import_table import table, text, texts
from _ui.markdown import plain
from crm_core.lists.choosing import Question
from crm_core.lists.plan import Plan


def show(at_hand: ListAtHand, plan: Plan) -> None:
    """The questions, each with the answer in force, and the warnings."""
    for warning in plan.warnings:
        st.warning(plain(warning.say(_session.locale())), icon=":material/warning:")
    for question in plan.questions:
        with st.container(border=True, key=f"import_question_{question.key}", gap="small"):
            _ask(at_hand, question)


def _ask(at_hand: ListAtHand, question: Question) -> None:
    labels = {value: t(label) for value, label in question.choices}
    with st.container(horizontal=True, vertical_alignment="center"):
        headers = (", " if not _session.locale().rtl else "، ").join(question.headers)
        said = f"**{plain(headers)}**  \n:gray[{plain(question.reason.say(_session.locale()))}]"
        st.markdown(said, width="stretch")
        st.segmented_control(
            headers,
            list(labels),
            required=True,
            format_func=labels.__getitem__,
            label_visibility="collapsed",
            **deciding(
                f"import_answer_{question.key}",
                question.default,
                lambda answer: at_hand.decide(answers={**at_hand.choices.answers, question.key: answer}),
            ),
        )
    rows = [texts(written, *meanings) for written, meanings in question.samples]
    table((t("In the list"), *labels.values()), rows)


def cleaned(plan: Plan) -> None:
    """What the cells became on the way in, column by column, behind one line."""
    number = _session.locale().number
    if not (count := sum(one.count for one in plan.cleaned.values())):
        return
    said = tn("{n} cell was tidied", "{n} cells were tidied", count)
    with st.expander(said, type="compact", key="import_cleaned", on_change="rerun") as folded:
        if folded.open:
            rows = [
                [*texts(header, number(one.count)), "<br>".join(_became(*sample) for sample in one.samples)]
                for header, one in plan.cleaned.items()
                if one.count
            ]
            table((t("Column"), t("Cells"), t("For example")), rows)


def _became(before: str, after: str) -> str:
    return f"{text(before)} <i>{'←' if _session.locale().rtl else '→'}</i> {text(after)}"
