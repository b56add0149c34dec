// `mailglass` as a script meets it: exit codes, JSON, text and files; on saved evidence, without any network.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { anchorsOf, evidenceNames, evidenceText, replayNatively, rootsFile } from '../evidence/replays.mjs';
import { whoeverReads } from '../lab/expectation.mjs';
import { mailglass, mailglassGiven, temporaryFolder } from './mailglass.mjs';
import { inWords } from '../words/in_words.mjs';

const folder = temporaryFolder('mailglass-cli-');
const saved = (text, name = 'evidence.json') => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};
const evidenceFile = (domain) => saved(evidenceText(`${domain}.json.gz`));
const replayed = (file, ...args) => mailglass('check', '--replay', file, '--roots', rootsFile, ...args);
const EXIT = { yes: 0, partly: 1, no: 2, unknown: 3 };

/** Words as they stand in the text, whatever the line breaks. */
const flowing = (text) => text.replace(/\s+/g, ' ');

describe('exit codes', () => {
  for (const [domain, code] of Object.entries({ 'tls13.test': 0, 'tls10.test': 1, 'partly.test': 1, 'families.test': 1, 'plain.test': 2, 'stripped.test': 2, 'refused.test': 3, 'nxdomain.test': 3, 'nullmx.test': 3, 'bogus.test': 3 })) {
    test(`${domain}: ${code}`, async () => {
      for (const output of [[], ['--json'], ['--quiet']]) assert.equal((await replayed(evidenceFile(domain), ...output)).code, code);
    });
  }

  test('a session that never began is no verdict', async () => {
    const evidence = JSON.parse(evidenceText('tls13.test.json.gz'));
    evidence.events = [{ us: 5, lost: true }];
    assert.equal((await replayed(saved(JSON.stringify(evidence)))).code, 69);
  });

  test('of a check without a relay, its file speaks of this machine, too', async () => {
    const { code, stdout } = await replayed(evidenceFile('../scripted/offline.example.org'));
    assert.equal(code, 69);
    assert.match(flowing(stdout), /^Not checked\. This machine has no working DNS/);
    assert.doesNotMatch(stdout, /relay/i);
  });

  const mistakes = {
    'nothing at all': [[], 64],
    'a word that is neither command nor domain': [['chekc', 'example.org'], 64],
    'a slip of the finger': [['example,org'], 64],
    'two domains in one word': [['example.org, example.net'], 64],
    'one evidence file for two domains': [['example.org', 'example.net', '--evidence', 'x'], 64],
    'both families at once': [['example.org', '-4', '-6'], 64],
    'a family of addresses in a file': [['-4', '--replay', 'x'], 64],
    'a list and a file at once': [['--file', 'x', '--replay', 'x'], 64],
    'a list that is not there': [['--file', join(folder, 'none.txt')], 66],
    'a list without a domain': [['--file', saved('# nothing\n', 'empty.txt')], 66],
    'a list with what is no domain': [['--file', saved('example.org\nlocalhost\n', 'wrong.txt')], 66],
    'no domain': [['check'], 64],
    'what if, without a file': [['what-if'], 64],
    'what if, of a file that is not there': [['what-if', join(folder, 'none.json')], 66],
    'what if, of a check that did not look at DNSSEC': [['what-if', evidenceFile('tls13.test'), '--set', 'tlsa=matches'], 64],
    'what if, judged by a standard': [['what-if', 'x', '--lens', 'rfc9325'], 64],
    'a word that is no domain': [['check', 'localhost'], 64],
    'an address': [['check', '192.0.2.1'], 64],
    'a URL with control characters': [['check', 'a\x1b[31m.example'], 64],
    'an unknown option': [['check', 'example.org', '--fast'], 64],
    'an unknown depth': [['check', 'example.org', '--depth', 'abyss'], 64],
    'an unknown lens': [['check', 'example.org', '--lens', 'rfc2549'], 64],
    'a lens without a name': [['check', 'example.org', '--lens', ''], 64],
    'JSON and nothing at once': [['check', 'example.org', '--json', '--quiet'], 64],
    'a domain and a file at once': [['check', 'example.org', '--replay', 'x'], 64],
    'settings for a relay elsewhere': [['check', 'example.org', '--relay', 'ws://127.0.0.1:1', '--config', 'x'], 64],
    'a relay that is none': [['check', 'example.org', '--relay', 'localhost:8025'], 64],
    'a relay over TLS that is not there': [['check', 'example.org', '--relay', 'wss://127.0.0.1:1/ws'], 69],
    'an EHLO name that is none': [['check', 'example.org', '--ehlo', 'not a name'], 64],
    'no such evidence': [['check', '--replay', join(folder, 'none.json')], 66],
    'a folder for evidence': [['check', '--replay', folder], 66],
    'evidence that is none': [['check', '--replay', rootsFile], 66],
    'no such roots': [['check', 'example.org', '--roots', join(folder, 'none.pem')], 66],
    'roots that are none': [['check', 'example.org', '--roots', '/dev/null'], 66],
    'no such trust anchors': [['check', 'example.org', '--trust-anchor', join(folder, 'none.ds')], 66],
    'trust anchors that are none': [['check', 'example.org', '--trust-anchor', rootsFile], 66],
    'a relay that is not there': [['check', 'example.org', '--relay', 'ws://127.0.0.1:1/ws'], 69],
    'no such settings': [['check', 'example.org', '--config', join(folder, 'none.toml')], 78],
    'settings that are wrong': [['check', 'example.org', '--config', saved('limits.streams = "many"', 'wrong.toml')], 78],
    'settings that do not fit together': [['check', 'example.org', '--config', saved('lab.smtp_port = 2525', 'port.toml')], 78],
  };
  for (const [what, [args, code]] of Object.entries(mistakes)) {
    test(`${what}: ${code}, in one sentence`, async () => {
      const result = await mailglass(...args);
      assert.equal(result.code, code, result.stderr);
      assert.match(result.stderr, /^mailglass: [^\n]{10,}\n$/);
      assert.doesNotMatch(result.stderr, /\x1b/);
    });
  }

  const misused = {
    'an option that is none': [['example.org', '--nonsense'], 'cli.error.unexpected', { arguments: '--nonsense' }],
    'one file too many': [['replay', 'x', 'y'], 'cli.error.unexpected', { arguments: 'y' }],
    'no file': [['replay'], 'cli.error.missing', { option: 'FILE' }],
    'a value that is missing': [['example.org', '--depth'], 'cli.error.no-value', { option: '--depth' }],
    'a value that nobody asked for': [['example.org', '--json=much'], 'cli.error.takes-none', { option: '--json' }],
    'an option twice': [['example.org', '--depth', 'full', '--depth', 'quick'], 'cli.error.once', { option: '--depth' }],
    'a name for EHLO that is none': [['example.org', '--ehlo', 'a_b'], 'cli.error.ehlo', { typed: 'a_b' }],
    'roots that are not there': [['example.org', '--roots', 'none.pem'], 'cli.error.cannot-read', { file: 'none.pem' }, 66],
    'roots without a certificate': [['example.org', '--roots', '/dev/null'], 'cli.error.no-roots', { file: '/dev/null' }, 66],
    'trust anchors that are none': [['example.org', '--trust-anchor', rootsFile], 'cli.error.no-anchors', { file: rootsFile }, 66],
    'no number': [['example.org', '--patience', 'long'], 'cli.error.range', { option: '--patience', least: '0', most: '300' }],
    'too large a number': [['example.org', '--patience', '301'], 'cli.error.range', { option: '--patience', least: '0', most: '300' }],
  };
  for (const language of ['en', 'de', 'fr', 'es', 'ar']) {
    const messages = JSON.parse(readFileSync(new URL(`../../words/${language}.json`, import.meta.url), 'utf8'));
    const plain = (text) => text.replace(/[\u200e\u200f\u2066-\u2069]/g, '');
    for (const [what, [args, id, given, exit = 64]] of Object.entries(misused)) {
      test(`${what}, in ${language}`, async () => {
        const { code, stderr } = await mailglass(`--lang=${language}`, ...args);
        assert.equal(code, exit);
        assert.equal(plain(stderr), plain(`mailglass: ${messages[id].text.replace(/\{(\w+)\}/g, (_, name) => given[name])}\n`));
      });
    }

    test(`the help is in ${language} alone`, async () => {
      const help = (await mailglass('--help', `--lang=${language}`)).stdout;
      assert.ok(plain(help).includes(`${plain(messages['cli.help.usage'].text)}: mailglass [${messages['cli.help.options-mark'].text}] ${messages['cli.help.command-mark'].text}`));
      for (const word of ['SUBCOMMAND', 'Subcommands', 'Positionals', 'REQUIRED', 'Print this help', 'Display program', 'INT in']) assert.ok(!help.includes(word), word);
      if (language !== 'en') for (const word of ['Options:', 'Usage']) assert.ok(!help.includes(word) || messages['cli.help.options'].text === 'Options', word);
    });
  }

  test('are all in the help and in docs/cli.md', async () => {
    const docs = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
    const help = (await mailglass('check', '--help')).stdout;
    const codes = [...help.matchAll(/^ +(\d+) {2}(.+)$/gm)].map(([, code, meaning]) => [code, meaning]);
    assert.deepEqual(codes.map(([code]) => code), ['0', '1', '2', '3', '64', '66', '69', '70', '73', '78']);
    for (const [code, meaning] of codes) assert.ok(docs.includes(`| ${code} | ${meaning} |`), `docs/cli.md lacks ${code}: ${meaning}`);
    for (const [option] of help.matchAll(/--[a-z][a-z-]*/g)) assert.ok(docs.includes(`\`${option}`) || option === '--help', `docs/cli.md lacks ${option}`);
  });
});

