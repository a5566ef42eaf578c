"""The published web page in headless Chromium: axe-core, keyboard alone, filter, print, a narrow window, no script, no network."""

import json
import os
import shutil
import subprocess
import unittest
from pathlib import Path

import bench

MODULES = Path(os.environ.get("NODE_MODULES", bench.TOP / "target/tools/npm/node_modules"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
READY = CHROMIUM and (MODULES / "axe-core").exists() and (MODULES / "puppeteer-core").exists() and shutil.which("node")


@unittest.skipUnless(READY, "Chromium, axe-core or puppeteer-core is not installed")
class Page(bench.Case):
    def test_the_public_page(self):
        self.rectrack("demo", "work", ending=(0, 1))
        self.dir = self.dir / "work"
        self.rectrack("consolidate", "--html", ending=(0, 1))
        page = next((self.dir / "cycles").glob("*/consolidated-public.html"))
        ran = subprocess.run(["node", str(Path(__file__).with_name("page.cjs")), str(page), str(MODULES)], capture_output=True, text=True,
                             env={**os.environ, "CHROMIUM": CHROMIUM})
        self.assertEqual(ran.returncode, 0, ran.stderr)
        told = json.loads(ran.stdout)
        self.assertEqual(told["axe"], [], "axe-core finds no fault")
        self.assertEqual(told["axe_narrow"], [], "nor in a narrow window")
        self.assertEqual(told["requests"], [], "nothing is fetched")
        self.assertEqual(len(told["reached"]), told["focusable"], "the keyboard reaches everything, each once")
        self.assertEqual(told["reached"][0], "A##main", "the first stop leads past the contents")
        rows, words = told["all"]
        self.assertGreater(rows, 10)
        self.assertEqual(words, f"All {rows} recommendations shown")
        self.assertEqual(told["amber"], [told["ambers"], f"{told['ambers']} of {rows} recommendations shown"])
        self.assertTrue(0 < told["ambers"] < rows)
        self.assertEqual(told["none"][0], 0)
        self.assertEqual(told["again"][0], rows, "'Show everything' shows everything")
        self.assertLessEqual(told["narrow"], 320, "nothing but tables is wider than a small window")
        self.assertEqual(told["without_script"], [rows, True], "without script everything can be read, and no dead filter is shown")
        self.assertGreater(told["pdf"], 10_000)
        names = [name for name in self.names() if name]
        text = page.read_text(encoding="utf-8")
        self.assertEqual([name for name in names if name in text], [], "names of people stand in no public edition")

    def names(self):
        import openpyxl

        book = openpyxl.load_workbook(self.dir / "register.xlsx", read_only=True)
        rows = list(book["Owners"].iter_rows(values_only=True))
        at = rows[0].index("Name")
        return [row[at] for row in rows[1:]]


if __name__ == "__main__":
    unittest.main()
