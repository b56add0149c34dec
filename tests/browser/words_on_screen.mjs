// Runs in a page that speaks a pseudo-language (tests/web/pseudo_languages.mjs): finds what is there to be read and does not come from words/. Everything that does stands in
// brackets; what is put into a sentence stands within that sentence's.

/** Said in every language alike. */
const NAMES = /^(?:Mailglass|IPv[46]|(?:TLS|SSL) \d\.\d|[ \u2068]*(?:NOERROR|NXDOMAIN)[ ·\u2068\u2069]*|mx\d?\.[a-z0-9]+\.test)$/; // programs, versions, DNS's answers, the lab's mail servers

/** Names, addresses, bytes and what else is nobody's words. */
const DATA = [
  'code', 'bdi', '.host', '.ip', '.rr', '.hex', '.lookups b', '.domain b',
  '.tls .what', '.tls dl', // messages and members of TLS, by their names in its standards
  '.certificate .value', '.certificate dd', '.certificate li b', // names and algorithms
  '.legend dt .quiet', // the report's own word, for who reads that
  'select option', // languages in themselves, standards by their titles
  '.choices button', // what was typed
  '.subjects li', '.address button .sr', '.certificate summary .sr', // of which server, address or certificate
  '.facts .value', '.address .value', '.address .fine', // names of versions, suites, groups; what is said there is in brackets like all else
  '.lookups .sr', '.chain dt', // of which lookup; names of zones, and kinds of records
  '.version h4', '.cited', '.document', 'q', 'blockquote',
];

/** @returns {Promise<string[]>} what is read and is not from words/, each with where it stands */
export function notFromWords(page) {
  return page.evaluate(
    ([names, data]) => {
      const OPEN = '⟦', SHUT = '⟧';
      const excused = data.join();
      const found = [];
      let depth = 0;
      // By the browser, in the language.
      const locale = document.documentElement.lang === 'ar' ? 'ar-u-nu-latn' : document.documentElement.lang;
      const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(document.querySelector('mail-glass').report?.started_unix_ms ?? 0);
      const where = (element) => `${element.localName}${element.id ? `#${element.id}` : ''}${[...element.classList].map((one) => `.${one}`).join('')}`;
      const within = (element) => [element.parentElement, element].filter(Boolean).map(where).join(' > ');
      const text = (node) => {
        const { parentElement } = node;
        let outside = '';
        for (const letter of node.data.replaceAll(date, '')) {
          if (letter === OPEN) depth++;
          else if (letter === SHUT) depth--;
          else if (depth === 0) outside += letter;
          if (depth < 0) found.push(`${within(parentElement)}: ends a sentence that did not begin`), (depth = 0);
        }
        const read = outside.trim();
        if (/\p{L}/u.test(read) && !names.test(read) && !parentElement?.closest(excused)) found.push(`${within(parentElement)}: ${read.slice(0, 60)}`);
      };
      const walk = (node) => {
        if (node.nodeType === Node.TEXT_NODE) text(node);
        if (node.nodeType !== Node.ELEMENT_NODE && node.nodeType !== Node.DOCUMENT_FRAGMENT_NODE) return;
        if (node.nodeType === Node.ELEMENT_NODE) {
          if (['style', 'script', 'noscript'].includes(node.localName) || !node.checkVisibility()) return;
          for (const name of ['aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'title', 'placeholder', 'alt', 'data-label']) {
            const value = node.getAttribute(name);
            if (value && /\p{L}/u.test(value) && !names.test(value) && !(value.startsWith(OPEN) && value.endsWith(SHUT))) found.push(`${within(node)} ${name}: ${value.slice(0, 60)}`);
          }
        }
        for (const child of (node.shadowRoot ?? node).childNodes) walk(child);
      };
      walk(document.body);
      if (depth !== 0) found.push('a sentence does not end');
      if (!document.title.startsWith(OPEN) || !document.title.endsWith(SHUT)) found.push(`the title: ${document.title}`);
      return [...new Set(found)];
    },
    [NAMES, DATA], // a regular expression goes over as one
  );
}

/** @returns {Promise<string[]>} what does not fit: the page is too wide, or a control is cut off or sticks out */
export function doesNotFit(page) {
  return page.evaluate(() => {
    const found = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth - clientWidth} pixels too wide`);
    const walk = (node) => {
      for (const element of node.querySelectorAll('*')) {
        if (element.shadowRoot) walk(element.shadowRoot);
        if (!element.matches('button, select, summary, a, h1, h2, h3, h4, p, li, dt, dd, label, input') || !element.checkVisibility() || element.matches('.sr, .sr *')) continue;
        const box = element.getBoundingClientRect();
        if (box.width <= 1 || getComputedStyle(element).clipPath !== 'none') continue;
        const name = `${element.localName}.${element.className} “${element.textContent.trim().slice(0, 30)}”`;
        if (box.left < -0.5 || box.right > clientWidth + 0.5) found.push(`${name} sticks out: ${box.left} to ${box.right}`);
        if (element.matches('button, select, summary, a') && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0) found.push(`${name} is cut off: ${element.scrollWidth} in ${element.clientWidth}`);
      }
    };
    walk(document);
    return [...new Set(found)];
  });
}
