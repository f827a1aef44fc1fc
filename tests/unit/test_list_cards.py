"""Contact cards, protected workbooks, cells from the clipboard, and headers of two lines."""

from __future__ import annotations

import io

import msoffcrypto.format.ooxml
import pytest
from openpyxl import Workbook

from crm_core.base.errors import Invalid, ReadError
from crm_core.lists.parse import ParseRules
from crm_core.lists.read import limits_of, read, read_pasted
from crm_core.lists.recognise import recognise
from crm_core.lists.table import parse_list
from crm_core.trust.company import Company
from crm_core.trust.set_up import checked_company

CARD = "BEGIN:VCARD\r\nVERSION:{version}\r\n{lines}\r\nEND:VCARD\r\n"


def card(*lines: str, version: str = "3.0") -> str:
    return CARD.format(version=version, lines="\r\n".join(lines))


def people(text: str | bytes) -> list[dict[str, object]]:
    """Each card as {header: cell}, empty cells left out."""
    sheet = read(text if isinstance(text, bytes) else text.encode()).sheets[0]
    head, *rest = [sheet.row(at) for at in range(sheet.height)]
    return [{str(name): cell for name, cell in zip(head, row, strict=True) if cell} for row in rest]


def test_a_card_becomes_a_contact_by_itself() -> None:
    text = card(
        "N:احمدی;سارا;;مهندس;",
        "FN:سارا احمدی",
        "ORG:پارس;فروش",
        "TEL;TYPE=CELL,VOICE:09121234567",
        "TEL;TYPE=WORK:02188776655",
        "EMAIL;TYPE=work:info@pars.ir",
        "EMAIL;TYPE=home;TYPE=pref:sara@pars.ir",
        "CATEGORIES:VIP,تهران",
    )
    found = recognise(read(text.encode()).sheets[0], ParseRules("IRR", "IR", persian=True))
    values = parse_list(found, ParseRules("IRR", "IR", persian=True))
    assert found.kind == "contacts"
    assert values.values["name"] == ["سارا احمدی"]
    assert values.values["customer"] == ["پارس"]
    assert (values.values["email"], values.extras["email"]) == (["sara@pars.ir"], {0: ["info@pars.ir"]})
    assert values.values["mobile"] == ["09121234567"] or "912" in str(values.values["mobile"][0])
    assert values.values["tags"] == [("VIP", "تهران")]


def test_a_card_of_an_old_phone_in_quoted_printable() -> None:
    name = "".join(f"={byte:02X}" for byte in "رضا کریمی".encode())
    (one,) = people(
        card(
            f"N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;{name[:30]}=\r\n{name[30:]};;;",
            "TEL;CELL:09121234567",
            version="2.1",
        )
    )
    assert one == {"First name": "رضا کریمی", "Mobile": "09121234567"}


def test_a_card_says_its_own_code_page() -> None:
    raw = card("FN;CHARSET=WINDOWS-1256:سارا احمدي", "TEL;CELL:1", version="2.1").encode("cp1256")
    assert people(raw)[0]["Full name"] == "سارا احمدي"


def test_folded_lines_groups_and_marks() -> None:
    (one,) = people(
        card(
            "FN:Ali",
            "NOTE:first line\\nsecond\\, with a com",
            " ma\\; and more",
            "item1.TEL:+98 21 1234",
            "item1.X-ABLabel:_$!<Mobile>!$_",
            "BDAY:--1212",
            "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRg",
        )
    )
    assert one == {
        "Full name": "Ali",
        "Mobile": "+98 21 1234",
        "Note": "first line\nsecond, with a comma; and more\nBirthday: 1212",
    }


def test_cards_of_the_newest_kind() -> None:
    (one,) = people(
        card(
            "FN:Ali Ahmadi",
            'TEL;VALUE=uri;PREF=1;TYPE="cell,voice":tel:+98-912-1234567',
            "ADR;TYPE=work:;;Valiasr 12;Tehran;Tehran;1965;Iran",
            "BDAY:19751212",
            version="4.0",
        )
    )
    assert one["Mobile"] == "+98-912-1234567"
    assert (one["Address"], one["City"], one["Postal code"], one["Birthday"]) == (
        "Valiasr 12",
        "Tehran",
        "1965",
        "1975-12-12",
    )


