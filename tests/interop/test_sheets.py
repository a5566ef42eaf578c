"""The consolidated workbook as a clerk gets it: every sheet set up for screen and paper, nothing said by colour alone, every link
leading somewhere, and a public edition that carries nothing else."""

import posixpath
import re
import zipfile
from urllib.parse import unquote

import bench
import openpyxl
from openpyxl.utils import range_boundaries

FULL = "cycles/2022-11/consolidated.xlsx"
ALL = [
    "Summary", "Check figures", "Recommendations", "Reports", "Owners", "Tasks", "Deadlines", "Changes", "Movement", "Schedule", "Overview",
    "Closed", "Queries", "Returns", "Definitions",
]
RATINGS = ("red", "amber", "green", "white")
# The fills of the palette, as the styles part writes them, with the words that must stand in the cell.
FILLS = {"FFB3261E": "red", "FFFFC20E": "amber", "FF3FAE8B": "green"}


class Sheets(bench.Case):
    def setUp(self):
        super().setUp()
        self.rectrack("demo", self.dir / "w")
        self.dir = self.dir / "w"
        self.today = "2022-11-24"

    def consolidate(self, *args):
        return self.rectrack("consolidate", *args, today=self.today, json_wanted=True)["files"]

    def editions(self):
        return [FULL, *self.consolidate("--edition", "public"), *self.consolidate("--lead", "ACC Crime and Justice")]

    def test_every_sheet_is_set_up_for_screen_and_paper(self):
        for name in self.editions():
            book = openpyxl.load_workbook(self.path(name))
            if name == FULL:
                self.assertEqual(book.sheetnames, ALL)
            self.assertTrue(book.properties.title and book.properties.creator)
            self.assertEqual({prop.name: prop.value for prop in book.custom_doc_props.props}, {"Language": "en-GB"})
            for sheet in book:
                with self.subTest(file=name, sheet=sheet.title):
                    self.assertTrue(sheet["A1"].value, "no title in A1")
                    self.assertEqual(sheet.merged_cells.ranges, set())
                    self.assertEqual(sheet.sheet_state, "visible")
                    self.assertEqual(str(sheet.page_setup.paperSize), "9")
                    self.assertEqual(sheet.page_setup.orientation, "portrait" if sheet.title == "Check figures" else "landscape")
                    one_wide = sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage
                    self.assertTrue(one_wide or 30 <= int(sheet.page_setup.scale) < 100)
                    self.assertTrue(sheet.print_area)
                    self.assertTrue(sheet.sheet_properties.tabColor)
                    self.assertIn("OFFICIAL", sheet.oddHeader.center.text)
                    self.assertIn("OFFICIAL", sheet.oddFooter.center.text)
                    self.assertEqual(sheet.oddFooter.right.text, "Page &[Page] of &N".replace("&[Page]", "&P"))
                    if sheet.title == "Summary":
                        continue
                    self.assertTrue(sheet.freeze_panes)
                    self.assertEqual(sheet.print_title_rows, "$4:$4")
                    self.assertEqual(sheet["A3"].hyperlink.location, "Summary!A1")
                    if sheet.title != "Schedule":
                        self.tables_are_whole(sheet)

    def tables_are_whole(self, sheet):
        """One table, with a filter, without a row that is empty."""
        [table] = sheet.tables.values()
        self.assertTrue(table.autoFilter)
        left, top, right, bottom = range_boundaries(table.ref)
        self.assertEqual((left, top), (1, 4))
        for row in sheet.iter_rows(min_row=top, max_row=bottom, min_col=left, max_col=right, values_only=True):
            self.assertTrue(any(value is not None for value in row))
        self.assertEqual(sheet.max_row, bottom)

    def test_no_cell_says_a_rating_by_colour_alone(self):
        for name in self.editions():
            book = openpyxl.load_workbook(self.path(name))
            for sheet in book:
                # Fills that stand in a cell whatever it says: only headings that name the rating.
                for row in sheet.iter_rows():
                    for cell in row:
                        rating = FILLS.get(cell.fill.fgColor.rgb) if cell.fill.fill_type else None
                        if rating:
                            self.assertIn(rating, str(cell.value).lower(), f"{sheet.title}!{cell.coordinate}")
                # Fills that follow the words: each rule asks for the word itself.
                for rules in sheet.conditional_formatting:
                    for rule in rules.rules:
                        fill = rule.dxf and rule.dxf.fill and rule.dxf.fill.bgColor.rgb
                        if fill in FILLS:
                            self.assertIn(f'="{FILLS[fill]} "', rule.formula[0].lower(), f"{sheet.title}: {rule.formula}")

    def test_every_link_leads_somewhere_and_every_row_to_its_return(self):
        book = openpyxl.load_workbook(self.path(FULL))
        figures = linked = 0
        for sheet in book:
            for cell in (cell for row in sheet.iter_rows() for cell in row if cell.hyperlink):
                if not cell.hyperlink.location or cell.hyperlink.target:
                    continue
                there, at = cell.hyperlink.location.rsplit("!", 1)
                self.assertIn(there.strip("'"), book.sheetnames, f"{sheet.title}!{cell.coordinate}")
                self.assertTrue(book[there.strip("'")][at.split(":")[0]].value is not None, f"{sheet.title}!{cell.coordinate} leads to an empty {at}")
                figures += isinstance(cell.value, str) and cell.value.startswith("=COUNTIFS")
            formulas = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str) and cell.value.startswith("=COUNTIFS")]
            self.assertEqual([cell.coordinate for cell in formulas if not cell.hyperlink], [], f"figures of {sheet.title} without a link")
        self.assertGreater(figures, 300)
        schedule = book["Schedule"]
        column = next(cell.column for cell in schedule[4] if cell.value == "Source")
        folder = posixpath.dirname(FULL)
        for row in schedule.iter_rows(min_row=5, min_col=column, max_col=column):
            cell = row[0]
            if not cell.value or "returns" not in str(cell.hyperlink and cell.hyperlink.target):
                continue
            target = unquote(cell.hyperlink.target.removeprefix("file:///"))
            there, at = cell.hyperlink.location.rsplit("!", 1)
            self.assertTrue(self.path(f"{folder}/{target}").exists(), target)
            if target.endswith(".xlsx"):
                returned = openpyxl.load_workbook(self.path(f"{folder}/{target}"), data_only=True)
                self.assertIn(there.strip("'"), returned.sheetnames)
                self.assertTrue(returned[there.strip("'")][at].value is not None, f"{target}: nothing stands in {at}")
            linked += 1
        self.assertGreater(linked, 8)

    def test_charts_are_native_in_the_colours_of_the_ratings_and_told_in_words(self):
        with zipfile.ZipFile(self.path(FULL)) as parts:
            charts = [parts.read(name).decode() for name in parts.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
            drawing = parts.read("xl/drawings/drawing1.xml").decode()
        self.assertEqual(len(charts), 3)
        told = re.findall(r'<xdr:cNvPr [^>]*descr="([^"]+)"', drawing)
        self.assertEqual(len(told), 3)
        self.assertTrue(all(len(words) > 60 for words in told), told)
        stacked = [chart for chart in charts if 'c:grouping val="stacked"' in chart]
        self.assertEqual(len(stacked), 2)
        for chart in stacked:
            for colour in ("B3261E", "FFC20E", "3FAE8B", "FFFFFF"):
                self.assertIn(colour, chart)
            # Amber, Green and what is not rated, where there is any, have patterns of their own, so that they are told apart in grey.
            not_rated = "Not rated" in chart
            self.assertEqual(len(set(re.findall(r'<a:pattFill prst="(\w+)"', chart))), 2 + not_rated)
            # Name, categories and values of each colour.
            self.assertEqual(len(re.findall("<c:f>Summary!", chart)), 3 * (4 + not_rated))

    def test_a_public_edition_carries_nothing_else(self):
        register = openpyxl.load_workbook(self.path("register.xlsx"))
        rows = {name: {cell.value: cell.column for cell in register[name][1]} for name in ("Recommendations", "Owners", "Tasks")}
        sheet = register["Recommendations"]
        secret = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == "mappa-2022/12")
        sheet.cell(secret, rows["Recommendations"]["Access"]).value = "non-public"
        sheet.cell(secret, rows["Recommendations"]["Text"]).value = "A wording that nobody outside may read."
        owners = register["Owners"]
        for row in range(2, owners.max_row + 1):
            owners.cell(row, rows["Owners"]["Name"]).value = "Morgan Testname"
        tasks = register["Tasks"]
        for row in range(2, tasks.max_row + 1):
            tasks.cell(row, rows["Tasks"]["Evidence"]).value = "Minutes kept in the safe"
            tasks.cell(row, rows["Tasks"]["Resources needed"]).value = "Forty thousand pounds"
            tasks.cell(row, rows["Tasks"]["Update"]).value = "Morgan Testname (m.testname@northshire.example) has begun."
        register.save(self.path("register.xlsx"))
        self.rectrack("merge", ending=(1,), today=self.today)
        full, public = openpyxl.load_workbook(self.path(FULL), data_only=True), self.consolidate("--edition", "public", "--docx", "--html")
        secrets = ("mappa-2022/12", "nobody outside may read", "Morgan", "Testname", "@northshire", "kept in the safe", "Forty thousand", "returns/")
        whole = self.text(FULL)
        for told in secrets:
            self.assertIn(told, whole, "the full edition tells it, or this test tells nothing")
        for name in public:
            text = self.text(name)
            for told in secrets:
                self.assertNotIn(told, text, f"{name} tells {told}")
        book = openpyxl.load_workbook(self.path(public[0]), data_only=True)
        self.assertNotIn("Queries", book.sheetnames)
        self.assertNotIn("Returns", book.sheetnames)
        self.assertEqual([sheet.title for sheet in book if sheet.sheet_state != "visible"], [])
        self.assertEqual(list(book.defined_names), [])
        hidden = [(sheet.title, at) for sheet in book for at, size in [*sheet.column_dimensions.items(), *sheet.row_dimensions.items()] if size.hidden]
        self.assertEqual(hidden, [])
        front = " ".join(str(cell) for row in book["Summary"].iter_rows(max_row=20, values_only=True) for cell in row if cell)
        self.assertIn("non-public appendix", front)
        count = lambda book: next(row[1] for row in book["Summary"].iter_rows(values_only=True) if row[0] == "For the force")
        self.assertEqual(count(full) - count(book), 1)

    def text(self, name):
        """Everything that a file carries, parts of parts included."""
        if name.endswith(".html"):
            return self.path(name).read_text()
        with zipfile.ZipFile(self.path(name)) as parts:
            self.assertEqual([part for part in parts.namelist() if "comment" in part.lower() or "externalLink" in part], [])
            return "".join(parts.read(part).decode() for part in parts.namelist())

    def test_every_reader_reads_every_table(self):
        book = openpyxl.load_workbook(self.path(FULL), data_only=True)
        for sheet in book:
            for table in sheet.tables.values():
                left, top, right, bottom = range_boundaries(table.ref)
                shown = [cell.value for cell in next(sheet.iter_rows(min_row=top, max_row=top, min_col=left, max_col=right))]
                self.assertEqual(shown, [column.name for column in table.tableColumns])
                self.assertEqual(len(shown), len(set(shown)))
        self.assertEqual(len([table for sheet in book for table in sheet.tables]), 13)
