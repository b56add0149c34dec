// Before Vite: makes the table of what helps against each finding (docs/findings/findings.json) into a module that the page loads when somebody asks.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { filled, findings, fixesOf, hasPath, products } from '../../scripts/findings/table.mjs';

const generated = fileURLToPath(new URL('../generated/', import.meta.url));

const TYPES = `// Made by scripts/fixes.mjs.
export interface Product {
  /** None where its name is a matter of language. */
  name?: string;
  /** What its greeting matches. */
  greeting?: string;
  /** Names that its hosts' names end with. */
  hosts?: string[];
  /** It may concern everybody, whatever his server is. */
  everywhere?: boolean;
}
/** Commands; lines at a place, perhaps only with something; what is served at an address; records to add, perhaps unless a name is there; records in place of others; records to remove; what is said there. */
export interface Step {
  run?: string[];
  in?: string;
  with?: string;
  serve?: string;
  lines?: string[];
  add?: string[];
  unless?: string;
  instead?: string[];
  remove?: string[];
  note?: 'trial' | 'proven';
}
export const products: Record<string, Product>;
/** By finding and product; 'provider' where only whoever runs the service can. */
export const fixes: Record<string, Record<string, Step[] | 'provider'>>;
/** What is put into lines. id: of an MTA-STS policy, new with each change of it. */
export interface Own {
  host: string;
  domain: string;
  mx: string[];
  id: string;
}
/** A line of the domain's mail servers is there for each of them. */
export const filled: (line: string, own: Own) => string[];
/** Whether a path of a file stands in it. */
export const hasPath: (step: Step) => boolean;
`;

export function generate() {
  mkdirSync(generated, { recursive: true });
  const fixes = Object.fromEntries(
    Object.keys(findings)
      .map((code) => [code, fixesOf(code)])
      .filter(([, steps]) => Object.keys(steps).length > 0),
  );
  const shown = Object.fromEntries(Object.entries(products).map(([product, { then, hosted, documentation, ...rest }]) => [product, rest]));
  writeFileSync(
    join(generated, 'fixes.js'),
    `// Made by scripts/fixes.mjs.\nexport const products = ${JSON.stringify(shown)};\nexport const fixes = ${JSON.stringify(fixes)};\nexport const filled = ${filled};\nexport const hasPath = ${hasPath};\n`,
  );
  writeFileSync(join(generated, 'fixes.d.ts'), TYPES);
  // Findings with advice that no steps go with: known before the table comes.
  const messages = JSON.parse(readFileSync(new URL('../../words/en.json', import.meta.url), 'utf8'));
  const without = Object.keys(findings).filter((code) => `finding.${code}.advice` in messages && !(code in fixes));
  writeFileSync(join(generated, 'unfixable.js'), `// Made by scripts/fixes.mjs.\nexport const unfixable = ${JSON.stringify(without)};\n`);
  writeFileSync(join(generated, 'unfixable.d.ts'), '// Made by scripts/fixes.mjs.\nexport const unfixable: string[];\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) generate();