def test_a_card_that_breaks_off_costs_nothing_of_the_others() -> None:
    text = card("FN:Ali").replace("END:VCARD\r\n", "") + card("FN:Sara") + "BEGIN:VCARD\r\nFN:Omid"
    assert [one["Full name"] for one in people(text)] == ["Ali", "Sara", "Omid"]
    with pytest.raises(ReadError, match="no contact in it"):
        people("BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n")


@pytest.fixture
def protected() -> bytes:
    made = Workbook()
    made.active.append(["name", "city"])
    made.active.append(["Ali", "Bonn"])
    plain, out = io.BytesIO(), io.BytesIO()
    made.save(plain)
    msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("گذر ۱۲", out)
    return out.getvalue()


def test_a_protected_workbook_opens_with_its_password(protected: bytes) -> None:
    assert read(protected, password="گذر ۱۲").sheets[0].row(1) == ["Ali", "Bonn"]
    for given, code in ((None, "password"), ("", "password"), ("wrong", "wrong_password")):
        with pytest.raises(ReadError) as refused:
            read(protected, password=given)
        assert refused.value.code == code


def test_cells_from_the_clipboard() -> None:
    book = read_pasted('name\taddress\tsize\r\nAli\t"Street 1\nBack ""house"""\t5" pipe\r\n"Best" shop\t\t007\r\n')
    sheet = book.sheets[0]
    assert [sheet.row(at) for at in range(sheet.height)] == [
        ["name", "address", "size"],
        ["Ali", 'Street 1\nBack "house"', '5" pipe'],
        ['"Best" shop', "", "007"],
    ]
    with pytest.raises(ReadError, match="empty"):
        read_pasted(" \n")


def headers(made: Workbook) -> tuple[int | None, list[str], list[str | None]]:
    out = io.BytesIO()
    made.save(out)
    found = recognise(read(out.getvalue()).sheets[0], ParseRules())
    return found.header_row, [c.header for c in found.columns], [c.field for c in found.columns]


def test_a_header_of_two_lines_is_joined() -> None:
    made = Workbook()
    sheet = made.active
    sheet.append(["Our customers"])
    sheet.append(["Name", "Address", None, "Phone"])
    sheet.append([None, "City", "Postal code", None])
    sheet.append(["Acme", "Bonn", "05021", "0228 1"])
    sheet.append(["Zap", "Ulm", "01234", "0731 2"])
    sheet.merge_cells("B2:C2")
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("D2:D3")
    row, names, fields = headers(made)
    assert (row, names) == (3, ["Name", "Address – City", "Address – Postal code", "Phone"])
    assert fields == ["name", "city", "postal_code", "phone"]


def test_a_merged_title_is_no_line_of_the_header() -> None:
    made = Workbook()
    sheet = made.active
    sheet.append(["Our customers", None, None])
    sheet.append(["Name", "City", "Phone"])
    sheet.append(["Acme", "Bonn", "0228 1"])
    sheet.merge_cells("A1:C1")
    assert headers(made)[:2] == (2, ["Name", "City", "Phone"])


def test_a_merged_header_names_all_its_columns() -> None:
    made = Workbook()
    sheet = made.active
    sheet.append(["Name", "Phone", None])
    sheet.append(["Acme", "0228 1", "0228 2"])
    sheet.append(["Zap", "0731 1", "0731 2"])
    sheet.merge_cells("B1:C1")
    assert headers(made)[1] == ["Name", "Phone", "Phone (2)"]


def test_the_company_says_how_large_a_list_may_be() -> None:
    assert limits_of(Company()).rows == 1_048_576
    company = checked_company(Company(name="Acme"), {"list_megabytes": 5, "list_rows": 1000})
    assert (limits_of(company).bytes, limits_of(company).rows) == (5 << 20, 1000)
    for wrong in ({"list_megabytes": 0}, {"list_rows": "many"}):
        with pytest.raises(Invalid):
            checked_company(Company(name="Acme"), wrong)
