// Looks at pages in a real browser: node check.mjs BROWSER DIRECTORY
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [browserPath, directory] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });

/** What a page did that no page may do. */
const faults = [];

async function open(name, { width = 1280, height = 800, scheme = 'light' } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme });
  const page = await context.newPage();
  const address = pathToFileURL(path.join(directory, name)).href;
  page.on('console', (message) => faults.push(`${name}: console: ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`${name}: ${error.stack}`));
  page.on('dialog', (dialog) => {
    faults.push(`${name}: dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== address && !request.url().startsWith('data:')) {
      faults.push(`${name}: asks for ${request.url()}`);
    }
  });
  const started = Date.now();
  await page.goto(address);
  await page.locator('#list').waitFor();
  page.took = Date.now() - started;
  await settled(page);
  return page;
}

/** Waits until nothing moves any more, and returns what the map looks like. */
async function settled(page, selector = '#map') {
  let before;
  for (let i = 0; i < 40; i++) {
    const now = (await page.locator(selector).screenshot()).toString('base64');
    if (now === before) {
      return now;
    }
    before = now;
    await page.waitForTimeout(150);
  }
  throw new Error(selector + ' does not come to rest');
}

/** How many colours a chart has; a blank one has one. */
const colours = (page, selector) => page.locator(selector + ' canvas').first().evaluate((canvas) => {
  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  const seen = new Set();
  for (let i = 0; i < pixels.length; i += 4 * 7) {
    seen.add(pixels[i] << 16 | pixels[i + 1] << 8 | pixels[i + 2]);
  }
  return seen.size;
});

const crumbs = async (page) => (await page.locator('#crumbs').textContent());

/** What is where on the map, by the tip that comes up there. */
async function tipAt(page, x, y) {
  const map = await page.locator('#map').boundingBox();
  await page.mouse.move(map.x + x * map.width, map.y + y * map.height);
  await page.mouse.move(map.x + x * map.width + 1, map.y + y * map.height + 1);
  const tip = page.locator('.tip p');
  await tip.waitFor();
  return tip.textContent();
}

async function clickAt(page, x, y) {
  const map = await page.locator('#map').boundingBox();
  await page.mouse.click(map.x + x * map.width, map.y + y * map.height);
}

