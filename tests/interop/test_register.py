"""LibreOffice and openpyxl open the register, change it as a coordinator would, and save it; the program goes on with it."""

import bench
import openpyxl


class Register(bench.Case):
    def setUp(self):
        super().setUp()
        self.rectrack("demo", "demo")
        self.dir = self.dir / "demo"
        self.before = self.table("Tasks")

    def table(self, name):
        """A table of the register: Ref to its row, by heading."""
        rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(self.path("register.xlsx"))[name].iter_rows()]
        return {row[0]: dict(zip(rows[0], row)) for row in rows[1:] if row[0]}

    def goes_on(self):
        """The next runs take the edits, keep what is theirs, and can be done again."""
        told = self.rectrack("merge", today="2022-11-17", ending=(0, 1), json_wanted=True)
        # The returns of the demo say what they said: 23 = 11 + 3 + 4 + 1 + 4 (its README says why each).
        self.assertEqual(told["tasks"], {"issued": 23, "merged": 11, "unchanged": 3, "queried": 4, "clashed": 1, "missing": 4})
        tasks = self.table("Tasks")
        self.assertEqual(set(tasks), set(self.before) | {"peel-2018-19/77.1"})
        for ref, row in self.before.items():
            self.assertEqual({heading: tasks[ref][heading] for heading in row}, row, ref)
        self.assertEqual(tasks[sorted(self.before)[0]].get("Ward"), "North")
        self.assertIn("peel-2018-19/77", self.table("Recommendations"))
        self.assertEqual(openpyxl.load_workbook(self.path("register.xlsx"))["My list"]["B2"].value, "7 June")
        verified = self.rectrack("verify", today="2022-11-17")
        self.assertIn("the register is what they make", verified)

    def test_edited_in_libreoffice(self):
        path = self.path("register.xlsx")
        sheets = openpyxl.load_workbook(path)
        with bench.Office.shared().open(path) as book:
            def add_row(sheet, cells):
                headings = [cell.value for cell in sheets[sheet][1]]
                row = sheets[sheet].max_row + 1
                for heading, text in cells.items():
                    book.write(sheet, f"{bench.column(headings.index(heading))}{row}", text)

            add_row("Recommendations", {"Report": "peel-2018-19", "No.": "77", "Text": "Look at it again."})
            add_row("Tasks", {"Recommendation": "peel-2018-19/77", "Owner": "Head of PPU"})
            column = bench.column(sheets["Tasks"].max_column)
            book.write("Tasks", f"{column}1", "Ward")
            first = sorted(self.before)[0]
            for row in range(2, sheets["Tasks"].max_row + 1):
                if sheets["Tasks"].cell(row, 1).value == first:
                    book.write("Tasks", f"{column}{row}", "North")
            book.model.Sheets.insertNewByName("My list", book.model.Sheets.Count)
            book.write("My list", "B2", "7 June")
            # Sorted the other way round by Ref, headings left where they are.
            import uno
            from com.sun.star.beans import PropertyValue
            from com.sun.star.table import TableSortField

            field = TableSortField()
            field.Field, field.IsAscending = 0, False
            fields, header = PropertyValue(), PropertyValue()
            fields.Name, fields.Value = "SortFields", uno.Any("[]com.sun.star.table.TableSortField", (field,))
            header.Name, header.Value = "ContainsHeader", True
            area = book.model.Sheets.getByName("Tasks").getCellRangeByName(f"A1:{column}{sheets['Tasks'].max_row + 1}")
            area.sort((fields, header))
            saved = book.save_as(self.dir / "saved.xlsx")
        saved.replace(path)
        self.goes_on()

    def test_edited_by_openpyxl(self):
        path = self.path("register.xlsx")
        book = openpyxl.load_workbook(path)

        def add_row(sheet, cells):
            headings = [cell.value for cell in book[sheet][1]]
            book[sheet].append([cells.get(heading) for heading in headings])

        add_row("Recommendations", {"Report": "peel-2018-19", "No.": "77", "Text": "Look at it again."})
        add_row("Tasks", {"Recommendation": "peel-2018-19/77", "Owner": "Head of PPU"})
        tasks = book["Tasks"]
        column = tasks.max_column + 1
        tasks.cell(1, column).value = "Ward"
        first = sorted(self.before)[0]
        next(row for row in tasks.iter_rows() if row[0].value == first)[column - 1].value = "North"
        book.create_sheet("My list")["B2"].value = "7 June"
        book.save(path)
        self.goes_on()
