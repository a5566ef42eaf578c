"""Every figure of a paper against a count of the exported register by SQL, for the worked example and for real papers."""

import os
import unittest

import bench
import openpyxl

try:
    import frictionless

    import figures
except ImportError:
    if os.environ.get("CI") == "true":
        raise
    figures = None

# Figures that a count from the export cannot have, each with why. There are none so far.
NOT_IN_THE_EXPORT = {}


def published(path):
    """What `Check figures` lists: the figures with the number as published, and how many sentences there are."""
    sheet = openpyxl.load_workbook(path, data_only=True)["Check figures"]
    rows = [row[:3] for row in sheet.iter_rows(min_row=5, values_only=True)]
    found = {(sheet, what): number for sheet, what, number in rows if number is not None}
    return found, len(rows) - len(found)


@unittest.skipIf(figures is None, "there is no duckdb or frictionless")
class Figures(bench.Case):
    def assertCountedAlike(self, cycle, committee):
        """Every figure of the cycle's paper has its counterpart, and is it. Gives how many there are."""
        paper = self.rectrack("consolidate", "--cycle", cycle, today=self.today, json_wanted=True)["files"][0]
        shown, sentences = published(self.path(paper))
        count = figures.Count(self.path("out"), cycle, committee, issued=self.path(f"cycles/{cycle}/issued/issued.json"))
        counted = count.figures()
        # Of many reports, Summary shows those with the most outstanding: the others are counted all the same.
        counted = {at: n for at, n in counted.items() if at in shown or ": the 15 of " not in at[1]}
        shown = {at: n for at, n in shown.items() if at not in NOT_IN_THE_EXPORT}
        self.assertEqual(sorted(shown.keys() - counted.keys()), [], "figures without a counterpart")
        self.assertEqual(sorted(counted.keys() - shown.keys()), [], "figures that the paper lacks")
        self.assertEqual({at: n for at, n in shown.items() if counted[at] != n}, {}, "figures that were counted otherwise")
        self.assertGreater(sum(shown.values()), 5)
        self.assertGreater(sentences, 5)
        return len(shown)

    def export(self):
        self.rectrack("export", self.path("out"))
        report = frictionless.validate(str(self.path("out/datapackage.json")))
        self.assertTrue(report.valid, report.flatten(["type", "note"]))

    def test_of_the_worked_example(self):
        self.rectrack("demo", self.dir / "w")
        self.dir, self.today = self.dir / "w", "2022-11-24"
        self.export()
        compared = 0
        for cycle in ("2019-11", "2021-05", "2021-11", "2022-05", "2022-11"):
            with self.subTest(cycle=cycle):
                compared += self.assertCountedAlike(cycle, "Accountability Board")
        self.assertGreater(compared, 1500)
        print(f"{compared} figures of the worked example were counted again")

    @unittest.skipUnless(bench.PAPERS.exists(), "the real papers are not here (../shared/papers)")
    def test_of_real_papers(self):
        self.rectrack("init")
        self.today = "2023-02-01"
        compared = 0
        for paper, cycle, day in (
            ("city-2021-11", "2021-11", "2021-11-10"), ("city-2022-05", "2022-05", "2022-05-10"), ("overview-2023-01", "2023-01", "2023-01-31"),
        ):
            self.rectrack("import", bench.PAPERS / f"{paper}.xlsx", "--cycle", cycle, "--as-at", day, ending=(0, 1), today=self.today)
        self.export()
        for cycle in ("2021-11", "2022-05", "2023-01"):
            with self.subTest(cycle=cycle):
                compared += self.assertCountedAlike(cycle, "Performance and Resource Management Committee")
        self.assertGreater(compared, 1000)
        print(f"{compared} figures of real papers were counted again")