const checks = {
  async 'a million znodes are there within seconds'() {
    const page = await open('million.html');
    const kilobytes = fs.statSync(path.join(directory, 'million.html')).size / 1024;
    console.log(`  ${page.took} ms, ${Math.round(kilobytes)} kB`);
    assert.ok(page.took < 10_000, `took ${page.took} ms`);
    assert.ok(kilobytes < 2_200, `${kilobytes} kB`);
    assert.ok(await colours(page, '#map') > 5);
    const boxes = await page.locator('#data').evaluate((data) => JSON.parse(data.textContent).boxes.parent.length);
    assert.ok(boxes > 1_000 && boxes <= 5_000, `${boxes} boxes`);
    await page.screenshot({ path: path.join(directory, 'million.png'), fullPage: true });
  },

  async 'a click on a box goes into it, and there are three ways back'() {
    const page = await open('inspect.html');
    const all = await settled(page);
    const where = await tipAt(page, 0.2, 0.5);
    assert.match(where, /^\/clickhouse\/tables\/./);
    await clickAt(page, 0.2, 0.5);
    const zoomed = await settled(page);
    assert.notEqual(zoomed, all);
    assert.equal(await crumbs(page), where);
    assert.ok((await tipAt(page, 0.2, 0.5)).startsWith(where + '/'));
    assert.ok(await page.locator('#list button').count() > 1);

    const above = (at) => at.slice(0, at.lastIndexOf('/'));
    await page.locator('#up').click();
    assert.equal(await crumbs(page), above(where));
    await page.locator('#map').press('Escape');
    assert.equal(await crumbs(page), above(above(where)));
    await page.locator('#crumbs button').first().click();
    assert.equal(await crumbs(page), '/');
    await page.goBack();
    await page.waitForFunction(
      (at) => document.getElementById('crumbs').textContent === at, above(above(where)));
  },

  async 'an address leads to the box that was shown when it was copied'() {
    const page = await open('inspect.html');
    await clickAt(page, 0.2, 0.5);
    const shown = await crumbs(page);
    await page.reload();
    await page.locator('#list').waitFor();
    assert.equal(await crumbs(page), shown);
  },

  async 'areas follow the choice of measure and view'() {
    const page = await open('hostile.html');
    const looks = new Set([await settled(page)]);
    assert.match(await page.locator('#list').textContent(), /KiB/);
    await page.getByRole('radio', { name: 'Znodes' }).check();
    looks.add(await settled(page));
    assert.doesNotMatch(await page.locator('#list').textContent(), /B/);
    await page.getByRole('radio', { name: 'Data' }).check();
    for (const view of ['Before', 'Growth', 'Loss']) {
      await page.getByRole('radio', { name: view }).check();
      looks.add(await settled(page));
    }
    assert.equal(looks.size, 5);
    assert.equal(await tipAt(page, 0.5, 0.6), '/plain/gone');
  },

  async 'names are text, whatever they say'() {
    const page = await open('hostile.html');
    const elements = () => page.evaluate(() => ({
      foreign: document.querySelectorAll('img, svg, iframe, object, embed, form, body script ~ script ~ script ~ script').length,
      handlers: [...document.querySelectorAll('*')].filter((e) => e.getAttributeNames().some((n) => n.startsWith('on'))).length,
      broken: window.broken,
    }));
    const none = { foreign: 0, handlers: 0, broken: undefined };
    assert.deepEqual(await elements(), none);

    await page.locator('#list button', { hasText: 'hostile' }).click();
    const rows = await page.locator('#list button').allTextContents();
    assert.ok(rows.some((row) => row.startsWith('<img src=x onerror=window.broken=1>')), rows.join('\n'));
    assert.ok(rows.some((row) => row.startsWith('\\u202etxt.exe')), rows.join('\n'));
    assert.ok(rows.some((row) => row.startsWith('\\u0001\\u000a\\u001b[31m')), rows.join('\n'));
    for (let i = 0; i < rows.length; i++) {
      await page.locator('#list button').nth(i).click();
      await settled(page);
      assert.deepEqual(await elements(), none);
      await page.goto(page.url().split('#')[0] + '#' + encodeURIComponent('/hostile'));
    }
    for (const x of [0.1, 0.3, 0.5, 0.7, 0.9]) {
      for (const y of [0.2, 0.5, 0.8]) {
        await tipAt(page, x, y);
        assert.deepEqual(await elements(), none);
      }
    }
    await page.locator('#search').fill('<img');
    await page.locator('#search').press('Enter');
    assert.equal(await crumbs(page), '/hostile/<img src=x onerror=window.broken=1>');
    await page.screenshot({ path: path.join(directory, 'hostile.png'), fullPage: true });
    assert.deepEqual(await elements(), none);
  },

  async 'the path can be copied as it is'() {
    const page = await open('hostile.html');
    await page.locator('#search').fill('onmouseover');
    await page.locator('#found button').first().click();
    await page.locator('#copy').click();
    await page.locator('#search').fill('');
    await page.locator('#search').press('Control+V');
    assert.equal(await page.locator('#search').inputValue(), '/hostile/"\' onmouseover=\'window.broken=1');
  },

  async 'nothing runs that the page did not bring along'() {
    const page = await open('hostile.html');
    const before = faults.length;
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.broken = 1';
      document.body.append(script);
      document.body.insertAdjacentHTML('beforeend', '<img src="http://example.com/x" onerror="window.broken=1">');
    });
    await page.waitForTimeout(300);
    assert.equal(await page.evaluate(() => window.broken), undefined);
    // the attempt to load the image is told as well, though it never left the browser
    const refused = faults.splice(before).filter((fault) => fault !== 'hostile.html: asks for http://example.com/x');
    assert.equal(refused.length, 3, refused.join('\n'));
    assert.ok(refused.every((fault) => /violates .* Content Security Policy .* has been blocked/s.test(fault)), refused.join('\n'));
  },

  async 'everything can be reached by keyboard'() {
    const page = await open('inspect.html');
    const reached = [];
    for (let i = 0; i < 40 && !reached.includes('list'); i++) {
      await page.keyboard.press('Tab');
      reached.push(await page.evaluate(() => {
        const at = document.activeElement;
        return at.closest('#list') ? 'list' : at.id || at.name || at.tagName;
      }));
    }
    assert.ok(['measure', 'search', 'copy', 'map', 'list'].every((one) => reached.includes(one)), reached.join(' '));
    const first = await page.locator('#list button b').first().textContent();
    await page.keyboard.press('Enter');
    assert.equal(await crumbs(page), '/' + first);
  },

  async 'snapshots and disk are drawn, and told in tables'() {
    const page = await open('inspect.html');
    assert.ok(await colours(page, '#timeline') > 5);
    assert.ok(await colours(page, '#usage') > 3);
    assert.equal(await page.locator('#snapshots tbody tr').count(), 9);
    assert.equal(await page.locator('#snapshots tbody tr', { hasText: 'damaged' }).count(), 1);
    assert.equal(await page.locator('#filesystems tbody tr').count(), 1);
    await page.screenshot({ path: path.join(directory, 'inspect.png'), fullPage: true });
    await page.locator('#places button').first().click();
    assert.notEqual(await crumbs(page), '/');
  },

  async 'one snapshot has a map of its own'() {
    const page = await open('one.html');
    assert.ok(await colours(page, '#map') > 5);
    assert.equal(await page.getByRole('radio').count(), 2);
    await page.screenshot({ path: path.join(directory, 'one.png'), fullPage: true });
  },

  async 'a phone shows all of it'() {
    for (const name of ['inspect', 'hostile']) {
      const page = await open(name + '.html', { width: 390, height: 844, scheme: 'dark' });
      const [wide, high] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
      assert.ok(wide <= high, `${wide} > ${high}`);
      assert.ok(await colours(page, '#map') > 3);
      await page.screenshot({ path: path.join(directory, name + '-phone.png'), fullPage: true });
    }
  },

  async 'dark and light follow the reader'() {
    const page = await open('inspect.html', { scheme: 'dark' });
    const dark = await settled(page);
    await page.screenshot({ path: path.join(directory, 'inspect-dark.png'), fullPage: true });
    await page.emulateMedia({ colorScheme: 'light' });
    assert.notEqual(await settled(page), dark);
  },
};

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  faults.length = 0;
  try {
    await check();
    assert.deepEqual(faults, []);
    console.log('ok      ' + name);
  } catch (error) {
    failed++;
    console.log('FAILED  ' + name + '\n' + error.stack);
  }
  for (const context of browser.contexts()) {
    await context.close();
  }
}
await browser.close();
console.log(failed === 0 ? `${Object.keys(checks).length} checks passed` : `${failed} checks failed`);
process.exit(failed === 0 ? 0 : 1);
