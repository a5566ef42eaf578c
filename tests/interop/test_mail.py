"""Letters and sending: drafts read by another reader, a real mail server on loopback, and mails that other programs make."""

import base64
import email
import email.policy
import json
import logging
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
from email.message import EmailMessage
from pathlib import Path

import openpyxl

import bench

try:
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import AuthResult
except ImportError:
    Controller = None

# The server tells at length of clients that rightly do not trust it.
logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)
logging.getLogger("asyncio").setLevel(logging.CRITICAL + 1)

PASSWORD = "correct-horse-Battery_7"
HERE = Path(__file__).resolve().parent


def fill(sheet, rows):
    """Types rows under the headings of one of the register's tables."""
    headings = {cell.value: cell.column for cell in sheet[1]}
    for at, row in enumerate(rows):
        for heading, value in row.items():
            sheet.cell(2 + at, headings[heading], value)
    for table in sheet.tables.values():
        table.ref = re.sub(r"\d+$", str(max(2, 1 + len(rows))), table.ref)


class MailCase(bench.Case):
    owners = 3

    def setUp(self):
        super().setUp()
        self.rectrack("init")
        book = openpyxl.load_workbook(self.dir / "register.xlsx")
        people = [f"Head of Team {n:02}" for n in range(1, self.owners + 1)]
        fill(book["Reports"], [{"Report": "sample-2021", "Title": "A sample – with a dash", "Published by": "HMICFRS"}])
        fill(book["Recommendations"], [
            {"Ref": f"sample-2021/{n}", "Report": "sample-2021", "No.": str(n), "Kind": "recommendation", "Text": f"Do thing {n}."}
            for n in range(1, self.owners + 1)])
        fill(book["Tasks"], [
            {"Ref": f"sample-2021/{n}.1", "Recommendation": f"sample-2021/{n}", "Owner": owner, "Rating": "Amber", "Stage": "in progress"}
            for n, owner in enumerate(people, 1)])
        fill(book["Owners"], [
            {"Owner": owner, "Name": f"Siân Ó Tŷ {n}", "E-mail": f"team{n:02}@example.org", "Deputy e-mail": f"deputy{n:02}@example.org"}
            for n, owner in enumerate(people, 1)])
        book.save(self.dir / "register.xlsx")

    def issue(self, *more, env=None, check=True):
        return self.run_it("issue", "--cycle", "2022-03", "--as-at", "2022-03-31", "--return-by", "2022-04-14", *more, env=env, check=check)

    def run_it(self, *words, env=None, check=True):
        done = subprocess.run([bench.RECTRACK, "-C", str(self.dir), "--today", "2022-03-20", *words], capture_output=True, text=True,
                              env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL)
        if check and done.returncode > 1:
            self.fail(done.stdout + done.stderr)
        return done

    def settings(self, text):
        with open(self.dir / "rectrack.toml", "a", encoding="utf-8") as file:
            file.write(text)


