#!/usr/bin/env python3
"""Makes the files in this folder: the form of a made-up owner, filled in and saved by other programs than ours.

    cargo run --example sample_form -- FORMS
    /usr/bin/python3 workbooks/saved-by/make.py FORMS/return.xlsx libreoffice
    python3 workbooks/saved-by/make.py FORMS/return.xlsx openpyxl

The first needs LibreOffice with python3-uno, the second openpyxl. The files are committed: saving again gives the same cells, but other
bytes (times, ids), so make them anew only when the form has changed.
"""

import datetime
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tests" / "interop"))
import bench  # noqa: E402

FORM, PROGRAM = Path(sys.argv[1]), sys.argv[2]

# What the owner answers, by Ref: column to value.
ANSWERS = {
    "poor-relation-2019/10.1": {
        "Rating": "Green",
        "Update": "Every team has had the training; the last course ran in May.",
        "Evidence": "Training records, folder T7",
        "Completed on": datetime.date(2022, 5, 27),
    },
    "poor-relation-2019/11.1": {
        "Rating": "Amber",
        "Update": "The procedure is with the federation for comment.",
        "Revised due date": datetime.date(2022, 11, 30),
        "Reason for new date": "The federation asked for six more weeks.",
    },
    "fraud-2021/4.1": {"No change": "Yes"},
}


def layout(rows):
    """The heading row, each heading's column and each Ref's row, from nought, of a sheet given as rows of texts."""
    for at, row in enumerate(rows):
        if "Ref" in row and "Rating" in row:
            columns = {text: col for col, text in enumerate(row) if text}
            refs = {line[columns["Ref"]]: at + 1 + n for n, line in enumerate(rows[at + 1:]) if line[columns["Ref"]]}
            return at, columns, refs
    raise SystemExit("the form has no heading row")


def in_libreoffice(edit):
    """Opens the form in LibreOffice, fills it in, lets `edit` do more, and gives the open document."""
    document = bench.Office.shared().open(FORM)
    sheet = document.model.Sheets.getByName("Return")
    area = sheet.getCellRangeByPosition(0, 0, 20, 40)
    rows = [[str(value) for value in row] for row in area.getDataArray()]
    _, columns, refs = layout(rows)
    zero = document.model.NullDate
    for ref, answers in ANSWERS.items():
        for heading, value in answers.items():
            cell = sheet.getCellByPosition(columns[heading], refs[ref])
            if isinstance(value, datetime.date):
                cell.setValue((value - datetime.date(zero.Year, zero.Month, zero.Day)).days)
            else:
                cell.setString(value)
    edit(document, sheet, columns, refs)
    return document


def nothing_more(document, sheet, columns, refs):
    """Only filled in."""


def moved(document, sheet, columns, refs):
    """Protection off, sheet renamed, two rows inserted above, the hidden lists deleted, a note left, a row hidden."""
    sheet.unprotect("")
    note_at = sheet.getCellByPosition(columns["Evidence"], refs["poor-relation-2019/11.1"]).CellAddress
    sheet.Annotations.insertNew(note_at, "Ask the training unit for the numbers")
    sheet.Rows.getByIndex(refs["fraud-2021/4.1"]).IsVisible = False
    sheet.Rows.insertByIndex(0, 2)
    sheet.getCellByPosition(0, 0).setString("As discussed on the telephone")
    sheet.setName("My answers")
    document.model.Sheets.removeByName("Issued")


def with_openpyxl():
    import openpyxl

    book = openpyxl.load_workbook(FORM)
    sheet = book["Return"]
    rows = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    _, columns, refs = layout(rows)
    for ref, answers in ANSWERS.items():
        for heading, value in answers.items():
            sheet.cell(refs[ref] + 1, columns[heading] + 1).value = value
    book.save(HERE / "openpyxl-filled-in.xlsx")


def with_libreoffice():
    for ending in (".xlsx", ".ods", ".xls"):
        with in_libreoffice(nothing_more) as document:
            document.save_as(HERE / f"libreoffice-filled-in{ending}")
        with in_libreoffice(moved) as document:
            document.save_as(HERE / f"libreoffice-moved-about{ending}")


{"libreoffice": with_libreoffice, "openpyxl": with_openpyxl}[PROGRAM]()
