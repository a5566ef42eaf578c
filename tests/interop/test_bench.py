"""The bench itself: a comparison that cannot fail shows nothing."""

import zipfile

import bench
import openpyxl


class Bench(bench.Case):
    def book(self):
        """A workbook of three numbers and their sum, with the sum stored."""
        book = openpyxl.Workbook()
        for row in (1, 2, 3):
            book.active.cell(row, 1, row)
        book.active["A4"] = "=SUM(A1:A3)"
        made = self.path("sum.xlsx")
        book.save(made)
        return made

    def with_stored(self, value):
        """The same workbook, its sum stored as `value` and signed as Excel's, which LibreOffice believes when it opens it."""
        made, out = self.book(), self.path(f"stored-{value}.xlsx")
        with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w") as target:
            for name in source.namelist():
                part = source.read(name)
                if name == "xl/worksheets/sheet1.xml":
                    part = part.replace(b"<v></v>", b"<v>%d</v>" % value).replace(b"<v />", b"<v>%d</v>" % value)
                    self.assertIn(b"<v>%d</v></c></row></sheetData>" % value, part)
                if name == "docProps/app.xml":
                    self.assertIn(b"Microsoft Excel", part)
                target.writestr(name, part)
        return out

    def test_a_wrong_stored_result_is_caught(self):
        # 1 + 2 + 3 = 6; LibreOffice opens the wrong one showing 99, and only the hard recalculation tells.
        self.assertEqual(bench.differences(self.with_stored(6)), ([], 1))
        self.assertEqual(bench.differences(self.with_stored(99)), ([("Sheet", "A4", 99.0, 6.0)], 1))

    def test_a_row_that_stands_there_twice_is_caught(self):
        made, out = self.book(), self.path("twice.xlsx")
        self.assertEqual(bench.twice(made), [])
        with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w") as target:
            for name in source.namelist():
                target.writestr(name, source.read(name).replace(b"</sheetData>", b'<row r="4"/></sheetData>'))
        # The book's last row is the fourth, and its sum stands in A4.
        self.assertEqual(bench.twice(out), ["xl/worksheets/sheet1.xml: row 4, column 0 comes after row 4, column 1"])

    def test_a_broken_part_is_caught(self):
        made, out = self.book(), self.path("broken.xlsx")
        with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w") as target:
            for name in source.namelist():
                target.writestr(name, source.read(name).replace(b"<sheetData>", b"<sheetDatum/><sheetData>"))
        told = [fault for fault in bench.faults(out) if "sheetDatum" in fault]
        self.assertGreaterEqual(len(told), 2, "both validators should tell of it")