class Drafts(MailCase):
    def test_python_reads_what_was_written(self):
        self.issue()
        drafts = sorted((self.dir / "cycles/2022-03/issued").glob("*.eml"))
        self.assertEqual(len(drafts), 3)
        for n, draft in enumerate(drafts, 1):
            mail = email.message_from_bytes(draft.read_bytes(), policy=email.policy.default)
            self.assertEqual(mail["X-Unsent"], "1")
            self.assertEqual([str(a) for a in mail["To"].addresses], [f"Siân Ó Tŷ {n} <team{n:02}@example.org>"])
            self.assertEqual([a.addr_spec for a in mail["Cc"].addresses], [f"deputy{n:02}@example.org"])
            self.assertIn("2022-03", mail["Subject"])
            self.assertIn("14 Apr 2022", mail["Subject"])
            self.assertEqual(mail.get_content_type(), "multipart/mixed")
            self.assertIn("A sample – with a dash", mail.get_body(("plain",)).get_content())
            html = mail.get_body(("html",)).get_content()
            self.assertIn("A sample – with a dash", html)
            self.assertIn('lang="en-GB"', html)
            files = list(mail.iter_attachments())
            self.assertEqual([file.get_filename() for file in files], [draft.with_suffix(".xlsx").name])
            self.assertEqual(files[0].get_content(), draft.with_suffix(".xlsx").read_bytes(), "the attachment is the workbook, byte by byte")
            self.assertEqual([str(d) for part in mail.walk() for d in part.defects], [])
        page = (self.dir / "cycles/2022-03/issued/outbox.html").read_text(encoding="utf-8")
        self.assertEqual(page.count('href="mailto:'), 3)

    def test_the_same_inputs_give_the_same_bytes(self):
        made = []
        for _ in range(2):
            copy = Path(tempfile.mkdtemp())
            self.addCleanup(shutil.rmtree, copy)
            for name in ["register.xlsx", "rectrack.toml"]:
                shutil.copy(self.dir / name, copy / name)
            original, self.dir = self.dir, copy
            self.issue()
            self.dir = original
            made.append({file.name: file.read_bytes() for file in sorted((copy / "cycles/2022-03/issued").iterdir())})
        self.assertEqual(made[0].keys(), made[1].keys())
        self.assertEqual([name for name in made[0] if made[0][name] != made[1][name]], [])

    def test_own_templates_and_a_broken_one(self):
        (self.dir / "templates").mkdir()
        (self.dir / "templates/issue.txt").write_text("Subject: Our words for {{ owner }}\n\nDear {{ greet }}\n\n- ring 101 & ask\n", encoding="utf-8")
        self.issue()
        mail = email.message_from_bytes(sorted((self.dir / "cycles/2022-03/issued").glob("*.eml"))[0].read_bytes(), policy=email.policy.default)
        self.assertEqual(mail["Subject"], "Our words for Head of Team 01")
        self.assertIn("ring 101 &amp; ask</li>", mail.get_body(("html",)).get_content())
        (self.dir / "templates/reminder.txt").write_text("Subject: x\n\n{{ onwer }}\n", encoding="utf-8")
        refused = self.issue("--owner", "Head of Team 01", check=False)
        self.assertEqual(refused.returncode, 2)
        self.assertIn("templates/reminder.txt, line 3", refused.stderr)
        self.assertIn("nothing was issued", refused.stderr)

    def test_addresses_are_checked_first(self):
        book = openpyxl.load_workbook(self.dir / "register.xlsx")
        sheet = book["Owners"]
        at = {cell.value: cell.column for cell in sheet[1]}
        sheet.cell(2, at["E-mail"], "team02@example.org")
        sheet.cell(4, at["E-mail"], "team03 at example.org")
        book.save(self.dir / "register.xlsx")
        done = self.issue()
        self.assertEqual(done.returncode, 1, "an owner is without a draft")
        self.assertIn("no draft for Head of Team 03: 'team03 at example.org' is not an e-mail address", done.stdout)
        self.assertIn("Head of Team 01: team02@example.org is the address of Head of Team 02 too", done.stdout)
        self.assertEqual(len(list((self.dir / "cycles/2022-03/issued").glob("*.eml"))), 2, "the others' letters go on")


