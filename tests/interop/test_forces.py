"""Several forces' exports combined by DuckDB in one query: `examples/forces/forces.sql`, and the query of docs/export.md."""

import os
import re
import unittest

import bench

try:
    import duckdb
except ImportError:
    duckdb = None

PAPERS = bench.TOP / "workbooks" / "papers"


@unittest.skipIf(duckdb is None, "there is no duckdb")
class Forces(bench.Case):
    def force(self, name, papers):
        """A force's workspace with these papers in its register, exported."""
        top, self.dir = self.dir, self.dir / name
        self.rectrack("init")
        for paper, cycle, as_at in papers:
            self.rectrack("import", PAPERS / paper, "--cycle", cycle, "--as-at", as_at, ending=(0, 1))
        self.rectrack("export", top / "forces" / name)
        self.dir = top

    def test_two_forces(self):
        # Northshire has both papers, Southshire the second one alone.
        self.force("northshire", [("november.xlsx", "2021-11", "2021-11-20"), ("may.xlsx", "2022-05", "2022-05-20")])
        self.force("southshire", [("may.xlsx", "2022-05", "2022-05-20")])
        before = os.getcwd()
        os.chdir(self.dir / "forces")
        self.addCleanup(os.chdir, before)
        rows = duckdb.sql((bench.TOP / "examples/forces/forces.sql").read_text(encoding="utf-8")).fetchall()
        # Counted by hand in the papers (tests/it/two_papers.rs): of the roads, May shows one Amber and one Green pending sign-off,
        # and November one more that was closed; of the calls two Amber, and one that was closed.
        told = {(title.lower(), force): counts for title, force, *counts in rows}
        self.assertEqual(told[("roads made safer", "northshire")], [3, 2, 0, 1, 1, 1])
        self.assertEqual(told[("roads made safer", "southshire")], [2, 2, 0, 1, 1, 0])
        self.assertEqual(told[("calls answered in northshire", "northshire")], [3, 2, 0, 2, 0, 1])
        self.assertEqual(told[("calls answered in northshire", "southshire")], [2, 2, 0, 2, 0, 0])
        # Four reports of two forces. 15 rows in May for both, and two that Northshire had closed before.
        self.assertEqual(len(rows), 8)
        self.assertEqual(sum(counts[0] for (_, force), counts in told.items() if force == "northshire"), 17)
        self.assertEqual(sum(counts[0] for (_, force), counts in told.items() if force == "southshire"), 15)

    def test_the_query_of_the_page(self):
        self.force("out", [("may.xlsx", "2022-05", "2022-05-20")])
        os.rename(self.dir / "forces" / "out", self.dir / "forces" / "shown")
        page = (bench.TOP / "docs/export.md").read_text(encoding="utf-8")
        query = re.search(r"```sql\n(.*?)```", page, re.S)[1].replace("out/", f"{self.dir}/forces/shown/")
        # The paper of May: 13 Amber, 1 Green pending sign-off, 1 White.
        self.assertEqual(duckdb.sql(query).fetchall(), [("Amber", 13), ("Green", 1), ("White", 1)])


if __name__ == "__main__":
    unittest.main()
