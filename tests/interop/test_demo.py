"""Every kind of workbook that the worked example writes: valid, opened by LibreOffice, and its stored results are right."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import bench
import openpyxl


class Demo(bench.Case):
    @classmethod
    def setUpClass(cls):
        # One demo for all tests: they only read.
        cls.made = tempfile.mkdtemp(prefix="rectrack-interop-")
        cls.addClassCleanup(shutil.rmtree, cls.made, True)
        subprocess.run([bench.RECTRACK, "-C", cls.made, "demo", "demo"], check=True, capture_output=True)

    def setUp(self):
        self.dir = Path(self.made) / "demo"

    def written(self):
        """Every workbook that we wrote; what came back is not ours any more."""
        found = sorted(path for path in self.dir.rglob("*.xlsx") if "returns" not in path.parts and "backups" not in path.parts)
        self.assertGreater(len(found), 15)
        return [path.relative_to(self.dir) for path in found]

    def test_every_workbook_is_valid(self):
        self.assertValid(*self.written())

    def test_every_stored_result_is_what_a_calculation_gives(self):
        formulas = 0
        for name in self.written():
            differing, compared = bench.differences(self.path(name))
            self.assertEqual(differing, [], f"{name}: (sheet, cell, stored, worked out)")
            formulas += compared
        self.assertGreater(formulas, 50, "forms and the paper hold formulas")

    def test_the_paper_opens_in_another_reader(self):
        paper = openpyxl.load_workbook(self.path("cycles/2022-11/consolidated.xlsx"))
        for sheet in ["Summary", "Recommendations", "Reports", "Schedule", "Changes", "Queries", "Returns", "Definitions"]:
            self.assertIn(sheet, paper.sheetnames)
        self.assertEqual(paper.sheetnames[0], "Summary")

    def test_each_sheet_can_be_printed(self):
        for name in ["cycles/2022-11/consolidated.xlsx", "cycles/2022-11/queries.xlsx", "cycles/2022-11/issued/head-of-cjs-services.xlsx"]:
            self.assertLooksRight(name)
