"""Every setting is checked at start; a bad one is one sentence that names the variable."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_core.base.config import Settings, load_settings, proposed
from crm_core.base.errors import ConfigError


@pytest.fixture(autouse=True)
def _an_empty_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(Settings.model_config, "env_file", ".env")


def test_without_any_setting_it_starts() -> None:
    settings = load_settings()
    assert settings.database_url == "sqlite:///db/daftar.db"
    assert (settings.language, settings.calendar, settings.currency) == ("en", "gregorian", "USD")
    assert settings.rules.week_start == 0
    assert settings.work_shares == (1, 1, 1, 1, 1, 0, 0)


def test_the_iranian_set_that_set_up_proposes_is_valid() -> None:
    settings = load_settings(**proposed("fa"))
    assert (settings.rules.week_start, settings.rules.fiscal_calendar) == (5, "jalali")
    assert settings.work_shares == (1, 1, 1, 0.5, 0, 1, 1)
    assert settings.zone.key == "Asia/Tehran"
    assert settings.toman
    assert proposed("en")["currency"] == "USD"


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CRM_COMPANY=From file\nCRM_CURRENCY=eur\nCRM_AREA_CODE=021\n", encoding="utf-8")
    monkeypatch.setenv("CRM_COMPANY", "شرکت نمونه")
    monkeypatch.setenv("CRM_COUNTRY", "")
    settings = load_settings()
    assert (settings.company, settings.currency, settings.area_code, settings.country) == (
        "شرکت نمونه",
        "EUR",
        "21",
        "US",
    )


def test_a_postgresql_address_gets_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_DATABASE_URL", "postgres://crm:secret@db/daftar")
    assert load_settings().database_url == "postgresql+psycopg://crm:secret@db/daftar"


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("CALENDAR", "lunar", "CRM_CALENDAR is “lunar”, but must be one of gregorian or jalali."),
        (
            "TIME_ZONE",
            "Tehran",
            "CRM_TIME_ZONE is “Tehran”, but must be a time zone such as Asia/Tehran or Europe/Berlin.",
        ),
        (
            "CURRENCY",
            "toman",
            "CRM_CURRENCY is “toman”, but must be a currency of three letters such as USD, EUR or IRR.",
        ),
        ("COUNTRY", "Iran", "CRM_COUNTRY is “Iran”, but must be a country of two letters such as US, DE or IR."),
        (
            "WEEK_START",
            "sat",
            "CRM_WEEK_START is “sat”, but must be a day of the week such as monday, sunday or saturday.",
        ),
        (
            "FISCAL_YEAR_START",
            "12-30",
            "CRM_FISCAL_YEAR_START is “12-30”, but must be a month and a day up to 28 such as 01-01 or 07-01.",
        ),
        (
            "WEEKEND",
            "fri",
            "CRM_WEEKEND is “fri”, but must be days of the week such as saturday,sunday or thursday:half,friday.",
        ),
        ("TOMAN", "perhaps", "CRM_TOMAN is “perhaps”, but must be true or false."),
        ("LOG_LEVEL", "loud", "CRM_LOG_LEVEL is “LOUD”, but must be one of DEBUG, INFO, WARNING or ERROR."),
        ("AREA_CODE", "Tehran", "CRM_AREA_CODE is “Tehran”, but must be an area code of digits such as 21 or 212."),
    ],
)
def test_a_bad_setting_is_one_clear_sentence(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv("CRM_" + variable, value)
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert str(caught.value) == sentence


@pytest.mark.parametrize("url", ["db/daftar.db", "mysql://x/y", ""])
def test_only_the_two_databases_are_taken(url: str) -> None:
    with pytest.raises(ConfigError, match="CRM_DATABASE_URL"):
        load_settings(database_url=url)


@pytest.mark.parametrize(
    ("variable", "value"), [("SECRET", "tooshort-4711"), ("DATABASE_URL", "mysql://crm:hunter2@db/x")]
)
def test_a_secret_is_not_repeated_in_the_sentence(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv("CRM_" + variable, value)
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert "CRM_" + variable in str(caught.value)
    assert "4711" not in str(caught.value)
    assert "hunter2" not in str(caught.value)