class Chasing(MailCase):
    def chase(self, today, *more):
        done = subprocess.run([bench.RECTRACK, "-C", str(self.dir), "--today", today, "--format", "json", "chase", *more], capture_output=True,
                              text=True, stdin=subprocess.DEVNULL)
        self.assertLessEqual(done.returncode, 1, done.stderr)
        return json.loads(done.stdout)

    def test_who_is_written_to_and_how_firmly(self):
        book = openpyxl.load_workbook(self.dir / "register.xlsx")
        sheet = book["Owners"]
        at = {cell.value: cell.column for cell in sheet[1]}
        sheet.cell(3, at["Lead"], "ACC Crime")
        sheet.cell(5, at["Owner"], "ACC Crime")
        sheet.cell(5, at["E-mail"], "acc@example.org")
        for table in sheet.tables.values():
            table.ref = re.sub(r"\d+$", "5", table.ref)
        book.save(self.dir / "register.xlsx")
        self.issue()  # to come back by 14 April 2022
        issued, returns = self.dir / "cycles/2022-03/issued", self.dir / "cycles/2022-03/returns"
        shutil.copy(issued / "head-of-team-03.xlsx", returns / "empty.xlsx")
        (returns / "Head of Team 02 (1).pdf").write_bytes(b"%PDF-1.4")

        early = {line["owner"]: line for line in self.chase("2022-03-21")["owners"]}
        status = json.loads(self.rectrack("--format", "json", "status", today="2022-03-21"))["cycle"]["to_come"]
        self.assertEqual([[line[key] for key in ("owner", "level", "says", "days_left")] for line in status],
                         [[line[key] for key in ("owner", "level", "says", "days_left")] for line in early.values()], "status says the same")
        self.assertEqual({owner: line["level"] for owner, line in early.items()},
                         {"Head of Team 01": None, "Head of Team 02": "reminder", "Head of Team 03": "reminder"})
        self.assertEqual(early["Head of Team 02"]["says"], "Head of Team 02 (1).pdf could not be read (not a workbook)")
        self.assertEqual(early["Head of Team 03"]["says"], "empty.xlsx came back with nothing filled in")

        late = {line["owner"]: line for line in self.chase("2022-04-21")["owners"]}
        self.assertEqual({owner: (line["level"], line["days_left"]) for owner, line in late.items()},
                         {f"Head of Team 0{n}": ("escalation", -7) for n in (1, 2, 3)})
        self.assertEqual(late["Head of Team 02"]["to"], ["acc@example.org"])
        drafts = {draft.name: email.message_from_bytes(draft.read_bytes(), policy=email.policy.default)
                  for draft in (self.dir / "cycles/2022-03/reminders").glob("*.eml")}
        self.assertEqual(len(drafts), 3)
        told = drafts["head-of-team-02.eml"]
        self.assertEqual([a.addr_spec for a in told["To"].addresses], ["acc@example.org"])
        self.assertIn("team02@example.org", [a.addr_spec for a in told["Cc"].addresses])
        text = told.get_body(("plain",)).get_content()
        self.assertIn("7 days late", text)
        self.assertIn("sample-2021/2.1", text)
        self.assertNotIn("sample-2021/1.1", text, "nobody reads of another owner's tasks")
        self.assertEqual(next(told.iter_attachments()).get_content(), (issued / "head-of-team-02.xlsx").read_bytes())
        # No lead is named for the first: the owner alone is written to.
        self.assertEqual(late["Head of Team 01"]["to"], ["team01@example.org"])

    def test_the_table_for_mail_merge_is_read_by_csv(self):
        import csv

        self.issue()
        with open(self.dir / "cycles/2022-03/issued/mail-merge.csv", encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([row["E-mail"] for row in rows], ["team01@example.org", "team02@example.org", "team03@example.org"])
        for row in rows:
            self.assertTrue((self.dir / "cycles/2022-03/issued" / row["Workbook"]).exists())


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@unittest.skipUnless(CHROMIUM, "Chromium is not installed")
class Look(MailCase):
    """The HTML body as a browser shows it."""

    def test_the_body_in_chromium(self):
        self.issue()
        draft = sorted((self.dir / "cycles/2022-03/issued").glob("*.eml"))[0]
        mail = email.message_from_bytes(draft.read_bytes(), policy=email.policy.default)
        html = mail.get_body(("html",)).get_content()
        page = self.dir / "body.html"
        page.write_text('<meta charset="utf-8">' + html, encoding="utf-8")
        run = lambda *words: subprocess.run([CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=1000", *words,
                                             page.as_uri()], capture_output=True, timeout=120)
        dom = run("--dump-dom").stdout.decode("utf-8")
        text = " ".join(re.sub(r"<(style|head)\b.*?</\1>|<[^>]*>", " ", dom, flags=re.S).split())
        for part in ["Siân Ó Tŷ 1", "A sample – with a dash", "sample-2021/1.1", "14 April 2022"]:
            self.assertIn(part, text)
        self.assertEqual(re.findall(r"(?:src|href)=\"(?!mailto:)[^\"]*\"", dom), [], "nothing is fetched")
        self.assertNotIn("<script", dom)
        for width in (800, 360):
            shot = self.dir / f"body-{width}.png"
            run(f"--window-size={width},900", f"--screenshot={shot}", "--hide-scrollbars")
            self.assertGreater(shot.stat().st_size, 5_000)
            if os.environ.get("RECTRACK_KEEP"):
                shutil.copy(shot, os.environ["RECTRACK_KEEP"])


class Taken:
    """A mail server's handler: keeps what it took; `hang_up_at` hangs up after taking that message, before saying so."""

    def __init__(self, hang_up_at=None, refuse=(), slow=0.0):
        self.taken, self.hang_up_at, self.refuse, self.slow = [], hang_up_at, refuse, slow

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuse:
            return "550 5.1.1 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        import asyncio

        await asyncio.sleep(self.slow)
        self.taken.append((tuple(envelope.rcpt_tos), envelope.content, session.ssl is not None))
        if len(self.taken) == self.hang_up_at:
            server.transport.abort()
            return "421 gone"
        return "250 taken"


def certificates(folder):
    """An authority and a certificate for localhost that it signed."""
    run = lambda *words: subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=folder)
    run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "2",
        "-subj", "/CN=Test authority", "-addext", "basicConstraints=critical,CA:TRUE")
    run("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem", "-out", "csr.pem", "-subj", "/CN=localhost")
    (folder / "ext").write_text("subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n")
    run("x509", "-req", "-in", "csr.pem", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "cert.pem", "-days", "2", "-extfile", "ext")


