"""What every interop test needs: the program, a LibreOffice of our own, the validators, and comparing what is stored
with what a hard recalculation gives.

A test is a file `test_*.py` beside this one with `unittest.TestCase` classes that derive from `bench.Case`:

    import bench

    class Register(bench.Case):
        def test_opens(self):
            self.rectrack("init")
            self.assertValid("register.xlsx")
            self.assertRecalculatesTo("register.xlsx")

Each test gets an empty folder of its own as `self.dir`.
"""

import atexit
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import unittest
import zipfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
PAPERS = TOP.parent / "shared" / "papers"
RECTRACK = os.environ.get("RECTRACK", str(TOP / "target" / "debug" / "rectrack"))
VALIDATOR = os.environ.get("OOXML_VALIDATOR", "ooxml-validator")

# LibreOffice's names for the formats that owners save in.
FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".ods": "calc8",
    ".xls": "MS Excel 97",
    ".pdf": "calc_pdf_Export",
}


class Office:
    """One LibreOffice, without a window, with a profile and a pipe of its own."""

    _shared = None

    @classmethod
    def shared(cls):
        """The one that all tests of a run use; started when first asked for."""
        if cls._shared is None:
            cls._shared = cls()
            atexit.register(cls._shared.stop)
        return cls._shared

    def __init__(self):
        import uno  # noqa: F401 - what cannot be driven is not started

        self.home = tempfile.mkdtemp(prefix="rectrack-office-")
        self.pipe = f"rectrack{os.getpid()}"
        self.process = subprocess.Popen(
            [
                "soffice", "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck",
                f"-env:UserInstallation=file://{self.home}/profile",
                f"--accept=pipe,name={self.pipe};urp;",
            ],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        try:
            self.desktop = self._connect()
        except Exception:
            self.process.kill()
            shutil.rmtree(self.home, ignore_errors=True)
            raise

    def _connect(self):
        import uno

        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        for _ in range(240):
            try:
                remote = resolver.resolve(f"uno:pipe,name={self.pipe};urp;StarOffice.ComponentContext")
                return remote.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", remote)
            except Exception:
                time.sleep(0.25)
        raise RuntimeError("LibreOffice did not start")

    def stop(self):
        try:
            self.desktop.terminate()
            self.process.wait(timeout=20)
        except Exception:
            self.process.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    def open(self, path):
        """Opens a workbook as it is stored; use `with`, it closes itself."""
        return Document(self, Path(path))


class Document:
    """An open workbook."""

    def __init__(self, office, path):
        from com.sun.star.beans import PropertyValue

        hidden = PropertyValue()
        hidden.Name, hidden.Value = "Hidden", True
        self.path = path
        self.model = office.desktop.loadComponentFromURL(path.resolve().as_uri(), "_blank", 0, (hidden,))
        if self.model is None:
            raise AssertionError(f"LibreOffice does not open {path.name}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.model.close(True)

    def cell(self, sheet, name):
        return self.model.Sheets.getByName(sheet).getCellRangeByName(name)

    def type(self, sheet, name, text):
        """Types into a cell as a person would: numbers, dates and formulas are understood."""
        self.cell(sheet, name).setFormula(text)

    def write(self, sheet, name, text):
        """Puts a text into a cell exactly as it stands."""
        self.cell(sheet, name).setString(text)

    def date(self, sheet, name, day):
        """Types a day, given as datetime.date, as the date that a person would type."""
        cell = self.cell(sheet, name)
        zero = self.model.NullDate
        import datetime

        cell.setValue((day - datetime.date(zero.Year, zero.Month, zero.Day)).days)

    def save_as(self, path):
        """Saves in the format that the file's ending names."""
        from com.sun.star.beans import PropertyValue

        path = Path(path)
        kind = PropertyValue()
        kind.Name, kind.Value = "FilterName", FILTERS[path.suffix]
        self.model.storeToURL(path.resolve().as_uri(), (kind,))
        return path

    def formulas(self):
        """Every cell with a formula: (sheet, cell) to what it shows, values with all their digits."""
        from com.sun.star.sheet.CellFlags import FORMULA
        from com.sun.star.table.CellContentType import FORMULA as IS_FORMULA

        found = {}
        for sheet in self.model.Sheets:
            for cell in sheet.queryContentCells(FORMULA).Cells:
                if cell.Type != IS_FORMULA:
                    continue
                address = cell.CellAddress
                name = f"{column(address.Column)}{address.Row + 1}"
                if cell.getError():
                    found[(sheet.Name, name)] = f"#{cell.getError()} {cell.String}"
                elif cell.FormulaResultType2 == 1:
                    found[(sheet.Name, name)] = round(cell.Value, 9)
                else:
                    found[(sheet.Name, name)] = cell.String
        return found

    def recalculate(self):
        self.model.calculateAll()


def column(number):
    """Excel's letters of a column, from nought."""
    letters = ""
    number += 1
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def differences(path):
    """Formulas whose stored result is not what LibreOffice works out: [(sheet, cell, stored, worked out)], and how many were compared."""
    with Office.shared().open(path) as book:
        stored = book.formulas()
        book.recalculate()
        fresh = book.formulas()
    return [(*where, stored[where], fresh[where]) for where in sorted(stored) if stored[where] != fresh[where]], len(stored)


def faults(path):
    """What the Open XML SDK's validator and openxml-audit say against a file; empty when nothing."""
    ran = subprocess.run([VALIDATOR, str(path)], capture_output=True, text=True)
    try:
        said = json.loads(ran.stdout)
    except json.JSONDecodeError:
        return [f"the validator could not be run: {ran.stdout} {ran.stderr}"]
    found = [] if said.get("ok") and ran.returncode == 0 else [json.dumps(fault) for fault in said.get("errors", [])] or [ran.stdout]
    try:
        from openxml_audit import OpenXmlValidator

        second = OpenXmlValidator().validate(str(path))
        found += [f"openxml-audit: {fault}" for fault in second.errors]
    except ImportError:
        pass
    return found + twice(path)


def twice(path):
    """Rows and cells that stand in a sheet twice or out of order: Excel takes them for damage, and no validator tells of them."""
    found = []
    with zipfile.ZipFile(path) as package:
        for part in package.namelist():
            if not re.fullmatch(r"xl/worksheets/sheet\d+\.xml", part):
                continue
            last = (0, 0)
            for row, letters, cell_row in re.findall(rb'<row r="(\d+)"|<c r="([A-Z]+)(\d+)"', package.read(part)):
                number = 0
                for letter in letters:
                    number = number * 26 + letter - 64
                at = (int(row), 0) if row else (int(cell_row), number)
                if at <= last:
                    found.append(f"{part}: row {at[0]}, column {at[1]} comes after row {last[0]}, column {last[1]}")
                last = at
    return found


class Case(unittest.TestCase):
    """A test with a folder of its own, the program and the comparisons."""

    maxDiff = None

    def setUp(self):
        self.dir = Path(tempfile.mkdtemp(prefix="rectrack-interop-"))
        self.addCleanup(shutil.rmtree, self.dir, True)

    def rectrack(self, *args, ending=(0,), today="2022-06-20", json_wanted=False):
        """Runs the program in the test's folder; `ending`: the exit statuses that are right. Gives its output, or the JSON document."""
        command = [RECTRACK, "-C", str(self.dir), "--today", today]
        if json_wanted:
            command += ["--format", "json"]
        ran = subprocess.run(command + [str(arg) for arg in args], capture_output=True, text=True, stdin=subprocess.DEVNULL)
        self.assertIn(ran.returncode, ending, f"{' '.join(map(str, args))}\n{ran.stdout}\n{ran.stderr}")
        return json.loads(ran.stdout) if json_wanted else ran.stdout

    def path(self, name):
        return self.dir / name

    def assertValid(self, *names):
        for name in names:
            self.assertEqual(faults(self.path(name)), [], f"{name} does not pass the validator")

    def assertRecalculatesTo(self, name, least=0):
        """Stored results equal LibreOffice's own after a hard recalculation; `least`: how many formulas there must be."""
        differing, compared = differences(self.path(name))
        self.assertEqual(differing, [], f"{name}: (sheet, cell, stored, worked out)")
        self.assertGreaterEqual(compared, least, f"{name} holds fewer formulas than it should")

    def assertLooksRight(self, name):
        """LibreOffice lays it out on pages without trouble; gives the PDF."""
        target = self.dir / (Path(name).stem + ".pdf")
        with Office.shared().open(self.path(name)) as book:
            book.save_as(target)
        self.assertGreater(target.stat().st_size, 1000)
        return target