describe('output', () => {
  test('--json is the report, and replay says the same', async () => {
    const file = evidenceFile('partly.test');
    const { stdout, stderr } = await replayed(file, '--json');
    assert.equal(JSON.parse(stdout).format, 'mailglass-report/1');
    assert.equal(stderr, '');
    assert.equal((await mailglass('replay', file, '--roots', rootsFile, '--json')).stdout, stdout);
  });

  test('--quiet prints nothing', async () => {
    const { stdout, stderr } = await replayed(evidenceFile('partly.test'), '--quiet');
    assert.equal(stdout + stderr, '');
  });

  test('the report is written even where there was no session', async () => {
    const file = join(folder, 'unreached.json');
    const { stdout, stderr } = await mailglass('check', 'example.org', '--relay', 'ws://127.0.0.1:1/ws', '--json', '--evidence', file);
    assert.equal(JSON.parse(stdout).verdict.because, 'session-failed');
    assert.match(stderr, /Connection refused/);
    assert.deepEqual(whoeverReads(JSON.parse((await mailglass('check', '--replay', file, '--json')).stdout)), whoeverReads(JSON.parse(stdout)));
  });

  test('evidence that cannot be written is a failure', async () => {
    const { code, stderr } = await mailglass('check', 'example.org', '--relay', 'ws://127.0.0.1:1/ws', '--evidence', join(folder, 'no/such/folder'));
    assert.equal(code, 73);
    assert.match(stderr, /cannot write/);
  });
});

