// Makes the mails of Outlook's kind with @tutao/oxmsg, which is made by others than us.
//   npm install @tutao/oxmsg@0.2.3
//   node workbooks/mails/make-msg.mjs
// The package puts random keys into its files: make them anew only when this script changes.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
const here = new URL('.', import.meta.url);
const { Email, Attachment } = await import(pathToFileURL(createRequire(process.cwd() + '/').resolve('@tutao/oxmsg')));

const form = readFileSync(new URL('../saved-by/openpyxl-filled-in.xlsx', here));
const mail = (sender, name) => new Email(false, false)
  .sender(sender, name)
  .to('coordinator@example.org', 'Coordinator')
  .subject('RE: workbook – returned')
  .bodyText('Here it is.')
  .sentOn(new Date('2022-03-28T08:00:00Z'));

const whole = mail('head.ppu@example.org', 'Head of PPU');
whole.attach(new Attachment(new Uint8Array(form), 'Ffurflen – return.xlsx'));
whole.attach(new Attachment(new Uint8Array([0x89, 0x50, 0x4e, 0x47]), 'image001.png', 'logo'));
writeFileSync(new URL('outlook.msg', here), whole.msg());

const empty = mail('head.ppu@example.org', 'Head of PPU');
writeFileSync(new URL('outlook-no-workbook.msg', here), empty.msg());
