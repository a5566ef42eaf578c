"""LibreOffice opens an issued workbook, fills it in as an owner would, and saves it; the program merges it."""

import datetime

import bench
import openpyxl


class FillIn(bench.Case):
    def headings(self, path):
        """The form's headings on `Return`: heading to column letters, and the row below them."""
        sheet = openpyxl.load_workbook(path)["Return"]
        for row in sheet.iter_rows():
            if row[0].value == "Ref":
                return {cell.value: cell.column_letter for cell in row}, row[0].row + 1
        self.fail("no headings")

    def issued(self):
        """A demo whose returns were taken away again: its cycle waits for its first return."""
        self.rectrack("demo", "demo")
        self.dir = self.dir / "demo"
        for returned in (self.dir / "cycles/2022-11/returns").iterdir():
            returned.unlink()
        return self.dir / "cycles/2022-11/issued/head-of-cjs-services.xlsx"

    def fill(self, ending):
        form = self.issued()
        at, first = self.headings(form)
        with bench.Office.shared().open(form) as book:
            refs = {book.cell("Return", f"A{row}").String: row for row in range(first, first + 4)}
            row = refs["mental-health-2021/15.1"]
            book.write("Return", f"{at['Rating']}{row}", "Green")
            book.write("Return", f"{at['Update']}{row}", "All cases were looked at.\nNothing more is left.")
            book.write("Return", f"{at['Evidence']}{row}", "Review, October 2022")
            book.date("Return", f"{at['Completed on']}{row}", datetime.date(2022, 10, 28))
            row = refs["rape-2021/3.1"]
            book.write("Return", f"{at['Rating']}{row}", "Amber")
            book.write("Return", f"{at['Update']}{row}", "The fields are tested.")
            book.date("Return", f"{at['Revised due date']}{row}", datetime.date(2023, 3, 31))
            book.write("Return", f"{at['Reason for new date']}{row}", "The regional change was put off.")
            book.write("Return", f"{at['No change']}{refs['mental-health-2021/11.1']}", "Yes")
            book.recalculate()
            check = {ref: book.cell("Return", f"{at['Check']}{row}").String for ref, row in refs.items()}
            returned = book.save_as(self.dir / f"cycles/2022-11/returns/filled in{ending}")
        return returned, check

    def merged(self):
        """What the register holds after a merge: Ref to the row of `Tasks`."""
        told = self.rectrack("merge", today="2022-11-09", ending=(0, 1), json_wanted=True)
        tasks = openpyxl.load_workbook(self.path("register.xlsx"))["Tasks"]
        rows = [[cell.value for cell in row] for row in tasks.iter_rows()]
        return told, {row[0]: dict(zip(rows[0], row)) for row in rows[1:]}

    def look_at(self, ending):
        _, check = self.fill(ending)
        # The form tells its owner what is left to do: the fourth row is still empty.
        self.assertEqual(len(set(check.values())), 2, check)
        told, tasks = self.merged()
        # Of 23 tasks this owner has 4: 2 merged, 2 unchanged (one said so, one row was left empty); the other 19 are missing.
        self.assertEqual(told["tasks"], {"issued": 23, "merged": 2, "unchanged": 2, "queried": 0, "clashed": 0, "missing": 19})
        done = tasks["mental-health-2021/15.1"]
        self.assertEqual((done["Rating"], done["Stage"]), ("Green", "for force sign-off"))
        self.assertEqual(done["Update"], "All cases were looked at.\nNothing more is left.")
        self.assertEqual(done["Completed on"], datetime.datetime(2022, 10, 28))
        moved = tasks["rape-2021/3.1"]
        self.assertEqual((moved["Rating"], moved["Due"]), ("Amber", datetime.datetime(2023, 3, 31)))

    def test_saved_as_xlsx(self):
        self.look_at(".xlsx")

    def test_saved_as_ods(self):
        self.look_at(".ods")

    def test_saved_as_xls(self):
        self.look_at(".xls")
