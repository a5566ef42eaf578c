#!/usr/bin/env python3
"""Makes the mails of this folder with Python's own `email`; `make-msg.mjs` makes those of Outlook's kind.

    python3 workbooks/mails/make.py

The bytes are the same in every run, so that the files are made anew only when this script changes.
"""

import email.encoders
import email.policy
import zipfile
from email.message import EmailMessage
from email.mime.base import MIMEBase
from pathlib import Path

HERE = Path(__file__).resolve().parent
SAVED = HERE.parent / "saved-by"
SHEET = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def saved(name):
    return (SAVED / name).read_bytes()


def mail(sender="Head of PPU <head.ppu@example.org>", date="Mon, 28 Mar 2022 09:00:00 +0100", text="Here it is.\n"):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"], made["Date"] = sender, "coordinator@example.org", "RE: workbook – returned", date
    made.set_content(text)
    return made


def attached(made, data, name, **how):
    made.add_attachment(data, maintype="application", subtype=how.pop("subtype", "octet-stream"), filename=name, **how)
    return made


def keep(name, made):
    """Writes a mail with boundaries that do not depend on chance."""
    parts = [part for part in made.walk() if part.is_multipart() and part.get_content_maintype() == "multipart"]
    for at, part in enumerate(parts):
        part.set_boundary(f"=_part_{at}")
    (HERE / name).write_bytes(made.as_bytes(policy=email.policy.SMTP))


def main():
    form = saved("openpyxl-filled-in.xlsx")
    keep("plain.eml", attached(mail(), form, "return.xlsx", subtype=SHEET))
    keep("saved-as-ods.eml", attached(mail(), saved("libreoffice-filled-in.ods"), "return.ods"))
    keep("saved-as-xls.eml", attached(mail(), saved("libreoffice-filled-in.xls"), "return.xls", subtype="vnd.ms-excel"))

    # A name that is too long for one line and not in English: RFC 2231, in pieces.
    long = "Pennaeth y Tîm Amddiffyn – dychwelyd – a name that is long enough to be folded over several lines of the heading.xlsx"
    html = mail()
    html.add_alternative("<p>Here it is <img src='cid:logo'></p>", subtype="html")
    html.get_payload()[1].add_related(PNG, "image", "png", cid="<logo>", filename="logo.png", disposition="inline")
    keep("html-with-a-picture-and-a-long-name.eml", attached(html, form, long))

    keep("quoted-printable.eml", attached(mail(), form, "return.xlsx", cte="quoted-printable"))
    two = attached(mail(), form, "return.xlsx")
    keep("two-workbooks.eml", attached(two, saved("libreoffice-moved-about.xlsx"), "second.xlsx"))

    once = mail("Coordinator <coordinator@example.org>", "Tue, 29 Mar 2022 14:30:00 +0100", "See below.\n")
    once.add_attachment(attached(mail(), form, "return.xlsx"))
    keep("forwarded.eml", once)
    twice = mail("Coordinator <coordinator@example.org>", "Wed, 30 Mar 2022 08:00:00 +0100", "See below.\n")
    twice.add_attachment(once)
    keep("forwarded-twice.eml", twice)
    deep = once
    for _ in range(6):
        outer = mail("Coordinator <coordinator@example.org>", "Wed, 30 Mar 2022 08:00:00 +0100")
        outer.add_attachment(deep)
        deep = outer
    keep("forwarded-seven-times.eml", deep)

    # A name as old programs write it: 8-bit letters of Windows-1252 inside an encoded word.
    old = mail()
    part = MIMEBase("application", "octet-stream")
    part.set_payload(form)
    email.encoders.encode_base64(part)
    part.add_header("Content-Disposition", "attachment; filename=\"=?windows-1252?Q?t=EEm_=96_return=2Exlsx?=\"")
    old.make_mixed()
    old.attach(part)
    keep("windows-1252-name.eml", old)

    keep("winmail.eml", attached(mail(), b"\x78\x9f\x3e\x22" + bytes(60), "winmail.dat", subtype="ms-tnef"))
    keep("no-workbook.eml", mail(text="I am on leave until 4 April. Please ask my deputy.\n"))
    keep("a-scan.eml", attached(mail(), b"%PDF-1.4\n%a scan\n", "scan.pdf", subtype="pdf"))
    whole = (HERE / "plain.eml").read_bytes()
    (HERE / "cut-off.eml").write_bytes(whole[: len(whole) // 2])

    # Several mails dragged out of the mail program into one zip file.
    with zipfile.ZipFile(HERE / "mails.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ["plain.eml", "no-workbook.eml"]:
            archive.writestr(zipfile.ZipInfo(name, (2022, 3, 28, 9, 0, 0)), (HERE / name).read_bytes())
    (HERE / "winmail.dat").write_bytes(b"\x78\x9f\x3e\x22" + bytes(60))


if __name__ == "__main__":
    main()
