"""The consolidated workbook of the worked example: its formulas against LibreOffice, what people do to it, and what stays as it is."""

import zipfile

import bench
import openpyxl

class Paper(bench.Case):
    CYCLE = "cycles/2022-11"

    def setUp(self):
        super().setUp()
        self.rectrack("demo", self.dir / "w")
        self.dir = self.dir / "w"
        self.today = "2022-11-24"

    def consolidate(self, *args, ending=(0,)):
        return self.rectrack("consolidate", *args, today=self.today, json_wanted=True, ending=ending)

    def test_every_paper_is_valid_and_recalculates_to_what_is_stored(self):
        full = f"{self.CYCLE}/consolidated.xlsx"
        public = self.consolidate("--edition", "public")["files"][0]
        lead = self.consolidate("--lead", "ACC Crime and Justice")["files"][0]
        past = self.consolidate("--cycle", "2021-11")["files"][0]
        self.assertValid(full, public, lead, past)
        self.assertRecalculatesTo(full, least=500)
        for name in (public, lead, past):
            self.assertRecalculatesTo(name, least=200)

    def test_a_wrong_stored_figure_is_caught(self):
        # The first 'Now' of Summary is the number of Red ones, stored beside its COUNTIFS.
        full, wrong = self.path(f"{self.CYCLE}/consolidated.xlsx"), self.path("wrong.xlsx")
        with zipfile.ZipFile(full) as source, zipfile.ZipFile(wrong, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                part = source.read(name)
                if name == "xl/worksheets/sheet1.xml":
                    before, formula, after = part.partition(b"</f><v>")
                    self.assertTrue(formula, "Summary holds no formula")
                    at = part.index(b"COUNTIFS")
                    at = part.index(b"</f><v>", at) + len(b"</f><v>")
                    part = part[:at] + b"77" + part[part.index(b"</v>", at):]
                target.writestr(name, part)
        differing, _ = bench.differences(wrong)
        self.assertTrue(any(cell[2] == 77.0 for cell in differing), differing)

    def test_each_figure_agrees_on_check_figures(self):
        book = openpyxl.load_workbook(self.path(f"{self.CYCLE}/consolidated.xlsx"), data_only=True)
        agree = [row[5] for row in book["Check figures"].iter_rows(min_row=5, values_only=True)]
        self.assertGreater(len(agree), 200)
        self.assertEqual(set(agree), {"yes"})

    def test_a_past_cycle_and_a_final_stay_as_they_are(self):
        past = self.path(self.consolidate("--cycle", "2022-05")["files"][0])
        final = self.consolidate("--meeting", "Audit Committee 8 December 2022", "--final", "--docx")["files"]
        self.assertValid(*final)
        before = past.read_bytes(), self.path(final[0]).read_bytes()
        self.rectrack("merge", ending=(1,), today="2022-11-25")
        self.rectrack("close", today="2022-11-26")
        self.consolidate("--cycle", "2022-05")
        self.assertEqual(before, (past.read_bytes(), self.path(final[0]).read_bytes()))
        self.rectrack("consolidate", "--meeting", "Audit Committee 8 December 2022", "--final", ending=(2,))
        self.rectrack("verify")

    def test_a_long_paper_keeps_its_texts_in_its_cells(self):
        register = openpyxl.load_workbook(self.path("register.xlsx"))
        tasks = register["Tasks"]
        heads = [cell.value for cell in tasks[1]]
        first = dict(zip(heads, (cell.value for cell in tasks[2])))
        # More than the 4,000 rows from which on a sheet is written row by row.
        for number in range(100, 4_200):
            row = {**first, "Ref": f"{first['Recommendation']}.{number}", "Update": f"Step {number} & what <follows>"}
            tasks.append([row[head] for head in heads])
        register.save(self.path("register.xlsx"))
        name = self.consolidate()["files"][0]
        self.assertValid(name)
        self.assertRecalculatesTo(name, least=500)
        with zipfile.ZipFile(self.path(name)) as package:
            sheets = [package.read(part) for part in package.namelist() if part.startswith("xl/worksheets/sheet")]
        self.assertTrue(any(b'"inlineStr"' in sheet for sheet in sheets), "no sheet was long enough")
        sheet = openpyxl.load_workbook(self.path(name), data_only=True)["Tasks"]
        refs = [row[0] for row in sheet.iter_rows(min_row=5, values_only=True)]
        self.assertEqual(len(refs), len(set(refs)))
        self.assertTrue({f"{first['Recommendation']}.{number}" for number in range(100, 4_200)} <= set(refs))
        self.consolidate("--take-edits")

    def test_an_edited_paper_is_left_alone_and_its_words_are_taken_back(self):
        name = f"{self.CYCLE}/consolidated.xlsx"
        with bench.Office.shared().open(self.path(name)) as book:
            sheet = book.model.Sheets.getByName("Recommendations")
            heads = {sheet.getCellByPosition(col, 3).String: col for col in range(40)}
            reference = sheet.getCellByPosition(0, 4).String
            sheet.getCellByPosition(heads["Comments"], 4).setString("In the clerk's own words.")
            book.save_as(self.path("edited.xlsx"))
        edited = self.path("edited.xlsx").read_bytes()
        self.path(name).write_bytes(edited)
        told = self.consolidate()
        self.assertEqual((told["left_as_it_is"], told["files"]), (name, [f"{self.CYCLE}/consolidated-2.xlsx"]))
        self.assertEqual(self.path(name).read_bytes(), edited)
        told = self.consolidate("--take-edits")
        self.assertEqual(told["taken"], [{"ref": reference, "field": "Committee text"}])
        sheet = openpyxl.load_workbook(self.path(name), data_only=True)["Recommendations"]
        self.assertEqual(sheet.cell(5, heads["Comments"] + 1).value, "In the clerk's own words.")
        self.rectrack("verify")

    def test_words_typed_into_the_schedule_are_taken_back_by_either_program(self):
        name = f"{self.CYCLE}/consolidated.xlsx"
        schedule = openpyxl.load_workbook(self.path(name), data_only=True)["Schedule"]
        heads = {cell.value: cell.column - 1 for cell in schedule[4] if cell.value}
        rows = {row[heads["Ref"]].value: row[0].row - 1 for row in schedule.iter_rows(min_row=5) if row[heads["Ref"]].value}
        (first, at), (second, below) = list(rows.items())[:2]
        with bench.Office.shared().open(self.path(name)) as book:
            sheet = book.model.Sheets.getByName("Schedule")
            sheet.getCellByPosition(heads["Comments"], at).setString("In the clerk's own words.")
            sheet.getCellByPosition(heads["Position"], at).setString("As the chief officer told the clerk.")
            sheet.getCellByPosition(heads["Due date"], below).setString("Sep 2024")
            book.save_as(self.path("edited.xlsx"))
        self.path("edited.xlsx").replace(self.path(name))
        # The register moves on before the edits are taken: what it says now is nobody's edit.
        register = openpyxl.load_workbook(self.path("register.xlsx"))
        tasks = register["Tasks"]
        columns = {cell.value: cell.column for cell in tasks[1]}
        moved = next(row for row in range(2, tasks.max_row) if tasks.cell(row, columns["Recommendation"]).value == list(rows)[3])
        tasks.cell(moved, columns["Update"]).value = "The coordinator has written this since."
        register.save(self.path("register.xlsx"))
        self.rectrack("merge", ending=(1,), today="2022-11-25")
        told = self.consolidate("--take-edits", ending=(1,))
        self.assertEqual(told["taken"], [{"ref": first, "field": field} for field in ("Committee text", "Reason for rating")])
        self.assertEqual(told["not_taken"], [f"{second}: a due date is changed in the register, with its reason"])
        book = openpyxl.load_workbook(self.path(name))
        sheet = book["Schedule"]
        rows = {row[heads["Ref"]].value: row[0].row - 1 for row in sheet.iter_rows(min_row=5) if row[heads["Ref"]].value}
        self.assertEqual(sheet.cell(rows[first] + 1, heads["Comments"] + 1).value, "In the clerk's own words.")
        self.assertEqual(sheet.cell(rows[first] + 1, heads["Position"] + 1).value, "As the chief officer told the clerk.")
        # The same by another program, and with the rows of a report in another order.
        sheet.cell(rows[second] + 1, 1).value = "Red"
        both = [[cell.value for cell in sheet[row + 1]] for row in (rows[first], rows[second])]
        for row, values in zip((rows[second], rows[first]), both):
            for column, value in enumerate(values, start=1):
                sheet.cell(row + 1, column).value = value
        book.save(self.path(name))
        told = self.consolidate("--take-edits")
        self.assertIn({"ref": second, "field": "Rating"}, told["taken"])
        self.assertEqual({taken["ref"] for taken in told["taken"]}, {second})
        rated = openpyxl.load_workbook(self.path(name), data_only=True)["Recommendations"]
        self.assertEqual({row[0]: row[4] for row in rated.iter_rows(min_row=5, values_only=True)}[second], "Red")
        self.rectrack("verify")
