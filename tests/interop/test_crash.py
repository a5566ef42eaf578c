"""The workspace survives being killed, a full disk and a failing disk at every point, and two runs at once.

The program is stopped at the n-th call of each kind that changes the disk (strace injects the signal or the fault), for every n.
After each: the register is the old one or the new one, never between, and the next merge ends where an undisturbed one ends.
"""

import hashlib
import shutil
import subprocess
import unittest
from pathlib import Path

import bench

# What changes the disk, and what stands between those changes: opening, closing and looking at files.
CALLS = ["rename", "fsync", "mkdir", "unlink", "rmdir", "unlinkat", "write", "openat", "close"]
# At least so many points have to be met, or the round has not seen the whole merge.
LEAST_POINTS = 200


def sha(path):
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


class Crash(bench.Case):
    def setUp(self):
        super().setUp()
        if not shutil.which("strace"):
            if bench.os.environ.get("CI") == "true":
                self.fail("strace is missing")
            self.skipTest("left out: there is no strace")
        self.base = Path(self.dir) / "base"
        self.run_program(["demo", str(self.base)])
        # Something to merge: one return less than the demo merged, and one hand-made decision gone with it.
        returns = sorted((self.base / "cycles").glob("*/returns/*.xlsx"))
        next(file for file in returns if "custody" in file.name).unlink()
        self.old = sha(self.base / "register.xlsx")
        done = self.copy("done")
        self.merge(done)
        self.new = sha(done / "register.xlsx")
        self.ends = {name: sha(done / name) for name in self.outputs(done)}
        self.assertNotEqual(self.old, self.new, "the merge has to change the register, or nothing is tested")

    def outputs(self, folder):
        files = [path for path in folder.rglob("*") if path.is_file()]
        names = [path.relative_to(folder).as_posix() for path in files]
        return [name for name in names if name.startswith("cycles/") or name == "register.xlsx"]

    def run_program(self, args, **more):
        return subprocess.run([bench.RECTRACK, *args], capture_output=True, text=True, timeout=120, **more)

    def merge(self, folder):
        return self.run_program(["-C", str(folder), "--today", "2022-11-17", "merge"])

    def copy(self, name):
        target = Path(self.dir) / name
        if target.exists():
            shutil.rmtree(target)
        shutil.copytree(self.base, target)
        return target

    def disturbed(self, folder, call, number, what):
        return self.run_program_traced(
            ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{what}:when={number}"], folder
        )

    def run_program_traced(self, trace, folder):
        command = [*trace, bench.RECTRACK, "-C", str(folder), "--today", "2022-11-17", "--quiet", "merge"]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, env={**bench.os.environ, "RAYON_NUM_THREADS": "1"})

    def calls(self, call):
        """How often an undisturbed merge makes this call."""
        folder = self.copy("counted")
        log = Path(self.dir) / "calls.txt"
        self.run_program_traced(["strace", "-f", "-qq", "-o", str(log), "-e", f"trace={call}"], folder)
        return sum(1 for line in log.read_text(errors="replace").splitlines() if f"{call}(" in line)

    def stands(self, folder, told):
        self.assertIn(sha(folder / "register.xlsx"), (self.old, self.new), f"the register is torn: {told}")
        again = self.merge(folder)
        self.assertIn(again.returncode, (0, 1), f"the next merge does not work: {told}\n{again.stderr}")
        for name, hash in self.ends.items():
            self.assertEqual(sha(folder / name), hash, f"{name} differs after the next merge: {told}")
        self.assertFalse((folder / ".rectrack-staging").exists(), told)

    def test_killed_at_every_point(self):
        points = 0
        for call in CALLS:
            for number in range(1, self.calls(call) + 1):
                folder = self.copy("struck")
                self.disturbed(folder, call, number, "signal=SIGKILL")
                self.stands(folder, f"killed at {call} number {number}")
                points += 1
        print(f"killed at {points} points")
        self.assertGreaterEqual(points, LEAST_POINTS)

    def test_disk_full_or_failing_at_every_point(self):
        points = 0
        for fault, calls in [("ENOSPC", ["write", "mkdir"]), ("EIO", ["fsync", "rename"])]:
            for call in calls:
                for number in range(1, self.calls(call) + 1):
                    folder = self.copy("struck")
                    ended = self.disturbed(folder, call, number, f"error={fault}")
                    self.assertNotIn("panicked", ended.stderr, f"{fault} at {call} number {number}")
                    self.stands(folder, f"{fault} at {call} number {number}")
                    points += 1
        print(f"{points} failing calls")


class TwoAtOnce(Crash):
    def test_two_merges_at_once(self):
        refused = 0
        for _ in range(100):
            folder = self.copy("both")
            command = [bench.RECTRACK, "-C", str(folder), "--today", "2022-11-17", "merge"]
            both = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for _ in range(2)]
            said = [process.communicate(timeout=120)[1] for process in both]
            ended = sorted(process.returncode for process in both)
            self.assertIn(ended[0], (0, 1), said)
            if ended[1] == 2:
                refused += 1
                self.assertIn("another run of rectrack", "".join(said))
            for name, hash in self.ends.items():
                self.assertEqual(sha(folder / name), hash, name)
        print(f"{refused} of 100 second runs were refused")
        self.assertGreater(refused, 0)

    test_killed_at_every_point = None
    test_disk_full_or_failing_at_every_point = None


if __name__ == "__main__":
    unittest.main()
