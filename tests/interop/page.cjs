// Opens a page in headless Chromium, looks for faults with axe-core, and goes through it by keyboard.
//   node page.cjs PAGE NODE_MODULES
const [page_file, modules] = process.argv.slice(2);
const puppeteer = require(modules + '/puppeteer-core');
const axe = require('fs').readFileSync(modules + '/axe-core/axe.min.js', 'utf8');
(async () => {
  const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  const told = {};
  const run = async (page) => {
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    return found.violations.map((v) => v.id + ': ' + v.help + ' (' + v.nodes.length + ') ' + v.nodes[0].html.slice(0, 160));
  };
  const page = await browser.newPage();
  const asked = [];
  page.on('request', (request) => { if (!request.url().startsWith('file:') && !request.url().startsWith('data:')) asked.push(request.url()); });
  await page.setViewport({ width: 1300, height: 900 });
  await page.goto('file://' + page_file);
  told.axe = await run(page);
  told.requests = asked;
  // By keyboard alone: every link and field is reached, in order, and can be seen.
  told.reached = await (async () => {
    const reached = [];
    for (let n = 0; n < 400; n += 1) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => { const e = document.activeElement; return e && e !== document.body ? e.tagName + '#' + (e.id || e.getAttribute('href') || e.getAttribute('aria-label')) : ''; });
      if (!at || (reached.length && at === reached[0])) { break; }
      reached.push(at);
    }
    return reached;
  })();
  told.focusable = await page.evaluate(() => document.querySelectorAll('a[href], input, select, button, [tabindex="0"]').length);
  const count = () => page.evaluate(() => [document.querySelectorAll('tr[data-report]:not([hidden])').length, document.getElementById('found').textContent]);
  told.all = await count();
  await page.select('#f-rating', 'Amber');
  told.amber = await count();
  told.ambers = await page.evaluate(() => document.querySelectorAll('tr[data-rating="Amber"]').length);
  await page.type('#f-search', 'zzzz');
  told.none = await count();
  await page.click('button[type=reset]');
  await new Promise((done) => setTimeout(done, 50));
  told.again = await count();
  await page.setViewport({ width: 320, height: 640 });
  told.narrow = await page.evaluate(() => document.documentElement.scrollWidth);
  told.axe_narrow = await run(page);
  await page.setViewport({ width: 1300, height: 900 });
  const bytes = await page.pdf({ preferCSSPageSize: true });
  require('fs').writeFileSync(page_file + '.pdf', bytes);
  told.pdf = bytes.length;
  const plain = await browser.newPage();
  await plain.setJavaScriptEnabled(false);
  await plain.goto('file://' + page_file);
  told.without_script = [(await plain.$$('tr[data-report]')).length, await plain.$eval('#filter', (form) => form.hidden)];
  await browser.close();
  console.log(JSON.stringify(told, null, 1));
})().catch((fault) => { console.error(fault); process.exit(1); });
