// The page with a domain's whole report at depth headline, and what went wrong on the way.

/** `options`: of the browser's context; with a `locale`, the page speaks it. */
export async function openReport(browser, relay, domain, options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const problems = [], scripts = [];
  page.on('pageerror', (error) => problems.push(`script error: ${error.message}`));
  page.on('console', (message) => { if (message.type() === 'error') problems.push(`console: ${message.text()}`); });
  page.on('request', (request) => scripts.push(new URL(request.url()).pathname));
  await page.goto(`${relay.url}/?domain=${domain}&depth=headline${options.locale ? `&lang=${options.locale}` : ''}`);
  await page.waitForFunction(() => document.querySelector('mail-glass')?.report?.complete, null, { timeout: 30_000 });
  return { page, problems, scripts, close: () => context.close() };
}
