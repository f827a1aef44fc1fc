"""Settings: the company, its working week, its stages, its own fields and lists of choices, and who sees what."""

from __future__ import annotations

import streamlit as st

from _session import t
from _ui import (
    page,
    settings_access,
    settings_company,
    settings_fields,
    settings_lists,
    settings_mail,
    settings_quality,
    settings_stages,
    url,
)


def main() -> None:
    parts = {
        "company": (t("Company"), settings_company.show),
        "week": (t("Working week"), settings_company.show_week),
        "stages": (t("Pipelines"), settings_stages.show),
        "fields": (t("Fields"), settings_fields.show),
        "lists": (t("Lists"), settings_lists.show),
        "quality": (t("Data quality"), settings_quality.show),
        "access": (t("Access"), settings_access.show),
        "mail": (t("Mail"), settings_mail.show),
    }
    with page.head(
        t("Settings"), t("What holds for everybody in the company. Every change is kept and can be undone.")
    ):
        pass
    asked = url.get("part", "company")
    chosen = st.segmented_control(
        t("Part"),
        list(parts),
        default=asked if asked in parts else "company",
        format_func=lambda one: parts[one][0],
        key="settings_part",
        label_visibility="collapsed",
        required=True,
    )
    url.put(part=chosen if chosen != "company" else None)
    parts[chosen][1]()


main()
