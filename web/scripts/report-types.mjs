// Writes the types of the report from docs/report.schema.json: `node web/scripts/report-types.mjs`. They are kept with the sources, and a
// test compares them, so that a build needs nothing for it. Knows the part of JSON Schema that the schema uses, and fails on any other.
import { readFileSync, writeFileSync } from 'node:fs';

const schemaFile = new URL('../../docs/report.schema.json', import.meta.url);
export const typesFile = new URL('../src/analyzer/report-types.ts', import.meta.url);

/** Says nothing of a type: bounds of values, and rules between members. */
const NO_TYPE = ['description', 'minimum', 'maximum', 'minItems', 'maxItems', 'minLength', 'pattern', 'dependentRequired', 'allOf', 'title'];
const JSON_TYPES = { string: 'string', integer: 'number', number: 'number', boolean: 'boolean', null: 'null' };

export function reportTypes() {
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8'));
  const named = new Map(); // name → declaration, in the order of first use
  const quoted = (word) => `'${word}'`;
  const union = (types) => [...new Set(types)].join(' | ');
  const listed = (type) => (/[|]/.test(type) ? `(${type})[]` : `${type}[]`);
  const comment = (text, indent = '') => (text ? `${indent}/** ${text.replaceAll('*/', '* /')} */\n` : '');

  const definition = ({ $ref }) => schema.$defs[$ref?.replace('#/$defs/', '')];
  /** Objects of a union → the members that only its others have: so that one can be asked for before it is known which of them it is. */
  const elsewhere = new Map();
  const look = (part) => {
    if (part === null || typeof part !== 'object') return;
    const objects = (part.oneOf ?? part.anyOf ?? []).map(definition).filter((one) => one?.type === 'object');
    const all = new Set(objects.flatMap((one) => Object.keys(one.properties)));
    for (const one of objects)
      elsewhere.set(
        one,
        [...all].filter((name) => !(name in one.properties)),
      );
    Object.values(part).forEach(look);
  };
  look(schema);

  /** The members of an object, as lines. */
  function members(part, others, indent) {
    const required = new Set(part.required ?? []);
    const lines = Object.entries(part.properties ?? {}).map(([name, member]) => {
      const key = /^\w+$/.test(name) ? name : quoted(name);
      return `${comment(member.description, indent)}${indent}${key}${required.has(name) ? '' : '?'}: ${type(member, indent)};\n`;
    });
    return [...lines, ...others.map((name) => `${indent}${name}?: undefined;\n`)].join('');
  }

  /** A part with a name of its own is declared once, and then called by it. */
  function declared(name, part) {
    if (named.has(name)) return name;
    named.set(name, '');
    const { title: _, ...rest } = part;
    const text = rest.type === 'object' ? `export interface ${name} {\n${members(rest, elsewhere.get(part) ?? [], '  ')}}\n` : `export type ${name} = ${alternatives(rest) ?? type(rest, '')};\n`;
    named.set(name, comment(part.description) + text);
    return name;
  }

  /** Words that each have a description stand on lines of their own. */
  function alternatives(part) {
    if (!part.oneOf?.every((one) => 'const' in one && one.description)) return undefined;
    return part.oneOf.map((one) => `\n  | ${quoted(one.const)} // ${one.description}`).join('');
  }

  function type(part, indent) {
    const { $ref, title, const: constant, enum: words, oneOf, anyOf, items, prefixItems, properties, required, additionalProperties, type: kinds, ...rest } = part;
    const unknown = Object.keys(rest).filter((word) => !NO_TYPE.includes(word));
    if (unknown.length) throw new Error(`${unknown} is not known here: ${JSON.stringify(part)}`);
    if ($ref) return type(definition(part), indent);
    if (title) return declared(title, part);
    if (constant !== undefined) return quoted(constant);
    if (words) return union(words.map((word) => (word === null ? 'null' : quoted(word))));
    const choices = oneOf ?? anyOf;
    if (choices) return union(choices.map((one) => type(one, indent)));
    if (prefixItems) return `[${prefixItems.map((one) => type(one, indent)).join(', ')}]`;
    if (kinds === 'array') return listed(type(items, indent));
    if (kinds === 'object' && additionalProperties) return `Record<string, ${type(additionalProperties, indent)}>`;
    if (kinds === 'object') return `{\n${members({ properties, required }, [], `${indent}  `)}${indent}}`;
    if (kinds === undefined) return 'unknown';
    return union([kinds].flat().map((kind) => JSON_TYPES[kind]));
  }

  declared('Report', schema);
  return `// Written by web/scripts/report-types.mjs from docs/report.schema.json; not to be changed by hand.\n\n${[...named.values()].join('\n')}`;
}

if (process.argv[1] && import.meta.url.endsWith(process.argv[1].split('/').pop())) writeFileSync(typesFile, reportTypes());
