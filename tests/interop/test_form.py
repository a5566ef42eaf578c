"""The return form in LibreOffice: Check against the rules, and filling it in as an owner would, saved in every format."""

import datetime
import json
import os
import subprocess
import unittest

import bench

FORMS = int(os.environ.get("RECTRACK_CHECK_FORMS", "3"))


def example(name, *args):
    """Runs one of the examples."""
    subprocess.run(
        ["cargo", "run", "--locked", "-q", "--example", name, "--", *map(str, args)],
        cwd=bench.TOP, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )


def checks(book):
    """Ref and Check of every row of an open form."""
    sheet = book.model.Sheets.getByName("Return")
    rows = sheet.getCellRangeByName("A7:B1006").getDataArray()
    return [(ref, said) for ref, said in rows if ref]


class Check(bench.Case):
    """What Check says is what the rules say, row by row."""

    def test_check_says_what_the_rules_say(self):
        example("form_check", self.dir, FORMS)
        for at in range(FORMS):
            expected = [tuple(row) for row in json.loads(self.path(f"form-{at}.json").read_text())]
            with bench.Office.shared().open(self.path(f"form-{at}.xlsx")) as book:
                # What is stored was worked out for empty rows: if a wrong stored value could pass, it would pass here.
                stored = checks(book)
                wrong = sum(one != other for one, other in zip(stored, expected))
                self.assertGreater(wrong, 500, "stored values that are wrong must be seen to be wrong")
                book.recalculate()
                fresh = checks(book)
            differing = [(one, other) for one, other in zip(fresh, expected) if one != other]
            self.assertEqual(differing[:10], [], f"{len(differing)} rows of form-{at}: (Check in LibreOffice, the rules)")
            self.assertEqual(len(fresh), len(expected))