@unittest.skipIf(Controller is None, "aiosmtpd is not installed")
class Sending(MailCase):
    owners = 60

    def setUp(self):
        super().setUp()
        self.keys = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.keys)
        certificates(self.keys)

    def server(self, handler):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.keys / "cert.pem", self.keys / "key.pem")
        check = lambda server, session, envelope, mechanism, data: AuthResult(
            success=data.login == b"coordinator" and data.password == PASSWORD.encode())
        controller = Controller(handler, hostname="localhost", port=0, tls_context=context, require_starttls=True, authenticator=check,
                                auth_required=True, ready_timeout=10)
        # The controller looks at the port that it was given: we want any free one.
        import socket

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            controller.port = free.getsockname()[1]
        controller.start()
        self.addCleanup(controller.stop)
        text = (self.dir / "rectrack.toml").read_text(encoding="utf-8")
        text = text.split("# test server")[0]
        (self.dir / "rectrack.toml").write_text(re.sub(r"(?m)^\[mail\]$", "[mail]\nfrom = \"coordinator@example.org\"\nhost = \"localhost\"\n"
            f"port = {controller.port}\nuser = \"coordinator\"\nper_minute = 0", re.sub(
                r"(?m)^(from|host|port|user|per_minute) = .*\n", "", text)), encoding="utf-8")
        return controller

    def env(self):
        return {"SSL_CERT_FILE": str(self.keys / "ca.pem"), "RECTRACK_SMTP_PASSWORD": PASSWORD}

    def assert_nobody_got_two(self, taken):
        by_letter = {}
        for recipients, content, secure in taken:
            self.assertTrue(secure, "nothing goes out without TLS")
            key = email.message_from_bytes(content)["Message-ID"]
            by_letter[key] = by_letter.get(key, 0) + 1
        self.assertEqual({key: n for key, n in by_letter.items() if n > 1}, {}, "a letter went out twice")
        return len(by_letter)

    def test_sixty_messages_with_breaks(self):
        handler = Taken(hang_up_at=17, refuse={"deputy05@example.org", "team09@example.org", "deputy09@example.org"})
        self.server(handler)
        dry = self.issue("--send", "--dry-run", env={"RECTRACK_SMTP_PASSWORD": PASSWORD})
        self.assertIn("would send 60", dry.stdout)
        self.assertIn("would send cycles/2022-03/issued/head-of-team-07.eml to team07@example.org, deputy07@example.org", dry.stdout)
        self.assertEqual(handler.taken, [])
        first = self.issue("--send", "--format", "json", env=self.env())
        told = json.loads(first.stdout)["sent"]
        # 58 taken and told; the 17th was taken and not told; the 9th has no recipient whom the server knows.
        self.assertEqual((len(told["sent"]), len(told["unclear"]), len(told["not_taken"]), len(told["left"])), (58, 1, 1, 0))
        self.assertIn("team09@example.org", told["not_taken"][0]["why"])
        self.assertTrue(any("deputy05@example.org was refused" in line["why"] for line in told["sent"]))
        self.assertEqual(self.assert_nobody_got_two(handler.taken), 59)

        handler.refuse = ()
        second = self.run_it("issue", "--cycle", "2022-03", "--send", "--format", "json", env=self.env())
        told = json.loads(second.stdout)["sent"]
        self.assertEqual((len(told["sent"]), len(told["already"]), len(told["unclear"])), (1, 58, 1))
        self.assertEqual(self.assert_nobody_got_two(handler.taken), 60)
        self.assert_no_secret(first, second, dry)

    def test_reminders_and_corrections_go_the_same_way(self):
        handler = Taken()
        self.server(handler)
        self.issue()
        # One owner answers with a row that waits; the others send nothing.
        book = openpyxl.load_workbook(self.dir / "cycles/2022-03/issued/head-of-team-01.xlsx")
        sheet = book["Return"]
        for row in sheet.iter_rows():
            if row[0].value == "Ref":
                at, line = {cell.value: cell.column for cell in row}, row[0].row + 1
        sheet.cell(line, at["Rating"], "Red")
        sheet.cell(line, at["Update"], "Posts were advertised.")
        book.save(self.dir / "cycles/2022-03/returns/head-of-team-01.xlsx")
        dry = self.run_it("merge", "--send", "--dry-run")
        self.assertIn("would send cycles/2022-03/corrections/head-of-team-01.eml to team01@example.org, deputy01@example.org", dry.stdout)
        self.assertIn("would send 1 message, 0 sent before", dry.stdout)
        self.assertEqual(handler.taken, [])
        merged = self.run_it("merge", "--send", "--format", "json", env=self.env())
        told = json.loads(merged.stdout)["sent"]
        self.assertEqual([line["to"] for line in told["sent"]], [["team01@example.org", "deputy01@example.org"]])
        letter = email.message_from_bytes(handler.taken[0][1], policy=email.policy.default)
        self.assertIn("for Head of Team 01", letter["Subject"])
        self.assertIn("no reason is given", letter.get_body(("plain",)).get_content())
        again = json.loads(self.run_it("merge", "--send", "--format", "json", env=self.env()).stdout)["sent"]
        self.assertEqual((again["sent"], len(again["already"])), ([], 1), "the same correction goes once, however often is merged")

        # The day before returns are due: a reminder to each of the other 59, once.
        chase = lambda *more: subprocess.run(
            [bench.RECTRACK, "-C", str(self.dir), "--today", "2022-04-13", "--format", "json", "chase", "--send", *more], capture_output=True,
            text=True, stdin=subprocess.DEVNULL, env={**os.environ, **self.env()})
        dry = json.loads(chase("--dry-run").stdout)["sent"]
        self.assertEqual((dry["dry_run"], len(dry["sent"])), (True, 59))
        self.assertEqual(len(handler.taken), 1)
        first = chase()
        self.assertEqual(len(json.loads(first.stdout)["sent"]["sent"]), 59)
        self.assertEqual(json.loads(chase().stdout)["sent"]["sent"], [], "who was written to today is not written to again")
        self.assertEqual(self.assert_nobody_got_two(handler.taken), 60)
        log = [json.loads(line) for line in (self.dir / "cycles/2022-03/sent.jsonl").read_text(encoding="utf-8").splitlines() if line]
        self.assertEqual(sum(line["how"] == "taken" for line in log), 60, "one log for letters of every kind")
        self.assert_no_secret(merged, first)

    def test_work_that_was_done_is_told_when_sending_is_refused(self):
        handler = Taken()
        self.server(handler)
        told = self.issue("--send", "--format", "json", env={**self.env(), "RECTRACK_SMTP_PASSWORD": "wrong"})
        self.assertEqual(told.returncode, 1, "the workbooks were issued, the letters were not sent")
        self.assertIn("does not accept the user name or password", json.loads(told.stdout)["sent"]["refused"]["says"])
        self.assertEqual(len(json.loads(told.stdout)["drafts"]), 60)
        self.assertEqual(handler.taken, [])
        # Without a server, or without a password at hand, nothing is begun at all.
        for env, says in [({"SSL_CERT_FILE": self.env()["SSL_CERT_FILE"]}, "RECTRACK_SMTP_PASSWORD"), (self.env(), "no mail server is set")]:
            if says.startswith("no"):
                text = (self.dir / "rectrack.toml").read_text(encoding="utf-8")
                (self.dir / "rectrack.toml").write_text(text.replace('host = "localhost"', ''), encoding="utf-8")
            refused = self.run_it("chase", "--send", env=env, check=False)
            self.assertEqual(refused.returncode, 2)
            self.assertIn(says, refused.stderr)
            self.assertFalse((self.dir / "cycles/2022-03/reminders").exists())

    def test_a_run_that_is_killed_goes_on_where_it_stopped(self):
        handler = Taken(slow=0.02)
        self.server(handler)
        self.issue()
        process = subprocess.Popen([bench.RECTRACK, "-C", str(self.dir), "issue", "--cycle", "2022-03", "--send"], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env={**os.environ, **self.env()})
        while len(handler.taken) < 25 and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait()
        time.sleep(0.3)
        before = len(handler.taken)
        self.assertLess(before, 60, "it was killed in the middle")
        again = self.run_it("issue", "--cycle", "2022-03", "--send", "--format", "json", env=self.env())
        told = json.loads(again.stdout)["sent"]
        self.assertLessEqual(len(told["unclear"]), 1)
        reached = self.assert_nobody_got_two(handler.taken)
        self.assertGreaterEqual(reached + len(told["unclear"]), 60, "everybody was written to, or is named")
        self.assertEqual(len(told["sent"]) + len(told["already"]) + len(told["unclear"]), 60)
        self.assert_no_secret(again)

    def test_what_is_not_trusted_gets_nothing(self):
        handler = Taken()
        self.server(handler)
        self.issue()
        no_trust = self.run_it("issue", "--cycle", "2022-03", "--send", env={"RECTRACK_SMTP_PASSWORD": PASSWORD, "SSL_CERT_FILE": ""}, check=False)
        wrong = self.run_it("issue", "--cycle", "2022-03", "--send", env={**self.env(), "RECTRACK_SMTP_PASSWORD": "wrong-" + PASSWORD[:4]}, check=False)
        none = {**self.env()}
        del none["RECTRACK_SMTP_PASSWORD"]
        unknown = self.run_it("issue", "--cycle", "2022-03", "--send", env=none, check=False)
        self.assertEqual([no_trust.returncode, wrong.returncode, unknown.returncode], [2, 2, 2])
        self.assertIn("certificate", no_trust.stderr)
        self.assertIn("does not accept the user name or password", wrong.stderr)
        self.assertIn("RECTRACK_SMTP_PASSWORD", unknown.stderr)
        self.assertEqual(handler.taken, [])

    def assert_no_secret(self, *runs):
        """The password stands in no file that was written and no word that was said, plain or as SMTP sends it."""
        secrets = [PASSWORD, base64.b64encode(PASSWORD.encode()).decode(),
                   base64.b64encode(b"\0coordinator\0" + PASSWORD.encode()).decode()]
        for run in runs:
            for secret in secrets:
                self.assertNotIn(secret, run.stdout + run.stderr)
        for file in self.dir.rglob("*"):
            if file.is_file():
                data = file.read_bytes()
                for secret in secrets:
                    self.assertNotIn(secret.encode(), data, str(file))


