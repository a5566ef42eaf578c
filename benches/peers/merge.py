"""The bare job by the quickest Python libraries that we know of: python-calamine reads, XlsxWriter writes.

    python3 benches/peers/merge.py WORKSPACE OUT

Reads the register's tasks and every returned workbook of the cycle `now`, puts the owners' answers in the place of what the
register holds, and writes a register and one consolidated sheet with conditional formats. No rules, no three-way merge, no
queries, no corrections, no summaries, no journal. Prints how many tasks it merged.
"""

import pathlib
import sys

import python_calamine
import xlsxwriter

ENTRIES = ["Rating", "Update", "Reason for rating", "Evidence", "Revised due date"]


def rows_of(path, sheet, key):
    """The rows of a sheet as dictionaries by heading; the heading row is the first that holds `key`."""
    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()
    at = next(number for number, row in enumerate(rows) if key in row)
    headings = rows[at]
    return headings, [dict(zip(headings, row)) for row in rows[at + 1:] if any(row)]


def write(path, headings, rows):
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Register")
    date, bold = book.add_format({"num_format": "d mmm yyyy"}), book.add_format({"bold": True})
    for column, heading in enumerate(headings):
        sheet.write(0, column, heading, bold)
    for number, row in enumerate(rows, 1):
        for column, heading in enumerate(headings):
            value = row.get(heading, "")
            if value == "":
                continue
            if hasattr(value, "year"):
                sheet.write_datetime(number, column, value, date)
            else:
                sheet.write(number, column, value)
    for word, colour in [("Red", "#F4B6B6"), ("Amber", "#FFD966"), ("Green", "#A9D08E")]:
        rating = headings.index("Rating")
        look = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": book.add_format({"bg_color": colour})}
        sheet.conditional_format(1, rating, len(rows), rating, look)
    sheet.autofilter(0, 0, len(rows), len(headings) - 1)
    sheet.freeze_panes(1, 1)
    book.close()


def main():
    workspace, out = map(pathlib.Path, sys.argv[1:3])
    headings, tasks = rows_of(workspace / "register.xlsx", "Tasks", "Ref")
    by_ref = {task["Ref"]: task for task in tasks}
    merged = 0
    for path in sorted((workspace / "cycles/now/returns").glob("*.xlsx")):
        for row in rows_of(path, "Return", "Ref")[1]:
            task = by_ref.get(row.get("Ref"))
            if task is None:
                continue
            for heading in ENTRIES:
                if row.get(heading, "") != "":
                    task["Due" if heading == "Revised due date" else heading] = row[heading]
            merged += 1
    write(out / "register.xlsx", headings, tasks)
    write(out / "consolidated.xlsx", headings, tasks)
    print(f"{merged} tasks merged")


if __name__ == "__main__":
    main()