/** Where there is something to encrypt, or to tell. */
const promises = ({ verdict }) => !['no-domain', 'null-mx', 'no-mail', 'session-failed', 'dns-failed', 'relay-without-dns', 'relay-without-port25'].includes(verdict.because);

/** The answer in the page's words; what nobody could check, a list of several tells apart. */
function answerWords({ verdict: { word, because }, axes, routing }) {
  if (because === 'no-domain' && routing.aliases.length === 0) return 'There is no such domain';
  if (['no-domain', 'null-mx', 'no-mail'].includes(because)) return 'It takes no mail';
  if (['session-failed', 'relay-without-dns', 'relay-without-port25'].includes(because)) return 'Not checked';
  if (word === 'yes') return axes.passive.state === 'protected' && axes.active.state === 'protected' ? 'Yes, and it holds' : 'Yes, unless someone interferes';
  return { partly: 'Partly', no: 'No', unknown: 'Can’t tell' }[word];
}

/** What the text has to say of each chain that an address sent. */
function saysChain(says, chain) {
  const c = chain.sent[0]?.certificate;
  if (c) {
    says(`(${c.key_type}) ${c.common_name || c.subject}`);
    const withdrawn = chain.trust.status === 'trusted' && chain.staple?.worth === 'revoked';
    says(`issuer ${c.issuer} trusted ${withdrawn ? 'withdrawn by its issuer' : chain.trust.status === 'trusted' ? 'yes' : `no: ${chain.trust.words}`}`);
    says(`valid until ${new Date(c.not_after * 1000).toISOString().slice(0, 10)}, `);
    says(`key ${c.key_type}, ${c.key_curve || `${c.key_bits} bits`}`);
    says(`signature ${c.signature_algorithm}`);
    says(chain.trust.name === 'none' ? 'the host name does not match' : `${new Intl.ListFormat('en').format(c.dns_names)}; the host name matches`);
  }
  chain.sent.forEach((sent, i) => says(`${i + 1}. ${sent.certificate ? sent.certificate.common_name || sent.certificate.subject : 'unreadable'} (`));
  says(`[${chain.assurance}]`);
  says(`OCSP answer ${chain.stapled === null ? 'not asked for' : chain.stapled ? 'sent along' : 'not sent along'}`);
  if (chain.staple) says(chain.staple.words);
  if (chain.missing) says(`missing ${chain.missing.name}: `);
  if (!chain.in_order) says(`wrong order the chain is ${chain.path.filter((step) => step.sent !== null).map((step) => step.sent + 1).join(' → ')};`);
}