class Forms(bench.Case):
    """The sample form, correction and queries workbook."""

    def setUp(self):
        super().setUp()
        example("sample_form", self.dir)

    def test_they_are_valid_and_their_stored_results_right(self):
        self.assertValid("return.xlsx", "correction.xlsx", "queries.xlsx")
        self.assertRecalculatesTo("return.xlsx", least=6)
        self.assertRecalculatesTo("correction.xlsx", least=2)

    def test_one_page_wide(self):
        for name, most in (("return.xlsx", 9), ("correction.xlsx", 7), ("queries.xlsx", 3)):
            pdf = self.assertLooksRight(name)
            pages = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True, check=True).stdout
            count = int(next(line for line in pages.splitlines() if line.startswith("Pages:")).split()[1])
            self.assertLessEqual(count, most, f"{name} spreads over {count} pages")

    def test_entry_cells_are_open_and_all_others_locked(self):
        with bench.Office.shared().open(self.path("return.xlsx")) as book:
            sheet = book.model.Sheets.getByName("Return")
            self.assertTrue(sheet.isProtected())
            locked = {name: book.cell("Return", name).CellProtection.IsLocked for name in ("A7", "B7", "C7", "D7", "E7", "A13", "P7", "A1", "G6")}
            self.assertEqual([name for name, is_locked in locked.items() if not is_locked], [])
            opened = {name: book.cell("Return", name).CellProtection.IsLocked for name in ("F7", "G7", "H12", "K7", "L9", "O12", "E3", "E4")}
            self.assertEqual([name for name, is_locked in opened.items() if is_locked], [])

    def test_check_follows_as_the_owner_types(self):
        with bench.Office.shared().open(self.path("return.xlsx")) as book:
            said = lambda: book.cell("Return", "B7").getString()
            self.assertEqual(said(), "To be answered")
            for cell, text, now in (
                ("H7", "Two of three teams are trained.", "Rating needed, or choose No change"),
                ("G7", "Red", "Reason needed for Red"),
                ("I7", "The trainer is ill.", "Complete"),
                ("G7", "Green", "Evidence needed for Green"),
                ("J7", "Minutes of 3 June", "Complete"),
            ):
                book.write("Return", cell, text)
                book.recalculate()
                self.assertEqual(said(), now, f"after {cell}")
            # Cut and paste of an entry cell must not break the formula.
            sheet = book.model.Sheets.getByName("Return")
            sheet.moveRange(book.cell("Return", "J8").CellAddress, sheet.getCellRangeByName("J7").RangeAddress)
            book.recalculate()
            self.assertEqual(said(), "Evidence needed for Green")

    def read(self, *names):
        """What is read from files, as read_form prints it."""
        ran = subprocess.run(
            ["cargo", "run", "--locked", "-q", "--example", "read_form", "--", bench.RECTRACK, *(str(self.path(name)) for name in names)],
            cwd=bench.TOP, capture_output=True, text=True, stdin=subprocess.DEVNULL,
        )
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return [json.loads(line) for line in ran.stdout.splitlines()]

    def fill(self, book):
        """Fills the form in as an owner would."""
        book.write("Return", "E3", "A. Person")
        book.write("Return", "G7", "Red")
        book.write("Return", "H7", "Two of three teams\u00a0are trained.\nThe third follows \u2013 in May.")
        book.write("Return", "I7", "\u201cNo room\u201d \u2714 \U0001f600")
        book.date("Return", "L7", datetime.date(2022, 10, 31))
        book.write("Return", "M7", "=1+1 is not a formula here")
        book.write("Return", "F8", "Yes")
        book.write("Return", "G9", "White")
        book.write("Return", "H9", "-")
        book.write("Return", "L10", "Sept 2022")
        annotations = book.model.Sheets.getByName("Return").Annotations
        annotations.insertNew(book.cell("Return", "G7").CellAddress, "agreed with the ACC")

    def assertFilled(self, read, what, comments=True):
        self.assertEqual((read["stamp"], read["cycle"], read["owner"], read["issue"]), ("2022-06/head-of-ppu/1/5f2c", "2022-06", "Head of PPU", 1), what)
        self.assertEqual(read["by"], "A. Person", what)
        rows = {row["ref"]: row for row in read["rows"]}
        self.assertEqual(len(rows), 6, what)
        answers = {ref: dict(row["cells"]) for ref, row in rows.items() if row["cells"]}
        first = answers["poor-relation-2019/10.1"]
        self.assertEqual(
            {name: first[name] for name in first if name != "Revised due date"},
            {
                "Rating": "Red",
                "Update": "Two of three teams\u00a0are trained.\nThe third follows \u2013 in May.",
                "Reason for rating": "\u201cNo room\u201d \u2714 \U0001f600",
                "Reason for new date": "=1+1 is not a formula here",
            },
            what,
        )
        self.assertEqual(rows["poor-relation-2019/10.1"]["revised"], "31 Oct 2022", what)
        self.assertEqual(rows["custody-2018/afi-2.1"]["revised"], "Sep 2022", what)
        self.assertEqual(answers["poor-relation-2019/11.1"], {"No change": "Yes"}, what)
        self.assertEqual(answers["shining-a-light-2019/4a.1"], {"Rating": "White", "Update": "-"}, what)
        self.assertEqual(len(answers), 4, what)
        # Who filled it in stands nowhere else: it is listed with what stands beside the form.
        self.assertEqual([listed.split("!", 1)[1] for listed in read["outside"]], ["E3: Filled in by: A. Person"], what)
        if comments:
            self.assertEqual(read["comments"], ["agreed with the ACC"], what)

    def test_it_comes_back_from_every_format(self):
        with bench.Office.shared().open(self.path("return.xlsx")) as book:
            self.fill(book)
            for ending in (".xlsx", ".ods", ".xls"):
                book.save_as(self.path(f"filled{ending}"))
        issued, *filled = self.read("return.xlsx", "filled.xlsx", "filled.ods", "filled.xls")
        locked = {row["ref"]: row["locked"] for row in issued["rows"]}
        for read, ending in zip(filled, (".xlsx", ".ods", ".xls")):
            # The readers of .ods and .xls do not give notes.
            self.assertFilled(read, ending, comments=ending == ".xlsx")
            self.assertEqual({row["ref"]: row["locked"] for row in read["rows"]}, locked, f"{ending}: locked cells")

    def test_it_is_known_after_an_owners_worst(self):
        """Protection off, sheet renamed and copied, hidden sheets deleted, a column and rows inserted, a row hidden."""
        for ending in (".xlsx", ".ods", ".xls"):
            with bench.Office.shared().open(self.path("return.xlsx")) as book:
                self.fill(book)
                sheets = book.model.Sheets
                sheet = sheets.getByName("Return")
                sheet.unprotect("")
                for name in ("Issued", "Lists", "Guidance"):
                    sheets.removeByName(name)
                sheets.copyByName("Return", "Return (2)", 0)
                sheet.Name = "PPU final"
                sheet.Columns.insertByIndex(6, 1)
                sheet.Rows.insertByIndex(0, 2)
                sheet.Rows.getByIndex(9).IsVisible = False
                book.save_as(self.path(f"worst{ending}"))
            read = self.read(f"worst{ending}")[0]
            self.assertFilled(read, ending, comments=False)
            # The copy stands first and says the very same: it counts, and in it no row is hidden.
            self.assertEqual([row["ref"] for row in read["rows"] if row["hidden"]], [], ending)

    def test_rows_grow_as_the_owner_types(self):
        with bench.Office.shared().open(self.path("return.xlsx")) as book:
            row = book.model.Sheets.getByName("Return").Rows.getByIndex(10)
            before = row.Height
            book.write("Return", "H11", "What was done since the last cycle, told at some length. " * 20)
            self.assertGreater(row.Height, before)

    def test_a_correction_comes_back(self):
        with bench.Office.shared().open(self.path("correction.xlsx")) as book:
            book.write("Return", "G7", "Red")
            book.save_as(self.path("corrected.xlsx"))
        read = self.read("corrected.xlsx")[0]
        self.assertTrue(read["correction"])
        self.assertEqual([row["cells"] for row in read["rows"]], [[["Rating", "Red"]], []])
        # Our own notes on the marked cells are not the owner's.
        self.assertEqual((read["comments"], read["outside"]), ([], []))


if __name__ == "__main__":
    unittest.main()