class TakenBack(MailCase):
    """Mails as other programs make them, each with what should come of it."""

    def filled(self):
        """The first owner's workbook, filled in."""
        self.issue()
        name = "head-of-team-01.xlsx"
        book = openpyxl.load_workbook(self.dir / "cycles/2022-03/issued" / name)
        sheet = book["Return"]
        for row in sheet.iter_rows():
            if row[0].value == "Ref":
                at = {cell.value: cell.column for cell in row}
                line = row[0].row + 1
        sheet.cell(line, at["Rating"], "Red")
        sheet.cell(line, at["Update"], "Posts were advertised in May.")
        sheet.cell(line, at["Reason for rating"], "Two posts are empty.")
        book.save(self.dir / "filled.xlsx")
        return (self.dir / "filled.xlsx").read_bytes()

    def mail(self, workbook=None, sender="team01@example.org", name="return.xlsx"):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, "coordinator@example.org", "RE: workbook – returned"
        mail["Date"] = "Mon, 28 Mar 2022 09:00:00 +0100"
        mail.set_content("Here it is.")
        if workbook is not None:
            mail.add_attachment(workbook, maintype="application", subtype="octet-stream", filename=name)
        return mail

    def outcome(self, data, name="mail.eml"):
        """What `check` says of one file in the returns folder."""
        folder = self.dir / "cycles/2022-03/returns"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / name).write_bytes(data)
        done = self.run_it("check", "--format", "json")
        return json.loads(done.stdout)

    def test_the_gallery(self):
        workbook = self.filled()
        plain = self.mail(workbook)

        html = self.mail()
        html.add_alternative("<p>Here it is <img src='cid:logo'></p>", subtype="html")
        html.get_payload()[1].add_related(b"\x89PNG....", "image", "png", cid="<logo>", filename="logo.png")
        html.add_attachment(workbook, maintype="application", subtype="vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                            filename="Pennaeth y Tîm – dychwelyd – a name long enough that it is folded over several lines of the heading.xlsx")

        forwarded = self.mail(sender="coordinator@example.org")
        forwarded.add_attachment(plain)
        twice = self.mail(sender="coordinator@example.org")
        twice.add_attachment(forwarded)

        quoted = self.mail()
        quoted.add_attachment(workbook, maintype="application", subtype="octet-stream", filename="return.xlsx", cte="quoted-printable")

        two = self.mail(workbook)
        two.add_attachment(workbook, maintype="application", subtype="octet-stream", filename="second.xlsx")

        tnef = self.mail()
        tnef.add_attachment(b"\x78\x9f\x3e\x22rest", maintype="application", subtype="ms-tnef", filename="winmail.dat")

        for title, mail, read, rules in [
            ("as it should be", plain, 1, set()),
            ("html, a picture within the text, a long Welsh name", html, 1, set()),
            ("forwarded as an attachment", forwarded, 1, set()),
            ("forwarded twice", twice, 1, set()),
            ("quoted-printable", quoted, 1, set()),
            ("the same workbook twice in one mail", two, 1, {"already-received"}),
            ("from somebody else", self.mail(workbook, sender="stranger@example.com"), 1, {"unexpected-sender"}),
            ("from the deputy", self.mail(workbook, sender="Deputy <DEPUTY01@example.org>"), 1, set()),
            ("no workbook", self.mail(), 0, {"not-a-workbook"}),
            ("winmail.dat", tnef, 0, {"not-a-workbook"}),
            ("a PDF", self.mail(b"%PDF-1.4 scan", name="scan.pdf"), 0, {"not-a-workbook"}),
        ]:
            with self.subTest(title):
                told = self.outcome(mail.as_bytes(policy=email.policy.SMTP))
                self.assertEqual(told["returns"]["read"], read)
                about_mail = {"already-received", "unexpected-sender", "not-a-workbook", "not-our-workbook", "damaged-workbook", "oversized-workbook"}
                self.assertEqual({query["rule"] for query in told["queries"]} & about_mail, rules)

    def test_damage_and_excess_are_one_files_trouble(self):
        workbook = self.filled()
        whole = self.mail(workbook).as_bytes(policy=email.policy.SMTP)
        deep = self.mail(workbook)
        for _ in range(12):
            outer = self.mail()
            outer.add_attachment(deep)
            deep = outer
        for title, data in [("cut off", whole[: len(whole) // 2]), ("twelve deep", deep.as_bytes(policy=email.policy.SMTP)),
                            ("headings only", b"From: a@b\r\n\r\n"), ("rfc822 and no end", b"Content-Type: message/rfc822\r\n\r\n" * 50_000)]:
            with self.subTest(title):
                self.assertEqual(self.outcome(data)["returns"]["read"], 0)


if __name__ == "__main__":
    sys.exit(unittest.main())