test('DNS records that would fit stand in lines of their own, however long', async () => {
  const { stdout } = await mailglass('replay', evidenceFile('../scripted/baddane.test'), '--trust-anchor', anchorsOf('../scripted/baddane.test.json.gz'));
  for (const usage of ['3', '2']) assert.match(stdout, new RegExp(`^ *_25\\._tcp\\.mx\\.baddane\\.test\\. TLSA ${usage} 1 1 [0-9a-f]{64}$`, 'm'));
});

describe('the text says what the report says', () => {
  for (const name of evidenceNames) {
    test(name, async () => {
      const file = saved(evidenceText(name));
      const [text, json] = [(await replayed(file)).stdout, (await replayed(file, '--json')).stdout];
      const report = inWords(JSON.parse(json));
      const all = flowing(text);
      const says = (part) => assert.ok(all.includes(flowing(part).trim()), `the text lacks: ${part}\n${text}`);

      const answer = flowing(`${answerWords(report)}. ${report.verdict.sentence}`);
      assert.ok(flowing(text.split('\n\n')[0]).startsWith(`${answer} `), 'the answer comes first, in the page’s words');
      assert.equal(flowing(text.trimEnd().split('\n\n').at(-1)), answer, 'and last');
      assert.equal(EXIT[report.verdict.word], (await replayed(file, '--quiet')).code);
      for (const axis of Object.values(report.axes)) says(axis.sentence);
      for (const server of report.servers) {
        says(server.host);
        says(server.sentence);
        for (const address of server.addresses) says(`${address.address}: ${address.sentence}`);
      }
      for (const server of report.servers) for (const address of server.addresses) for (const chain of address.certificates) saysChain(says, chain);
      for (const fact of report.facts) says(`${fact.text} [${fact.assurance}]`);
      for (const finding of report.findings) for (const part of [finding.title, finding.text, finding.advice]) says(part);
      for (const open of report.not_established) for (const part of [open.what, open.why, open.server_words ?? '']) says(part);
      for (const server of report.servers) for (const { proof } of server.addresses) if (proof) says(`A server that holds the key for ${proof.name} answered [${proof.assurance}]. ${report.routing.name_words} Not proven`);
      says('Replayed from a file; nobody was contacted now. By the word of whoever saved it, the check took place on ');
      if (report.not_before) says('It was not before ');
      assert.ok(!all.includes('made just now'), 'no connection is claimed to be made now');
      if (promises(report)) for (const limit of report.limits) for (const part of [limit.title, limit.text, limit.offer]) says(part);
      else assert.ok(!all.includes('What this answer cannot promise'), 'there is nothing to promise');
      says(`Said EHLO as ${report.relay.ehlo}.`);

      assert.doesNotMatch(text, /[^\x20-\x7e\n…–—’‘“”·→]/u, 'nothing but printable text');
      for (const line of text.split('\n')) assert.ok([...line].length <= 100 || !line.trim().includes(' '), `too wide: ${line}`);
    });
  }

  for (const language of ['de', 'fr', 'es', 'ar']) {
    test(`in ${language}, no mark of the words themselves is shown as if a stranger had written it`, async () => {
      for (const name of ['ecdsa.test', 'tls10.test-standard', 'nullmx.test']) {
        const { stdout } = await replayed(evidenceFile(name), '--lang', language, '--lens', 'rfc9325');
        assert.ok(stdout.includes(name.replace(/-.*/, '')), 'it says something');
        assert.doesNotMatch(stdout, /\\x(?:e2|c2|d8|d9)/);
      }
    });
  }

  test('a server cannot steer the terminal', async () => {
    // The greeting of the corpus' hostile server, with an escape sequence and a C1 control more.
    const evidence = JSON.parse(evidenceText('hostile.test.json.gz'));
    const greeting = evidence.events.find((event) => event.binary && Buffer.from(event.binary, 'base64').includes('220'));
    const bytes = Buffer.from(greeting.binary, 'base64');
    const at = bytes.indexOf('220') + 4;
    Buffer.from('\x1b]0;owned\x07\x1b[2J\x9b31m', 'latin1').copy(bytes, at);
    greeting.binary = bytes.toString('base64');
    const { stdout } = await replayed(saved(JSON.stringify(evidence)));
    assert.match(stdout, /\\x1b\]0;owned\\x07\\x1b\[2J\\x9b31m/);
    assert.doesNotMatch(stdout, /[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  });
});

// Nobody is there: what is typed is read all the same.
const NOBODY = ['--relay', 'ws://127.0.0.1:1/ws'];

describe('what is typed', () => {
  test('needs no command, and options may stand before it', async () => {
    for (const args of [['example.org', ...NOBODY, '-j'], ['-j', ...NOBODY, 'example.org'], ['--json', 'check', ...NOBODY, 'example.org'], ['check', 'example.org', ...NOBODY, '--json']]) {
      const { code, stdout } = await mailglass(...args);
      assert.equal(code, 69);
      assert.equal(JSON.parse(stdout).domain, 'example.org');
    }
    assert.equal((await mailglass('-q', ...NOBODY, 'example.org')).stdout, '');
  });

  test('may be an address, or a name outside ASCII, which stays as it was typed', async () => {
    for (const [typed, domain] of [['Bob <bob@example.org>', 'example.org'], ['“example.org”', 'example.org'], ['https://example.org/contact', 'example.org'], ['München.example.', 'xn--mnchen-3ya.example']])
      assert.equal(JSON.parse((await mailglass(typed, ...NOBODY, '-j')).stdout).domain, domain, typed);
  });

  test('www. is left out, and that is told', async () => {
    const { stdout, stderr } = await mailglass('www.example.org', ...NOBODY, '-j');
    assert.equal(JSON.parse(stdout).domain, 'example.org');
    assert.match(stderr, /^mailglass: example\.org: Left out the “www\.”/);
  });

  test('-V and -h are --version and --help', async () => {
    assert.match((await mailglass('-V')).stdout, /^mailglass \d+\.\d+\.\d+\n$/);
    assert.equal((await mailglass('-V')).stdout, (await mailglass('--version')).stdout);
    const { stdout, code } = await mailglass('-h');
    assert.equal(code, 0);
    assert.equal(stdout, (await mailglass('--help')).stdout);
    for (const word of ['check', 'replay', '--depth', '--file', 'mailglass example.org']) assert.ok(stdout.includes(word), word);
  });
});

describe('several domains', () => {
  const summary = (text) => text.slice(text.lastIndexOf('\nSummary\n'));

  test('are checked one after another, each with its report, and summed up at the end', async () => {
    const { code, stdout, stderr } = await mailglass('a.example', 'someone@b.example', ...NOBODY);
    assert.equal(code, 69);
    assert.match(stdout, /^a\.example\n\nNot checked\.[^]*\n\nb\.example\n\nNot checked\./);
    assert.equal(summary(stdout), '\nSummary\n  a.example               Not checked\n  b.example               Not checked\n');
    assert.equal(stderr.match(/could not be reached/g).length, 2);
  });

  test('one alone has no summary', async () => assert.doesNotMatch((await mailglass('a.example', ...NOBODY)).stdout, /Summary/));

  test('with --json are a line of JSON each', async () => {
    const { code, stdout } = await mailglass('a.example', 'b.example', 'c.example', ...NOBODY, '-j');
    assert.equal(code, 69);
    assert.deepEqual(stdout.trimEnd().split('\n').map((line) => JSON.parse(line).domain), ['a.example', 'b.example', 'c.example']);
  });

  test('come from a file, or from standard input', async () => {
    const list = '# ours\na.example\n\nbob@b.example # his\n';
    const domains = ({ stdout }) => stdout.trimEnd().split('\n').map((line) => JSON.parse(line).domain);
    assert.deepEqual(domains(await mailglass('--file', saved(list, 'list.txt'), ...NOBODY, '-j')), ['a.example', 'b.example']);
    for (const args of [['-'], ['--file', '-']]) assert.deepEqual(domains(await mailglassGiven(list, ...args, ...NOBODY, '-j')), ['a.example', 'b.example']);
  });

  test('each have their evidence in a file of their own', async () => {
    const { code } = await mailglass('a.example', 'bücher.example', ...NOBODY, '-q', '--evidence', join(folder, 'of-{domain}.json'));
    assert.equal(code, 69);
    for (const domain of ['a.example', 'xn--bcher-kva.example']) assert.equal(JSON.parse(readFileSync(join(folder, `of-${domain}.json`), 'utf8')).domain, domain);
  });

  test('evidence that cannot be written ends them all', async () => {
    const { code, stdout } = await mailglass('a.example', 'b.example', ...NOBODY, '--evidence', join(folder, 'no/such/folder-{domain}'));
    assert.equal(code, 73);
    assert.doesNotMatch(stdout, /^b\.example$/m);
    assert.match(summary(stdout), /a\.example +Not checked\n {2}b\.example +Not checked\n$/);
  });
});

describe('standards lenses', () => {
  const explored = { 'tls10.test-standard': 1, 'tls13.test-standard': 0 };
  const codes = JSON.parse(replayNatively(evidenceText('tls10.test-standard.json.gz'))).lenses.map((lens) => lens.code);

  for (const [name, code] of Object.entries(explored)) {
    const report = inWords(JSON.parse(replayNatively(evidenceText(`${name}.json.gz`))));
    for (const lens of report.lenses) {
      test(`${name} by ${lens.code}: the report's judgements, and the verdict's exit code`, async () => {
        const result = await replayed(evidenceFile(name), '--lens', lens.code);
        const all = flowing(result.stdout);
        assert.equal(result.code, code);
        assert.ok(all.includes(flowing(`judged by ${lens.document}, edition ${lens.edition}: ${lens.link}`)));
        const judged = report.servers.flatMap((server) => server.addresses).map((address) => address.lenses.find((one) => one.lens === lens.code));
        assert.equal(judged.length, 1);
        const counts = `By ${lens.title}: ${judged[0].violated} violated, ${judged[0].not_established} not established, ${judged[0].met} met, ${judged[0].not_applicable} not applicable.`;
        const part = all.slice(all.indexOf(counts), all.indexOf(report.not_established.length > 0 ? ' What could not be established ' : ' What this answer cannot promise '));
        assert.ok(part.startsWith(counts), counts);

        // Each rule stands under its status: behind that heading, before the next one.
        const headings = ['Violated ', 'Not established ', 'Met ', 'Not applicable '].filter((heading) => part.includes(` ${heading}`));
        const under = (heading) => {
          const begin = part.indexOf(` ${heading}`);
          return part.slice(begin, part.indexOf(` ${headings[headings.indexOf(heading) + 1] ?? '\n'}`, begin + 1) + 1 || undefined);
        };
        const HEADING = { violated: 'Violated ', 'not-established': 'Not established ', met: 'Met ', 'not-applicable': 'Not applicable ' };
        for (const one of judged[0].rules) {
          const rule = lens.rules.find((candidate) => candidate.code === one.code);
          const section = /^\d/.test(rule.section) ? `section ${rule.section}` : rule.section;
          const said = one.status === 'met' ? `${rule.text} (${section})` : `${rule.text} (${section}, ${rule.level}): ${one.why}`;
          assert.ok(under(HEADING[one.status]).includes(flowing(said)), `under ${one.status}: ${said}\n${part}`);
        }
      });
    }
  }

  test('TLS 1.0 alone violates RFC 9325 section 3.1.1, and that is told before anything else', async () => {
    const all = flowing((await replayed(evidenceFile('tls10.test-standard'), '--lens', 'rfc9325')).stdout);
    assert.match(all, /not applicable\. Violated SSL 2\.0, SSL 3\.0, TLS 1\.0 and TLS 1\.1 are not supported \(section 3\.1\.1, required\): It supports TLS 1\.0\. /);
  });

  test('where nothing was explored, nothing is judged, and the text says so', async () => {
    const { stdout, code } = await replayed(evidenceFile('plain.test'), '--lens', 'ncsc-nl');
    assert.equal(code, 2);
    assert.match(flowing(stdout), /By NCSC-NL: not judged, because nothing was explored here/);
  });

  test('without --lens the text has none, and JSON has all of them with and without', async () => {
    const file = evidenceFile('tls10.test-standard');
    assert.doesNotMatch((await replayed(file)).stdout, /judged by|By RFC 9325/);
    assert.equal((await replayed(file, '--json', '--lens', 'rfc9325')).stdout, (await replayed(file, '--json')).stdout);
  });

  test('replay knows it, too', async () => {
    const file = evidenceFile('tls10.test-standard');
    const args = ['--roots', rootsFile, '--lens', 'mozilla-modern'];
    assert.equal((await mailglass('replay', file, ...args)).stdout, (await mailglass('check', '--replay', file, ...args)).stdout);
  });

  test('list, the help, the complaint and docs/cli.md name every code', async () => {
    const { stdout, code } = await mailglass('check', '--lens', 'list');
    assert.equal(code, 0);
    const named = [...stdout.matchAll(/^(\S+) +(.+)$/gm)].map(([, first]) => first);
    assert.deepEqual(named, codes);
    for (const { document, edition } of JSON.parse(replayNatively(evidenceText('tls10.test-standard.json.gz'))).lenses)
      assert.ok(flowing(stdout).includes(flowing(`${document}, edition ${edition}`)), document);
    const docs = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
    const help = flowing((await mailglass('check', '--help')).stdout);
    const { stderr } = await mailglass('check', 'example.org', '--lens', 'rfc2549');
    for (const lens of codes) for (const text of [docs, help, stderr]) assert.ok(text.includes(lens), lens);
  });
});
