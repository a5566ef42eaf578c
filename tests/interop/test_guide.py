"""The guided run, driven through a pseudo-terminal from an empty folder to the consolidated workbook."""

import os
import pty
import re
import select
import signal
import time
import unittest

import openpyxl

import bench


class Terminal:
    """The program on a terminal of its own."""

    def __init__(self, folder, *words):
        self.said = ""
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.environ["TERM"] = "xterm"
            os.environ["COLUMNS"] = "200"
            os.execv(bench.RECTRACK, [bench.RECTRACK, "--today", "2022-11-18", *words])

    def read(self, seconds=0.2):
        ready, _, _ = select.select([self.handle], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self.handle, 65536)
        except OSError:
            return None
        self.said += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", data.decode("utf-8", "replace"))
        return bool(data)

    def wait_for(self, *texts):
        """Until the last of the texts has been said after the others; gives what was said since the last call."""
        start, deadline = len(self.said), time.time() + 120
        at = getattr(self, "at", 0)
        while time.time() < deadline:
            found = at
            for text in texts:
                found = self.said.find(text, found)
                if found < 0:
                    break
                found += len(text)
            if found >= 0:
                said, self.at = self.said[at:found], found
                return said
            if self.read() is None:
                break
        raise AssertionError(f"not said: {texts}\n{self.said[at:]}")

    def type(self, text):
        # As a person does: only once the prompt stands there and the terminal is ready for keys.
        while self.read(0.3):
            pass
        os.write(self.handle, text.encode() + b"\r")

    def choose(self, says):
        """Chooses the step of those words by its number."""
        shown = self.wait_for("What next?", "Number")
        number = re.search(r"(\d+)  " + re.escape(says), shown)
        assert number, f"'{says}' is not offered:\n{shown}"
        self.type(number.group(1))

    def end(self):
        for _ in range(100):
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            self.read(0.1)
            time.sleep(0.05)
        os.kill(self.pid, signal.SIGKILL)
        raise AssertionError("it does not end: " + self.said[self.at :])


class Guide(bench.Case):
    def paper(self):
        book = openpyxl.Workbook()
        sheet = book.active
        for row in [
            ["A sample inspection of call handling"],
            ["Published by HMICFRS on 4 March 2022"],
            ["Status", "No.", "Recommendation", "Due date", "Comments", "Task owner"],
            ["Amber", "1", "Answer calls sooner.", "Mar-23", "Shifts were changed in June.", "Head of Contact"],
            ["Red", "2", "Record every call.", "Dec-22", "The recorder is on order.", "Head of Technology"],
        ]:
            sheet.append(row)
        book.save(self.dir / "paper 2022.xlsx")

    def test_from_an_empty_folder_to_the_paper(self):
        self.paper()
        run = Terminal(self.dir)
        run.wait_for("is no workspace yet")
        run.choose("Make a workspace in this folder")
        run.wait_for("Do it?")
        run.type("y")
        run.choose("Bring in your past papers")
        run.wait_for("File")
        run.type("'paper 2022.xlsx'")
        run.wait_for("Name of the cycle")
        run.type("2022-05")
        run.wait_for("as at")
        run.type("20 May 2022")
        said = run.wait_for("Do it?")
        self.assertIn('> rectrack import "paper 2022.xlsx" --cycle 2022-05 --as-at 2022-05-20', said)
        run.type("y")
        run.choose("Open the next cycle")
        run.wait_for("Name of the cycle")
        run.type("")
        run.wait_for("as at")
        run.type("")
        run.wait_for("returned by")
        run.type("")
        said = run.wait_for("Do it?")
        self.assertIn("> rectrack issue --cycle 2022-11 --as-at 2022-11-18 --return-by 2022-12-02", said)
        self.assertFalse((self.dir / "cycles/2022-11").exists(), "nothing is written before it is agreed")
        run.type("y")
        shown = run.wait_for("What next?", "Number")
        merge = re.search(r"(?m)^\s+(\d+)  .*returns", shown)
        self.assertTrue(merge, shown)
        run.type(merge.group(1))
        said = run.wait_for("Do it?")
        self.assertIn("> rectrack merge", said)
        run.type("y")
        run.wait_for("What next?", "Number")
        run.type("0")
        self.assertEqual(run.end(), 0)
        self.assertTrue((self.dir / "cycles/2022-11/consolidated.xlsx").exists())

    def test_a_slip_is_asked_again_and_no_means_no(self):
        run = Terminal(self.dir)
        run.wait_for("What next?", "Number")
        run.type("7")
        run.wait_for("type a number from 0 to 2")
        run.type("\x7f1")
        run.wait_for("Do it?")
        run.type("n")
        run.wait_for("Nothing was done.")
        run.wait_for("What next?", "Number")
        run.type("0")
        self.assertEqual(run.end(), 0)
        self.assertEqual(list(self.dir.iterdir()), [])


class OffATerminal(bench.Case):
    def test_help_and_nothing_else(self):
        said = self.rectrack(ending=(2,))
        self.assertIn("Usage: rectrack", said)
        self.assertEqual(list(self.dir.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
