"""The real papers as Word documents, made by LibreOffice: the same register as from the workbook."""

import json
import unittest

import openpyxl

import bench
import word

PAPERS = [("city-2021-11", "2021-11", "2021-11-20"), ("city-2022-05", "2022-05", "2022-05-20"), ("overview-2023-01", "2023-01", "2023-01-20")]
# What depends on the kind of file.
PLACES = {"File", "Sheet", "Cell", "File hash"}


class Schedule(bench.Case):
    def imported(self, name, path, cycle, as_at):
        """Imports into a workspace of its own; gives what JSON says, and the register's tables."""
        folder = self.dir / name
        bench.subprocess.run([bench.RECTRACK, "-C", folder, "init"], check=True, capture_output=True)
        command = [bench.RECTRACK, "-C", folder, "--format", "json", "import", path, "--cycle", cycle, "--as-at", as_at]
        done = bench.subprocess.run(command, capture_output=True, text=True)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        said = json.loads(done.stdout)
        book = openpyxl.load_workbook(folder / "register.xlsx")
        tables = {}
        for sheet in book.worksheets:
            rows = list(sheet.iter_rows(values_only=True))
            keep = [at for at, heading in enumerate(rows[0]) if heading not in PLACES] if rows else []
            tables[sheet.title] = [[row[at] for at in keep] for row in rows]
        return said, tables

    @unittest.skipUnless(bench.PAPERS.exists(), "the real papers are not here")
    def test_a_paper_as_a_word_document_gives_the_same_register(self):
        for paper, cycle, as_at in PAPERS:
            with self.subTest(paper):
                workbook = bench.PAPERS / f"{paper}.xlsx"
                document = word.write(bench.Office.shared(), word.rows_of(workbook), self.dir / f"{paper}.docx")
                said, tables = self.imported(f"{paper}-x", workbook, cycle, as_at)
                said_again, tables_again = self.imported(f"{paper}-d", document, cycle, as_at)
                for key in ("cycle", "reports", "recommendations", "positions"):
                    self.assertEqual(said_again[key], said[key], key)
                rules = lambda said: sorted((query["rule"], query["ref"], query["says"]) for query in said["queries"])
                self.assertEqual(rules(said_again), rules(said))
                for table, rows in tables.items():
                    self.assertEqual(tables_again[table], rows, table)


if __name__ == "__main__":
    unittest.main()
