"""Turns a schedule (rows of cells) into a Word document with a real LibreOffice: paragraphs between tables, bullets, and
merged heading cells, as committee papers have them.

    python3 tests/interop/word.py workbooks/saved-by/libreoffice-schedule.docx

makes the committed sample (see `workbooks/saved-by/README.md`).
"""

import sys
from pathlib import Path

import bench

# A made-up schedule: a line is a list of cells; None is merged with the cell to its left.
SAMPLE = [
    ["Custody suites: a second look"],
    ["A force report by HMICFRS"],
    ["Published 4 May 2021"],
    ["This report makes 3 recommendations for the force: 1 is complete and 2 are in progress"],
    ["Recommendations & Areas for Improvement", None, "Status", "Due Date", "Comment"],
    ["1", "Recommendation\nLight every cell:\n- by day\n- by night", "NEW GREEN", "May 2022", "Every cell has a lamp.\nNext steps:\n- none"],
    ["2", "Area for Improvement\nKeep a log of visits.", "AMBER", "October 2021\nNow July 2022", "The log is kept on paper."],
    ["3a", "Recommendation\nTrain the night staff.", "RED", "No date set by HMICFRS\nMarch 2022", "Half are trained."],
    [],
    ["Answering calls"],
    ["A national report by HMICFRS"],
    ["Published June 2021"],
    ["There is 1 action for the force, which is in progress."],
    ["Recommendations & Areas for Improvement", None, "Status", "Due Date", "Comment"],
    ["7", "Recommendation\nAnswer within ten seconds.", "White", "White pending the new exchange", "Waits for the exchange."],
]


def rows_of(path):
    """The rows of a workbook's first sheet, as SAMPLE has them."""
    import openpyxl

    sheet = openpyxl.load_workbook(path).worksheets[0]
    merged = {(r, c) for area in sheet.merged_cells.ranges for r in range(area.min_row, area.max_row + 1) for c in range(area.min_col + 1, area.max_col + 1)}
    rows = []
    for row in sheet.iter_rows():
        cells = [None if (cell.row, cell.column) in merged else str(cell.value if cell.value is not None else "") for cell in row]
        while cells and cells[-1] in ("", None):
            cells.pop()
        rows.append(cells)
    return rows


def write(office, rows, path):
    """Writes the rows as a document: single cells are paragraphs, rows of several cells are tables."""
    from com.sun.star.beans import PropertyValue

    hidden = PropertyValue()
    hidden.Name, hidden.Value = "Hidden", True
    model = office.desktop.loadComponentFromURL("private:factory/swriter", "_blank", 0, (hidden,))
    try:
        text = model.Text
        cursor = text.createTextCursor()
        at = 0
        while at < len(rows):
            block = []
            while at < len(rows) and len(rows[at]) > 1:
                block.append(rows[at])
                at += 1
            if block:
                _table(model, text, block)
                cursor.gotoEnd(False)
                continue
            if rows[at]:
                text.insertString(cursor, rows[at][0], False)
            text.insertControlCharacter(cursor, 0, False)
            at += 1
        kind = PropertyValue()
        kind.Name, kind.Value = "FilterName", "MS Word 2007 XML"
        model.storeToURL(Path(path).resolve().as_uri(), (kind,))
    finally:
        model.close(True)
    return Path(path)


def _table(model, text, block):
    width = max(len(row) for row in block)
    table = model.createInstance("com.sun.star.text.TextTable")
    table.initialize(len(block), width)
    cursor = text.createTextCursor()
    cursor.gotoEnd(False)
    text.insertTextContent(cursor, table, False)
    for r, row in enumerate(block):
        for c, value in enumerate(row):
            if value:
                _cell(table.getCellByPosition(c, r), value)
    for r, row in enumerate(block):
        if None in row:
            at = row.index(None)
            merging = table.createCursorByCellName(f"{chr(64 + at)}{r + 1}")
            merging.goRight(1, True)
            merging.mergeRange()


def _cell(cell, value):
    """A line is a paragraph; one that opens with a dash is a bullet of a real list."""
    cursor = cell.createTextCursor()
    for n, line in enumerate(value.split("\n")):
        if n:
            cell.insertControlCharacter(cursor, 0, False)
        bullet = line.startswith("- ")
        cell.insertString(cursor, line[2:] if bullet else line, False)
        cursor.NumberingStyleName = "List 1" if bullet else ""


if __name__ == "__main__":
    write(bench.Office.shared(), SAMPLE, sys.argv[1])
