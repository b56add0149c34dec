// docs/report.schema.json says what a report is: real ones fit, damaged ones do not, and its words are the C++ code's own.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'node:test';

import { reportTypes, typesFile } from '../../web/scripts/report-types.mjs';
import { anchorsOf, evidenceNames, evidenceText, replayNatively, reportWords, scriptedNames } from './replays.mjs';

const root = new URL('../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const require = createRequire(fileURLToPath(new URL('web/package.json', root)));
const { Ajv2020 } = require('ajv/dist/2020.js');

const schema = JSON.parse(read('docs/report.schema.json'));
const fits = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true }).compile(schema);
const complaints = (report) => (fits(report) ? [] : fits.errors.map((e) => `${e.instancePath || 'report'} ${e.message} ${JSON.stringify(e.params)}`));

/** The evidence as it would be, had the check been looked at after a part of its events. */
function cut(text, part, lost) {
  const evidence = JSON.parse(text);
  evidence.events.length = Math.floor(evidence.events.length * part);
  if (lost) evidence.events.push({ us: (evidence.events.at(-1)?.us ?? 0) + 1, lost: true });
  return JSON.stringify(evidence);
}

const snapshots = {
  'to its end': (text) => text,
  'before anything was heard': (text) => cut(text, 0, false),
  'after a quarter of it': (text) => cut(text, 0.25, false),
  'after half of it': (text) => cut(text, 0.5, false),
  'after three quarters of it': (text) => cut(text, 0.75, false),
  'with the relay lost at once': (text) => cut(text, 0, true),
  'with the relay lost half-way': (text) => cut(text, 0.5, true),
};

const names = [...evidenceNames, ...scriptedNames];

describe('reports of saved evidence fit the schema', () => {
  for (const name of names) {
    test(name, () => {
      const text = evidenceText(name);
      for (const [when, change] of Object.entries(snapshots)) {
        assert.deepEqual(complaints(JSON.parse(replayNatively(change(text), anchorsOf(name)))), [], when);
      }
    });
  }
});

describe('every part of a report is described', () => {
  const written = new Map();
  /** Which members each part of the schema was seen with; parts that no report showed would be untested. */
  const walk = (node, part) => {
    const { $ref, anyOf, properties, items, additionalProperties: others } = part;
    if ($ref) return walk(node, schema.$defs[$ref.split('/').at(-1)]);
    if (anyOf) return anyOf.forEach((one) => fitsPart(one, node) && walk(node, one));
    if (properties && node !== null && typeof node === 'object') {
      const seen = written.get(part) ?? new Set();
      for (const [key, value] of Object.entries(node)) {
        seen.add(key);
        if (properties[key]) walk(value, properties[key]);
      }
      written.set(part, seen);
    }
    if (others) Object.values(node).forEach((value) => walk(value, others));
    if (items && Array.isArray(node)) node.forEach((item) => walk(item, items));
  };
  /** Parts that only some kinds of evidence reach; where one is reached, all its members are looked for. */
  const deep = /^exploration|^policyFlaw$|Value$/;
  const fitsPart = (part, node) => (part.$ref ? node !== null && typeof node === 'object' && (schema.$defs[part.$ref.split('/').at(-1)].required ?? []).every((key) => key in node) : node === null);

  test('no member of the schema is one that no report has', () => {
    for (const name of names) walk(JSON.parse(replayNatively(evidenceText(name), anchorsOf(name))), schema);
    const parts = { report: schema, ...schema.$defs };
    const unseen = Object.entries(parts)
      .filter(([name, part]) => part.properties && (written.has(part) || !deep.test(name)))
      .flatMap(([name, part]) => Object.keys(part.properties).filter((key) => !written.get(part)?.has(key)).map((key) => `${name}.${key}`));
    assert.deepEqual(unseen, []);
  });

  test('every member of an object may stand there, and says what it is', () => {
    const bare = [];
    const look = (node, path) => {
      if (node === null || typeof node !== 'object') return;
      // What is put into a message is for the message to say.
      if (node.type === 'object' && path !== 'report.$defs.phrase.properties.args') {
        assert.equal(node.additionalProperties, false, `${path} takes unknown members`);
        for (const key of node.required ?? []) assert.ok(node.properties[key], `${path} requires ${key}, which it does not describe`);
        for (const [key, member] of Object.entries(node.properties)) {
          const described = member.description ?? schema.$defs[member.$ref?.split('/').at(-1)]?.description;
          if (!described) bare.push(`${path}.${key}`);
        }
      }
      for (const [key, child] of Object.entries(node)) look(child, `${path}.${key}`);
    };
    look(schema, 'report');
    assert.deepEqual(bare, []);
  });
});

describe('a damaged report is rejected', () => {
  const sound = replayNatively(evidenceText('tls13.test.json.gz'));
  const probe = (report) => report.probes[0];
  const fact = (report, code) => report.facts.find((f) => f.code === code);
  const damage = {
    'no format': (r) => delete r.format,
    'another format': (r) => (r.format = 'mailglass-report/2'),
    'an unknown member': (r) => (r.extra = 1),
    'no verdict': (r) => delete r.verdict,
    'an unknown verdict': (r) => (r.verdict.word = 'maybe'),
    'an unknown reason': (r) => (r.verdict.because = 'i-say-so'),
    'an unknown state of an axis': (r) => (r.axes.active.state = 'safe'),
    'a third axis': (r) => (r.axes.lateral = r.axes.active),
    'a time before the start': (r) => (r.elapsed_us = -1),
    'a time in text': (r) => (r.headline_us = '1382700'),
    'roots without a count': (r) => delete r.roots.count,
    'roots of another hash': (r) => (r.roots.sha256 = r.roots.sha256.slice(2)),
    'an unknown member of the relay': (r) => (r.relay.limits = {}),
    'an unknown state of port 25': (r) => (r.relay.port25 = 'closed'),
    'an unknown kind of routing': (r) => (r.routing.kind = 'srv'),
    'an unknown DNSSEC status': (r) => (r.routing.dnssec = 'signed'),
    'a server without addresses': (r) => delete r.servers[0].addresses,
    'a preference out of range': (r) => (r.servers[0].preference = 65536),
    'an unknown outcome': (r) => (r.servers[0].addresses[0].outcome = 'fine'),
    'an address that is a name': (r) => (r.servers[0].addresses[0].address = 'mx.tls13.test'),
    'an unknown stage': (r) => (r.servers[0].addresses[0].steps[0].stage = 'data'),
    'a fact without its assurance': (r) => delete r.facts[0].assurance,
    'a fact that is merely believed': (r) => (r.facts[0].assurance = 'believed'),
    'a fact without a reason for it': (r) => delete r.facts[0].reason,
    'a finding for an unknown reason': (r) => (r.findings[0].reason = 'because'),
    'a report that was dreamt': (r) => (r.reading = 'dreamt'),
    'names from nowhere': (r) => (r.routing.name_source = 'nowhere'),
    'a proof of nobody': (r) => delete r.servers[0].addresses[0].proof.name,
    'a judgement that does not say how sure it is': (r) => delete r.servers[0].addresses[0].certificates[0].trust.assurance,
    'a fact of unknown code': (r) => (r.facts[0].code = 'tls.colour'),
    'a fact whose number is zero': (r) => (r.facts[0].id = 0),
    'a version that is none': (r) => (fact(r, 'tls.version').value = 'TLS 2.0'),
    'a greeting without its code': (r) => delete fact(r, 'smtp.greeting').value.code,
    'a reply code out of range': (r) => (fact(r, 'smtp.starttls_reply').value.code = 1000),
    'keywords in one text': (r) => (fact(r, 'smtp.capabilities').value = 'STARTTLS'),
    'a certificate without its issuer': (r) => delete fact(r, 'x509.leaf').value.issuer,
    'an unknown verdict on a chain': (r) => (fact(r, 'x509.trust').value.status = 'fine'),
    'something where nothing was published': (r) => (fact(r, 'dns.no_tlsa').value = ''),
    'evidence both of a stream and a lookup': (r) => (fact(r, 'smtp.greeting').evidence[0].lookup = 1),
    'evidence without a place': (r) => delete fact(r, 'dns.mx').evidence[0].offset,
    'an unknown direction': (r) => (fact(r, 'smtp.greeting').evidence[0].direction = 'sideways'),
    'an address without its host': (r) => delete fact(r, 'smtp.greeting').subject.host,
    'an unknown finding': (r) => (r.findings[0].code = 'looks-nice'),
    'an unknown severity': (r) => (r.findings[0].severity = 'fatal'),
    'a finding without advice': (r) => delete r.findings[0].advice,
    'an unknown limit': (r) => (r.limits[0].code = 'none'),
    'something open for an unknown reason': (r) => r.not_established.push({ code: 'no-starttls', subject: {}, what: { phrase: 'x' }, why: 'y', server_words: null }),
    'an address without its certificates': (r) => delete r.servers[0].addresses[0].certificates,
    'a chain that does not say how sure it is': (r) => delete r.servers[0].addresses[0].certificates[0].assurance,
    'a chain of certificates without their use': (r) => delete r.servers[0].addresses[0].certificates[0].sent[0].use,
    'a certificate used for something else': (r) => (r.servers[0].addresses[0].certificates[0].sent[0].use = 'fun'),
    'a name that nearly matches': (r) => (r.servers[0].addresses[0].certificates[0].trust.name = 'nearly'),
    'an address that does not say whether it was explored': (r) => delete r.servers[0].addresses[0].exploration,
    'an address without what the lenses say': (r) => delete r.servers[0].addresses[0].lenses,
    'an unknown lens': (r) => (r.lenses[0].code = 'rose-tinted'),
    'a lens without its edition': (r) => delete r.lenses[0].edition,
    'an exploration of nothing': (r) => (r.servers[0].addresses[0].exploration = {}),
    'a probe of another service': (r) => (probe(r).service = 'submission'),
    'an unknown end': (r) => (probe(r).end = 'exploded'),
    'a line said by nobody': (r) => (probe(r).dialogue[0].from = 'client'),
    'a TLS message said by the relay': (r) => (probe(r).tls[0].from = 'relay'),
    'a detail without its text': (r) => probe(r).tls[0].details[0].pop(),
    'words of no message': (r) => (r.verdict.sentence = { text: 'Yes.' }),
    'a message with an unknown member': (r) => (r.limits[0].title.words = 'x'),
    'a message into which a yes is put': (r) => (r.verdict.sentence.args = { n: true }),
    'a detail of three': (r) => probe(r).tls[0].details[0].push('more'),
    'a lookup of an unknown status': (r) => (r.lookups[0].status = 'ok'),
    'a lookup of a type never asked for': (r) => (r.lookups[0].rr = 'ANY'),
    'an id out of range': (r) => (r.lookups[0].id = 4294967296),
    'a policy in an unknown state': (r) => (r.policy = { host: 'mta-sts.tls13.test', state: 'fine', missing: null, flaw: null, max_age: null, mx: [], connections: [] }),
    'usage without connections': (r) => delete r.usage.connections,
  };
  for (const [what, change] of Object.entries(damage)) {
    test(what, () => {
      const report = JSON.parse(sound);
      assert.deepEqual(complaints(report), []);
      change(report);
      assert.notEqual(JSON.stringify(report), sound, 'nothing was damaged');
      assert.notDeepEqual(complaints(report), []);
    });
  }
});

const matchesOf = (text, pattern) => [...text.matchAll(pattern)].map(([, word]) => word);

describe('the words in the schema are those the C++ code writes', () => {
  const { $defs } = schema;
  const words = (part) => (part.oneOf ? part.oneOf.map((one) => one.const) : part.enum.filter((word) => word !== null));
  const matches = matchesOf;
  const all = (folder) => readdirSync(new URL(folder, root)).filter((n) => n.endsWith('.cpp')).map((n) => read(folder + n)).join('\n');
  const assess = all('wasm/assess/');
  const fact = (code) => $defs.fact.allOf.find((rule) => rule.if.properties.code.const === code).then.properties.value;
  const said = reportWords();
  const certain = ['encrypted', 'depends', 'no-starttls', 'no-ehlo', 'not-public']; // outcomes that leave nothing open

  // Most are printed by the code itself; what is written where it is decided is looked for there.
  const table = {
    outcome: [$defs.outcome, said.outcome],
    'what a sender does': [$defs.delivery, said.delivery],
    assurance: [$defs.assurance, said.assurance],
    'why it is that sure': [$defs.reason, said.reason],
    'how a check was read': [schema.properties.reading, said.reading],
    'who signed a time': [$defs.signedTime.properties.by, matches(read('wasm/assess/signed_time.cpp'), /see\([^;]*"(\w+)"\)/g)],
    'source of the names': [$defs.routing.properties.name_source, ['', ...matches(read('wasm/assess/name_source.cpp'), /return "([^"]+)"/g)]],
    severity: [$defs.finding.properties.severity, said.severity],
    verdict: [$defs.verdict.properties.word, said.verdict],
    'state of an axis': [$defs.axis.properties.state, said.axis],
    because: [$defs.verdict.properties.because, read('wasm/assess/verdict.cpp').match(/because = [^;]+;|Route\{"[^"]+"/g).flatMap((code) => matches(code, /[?:={] ?"([^"]+)"/g))],
    'kind of routing': [$defs.routing.properties.kind, matches(read('wasm/report/overview.cpp').match(/struct RouteWriter[^]*?^ordered_json lookup_json/m)[0], /(?:return \{|kind = )"([^"]+)"/g)],
    'state of a server': [$defs.server.properties.state, said.server],
    'state of an address': [$defs.address.properties.state, said.address],
    'kind of fact': [$defs.fact.properties.code, matches(assess, /"((?:dns|smtp|tls|x509)\.[a-z0-9_.-]+)"/g)],
    finding: [$defs.finding.properties.code, said.finding],
    limit: [$defs.limit.properties.code, said.limit],
    'what is open': [
      $defs.notEstablished.properties.code,
      [...said.outcome.filter((word) => !certain.includes(word)), ...matches(read('wasm/assess/assessment.cpp'), /not_established\.push_back\(\s*\{"([^"]+)"/g)],
    ],
    'judgement of a chain': [$defs.chainStatus, said.chain],
    'TLS version': [fact('tls.version'), said.version.filter((word) => word.startsWith('TLS'))],
    stage: [$defs.stage, said.stage],
    'DNSSEC status': [$defs.dnssec, said.dnssec],
    'status of a lookup': [$defs.lookup.properties.status, [...said.dnssec, ...matches(read('wasm/report/overview.cpp'), /out\["status"\] = "([^"]+)"/g)]],
    'type of a lookup': [$defs.lookup.properties.rr, [...['check', 'discovery'].flatMap((name) => matches(read(`wasm/check/${name}.cpp`), /ask\([^;]*dns::Type::(\w+), out_?\)/g)), ...matches(read('wasm/check/trust.cpp'), /dns::Type::(DS|DNSKEY)/g), ...matches(read('wasm/check/beside.cpp'), /dns::Type::(\w+)/g)]],
    'port 25': [$defs.relay.properties.port25, said.port25],
    'what came of EHLO inside TLS': [$defs.probe.properties.inside.properties.state, matches(read('wasm/report/probe_view.cpp'), /const check::\w+Inside&\) const \{ return "(\w+)"; \}/g)],
    'how a server left inside TLS': [fact('smtp.inside_left').properties.how, matches(read('wasm/assess/inside_facts.cpp'), /\{LeftInside::How::\w+, "([^"]+)"/g)],
    end: [$defs.connectionEnd, [...said.end, ...matches(read('wasm/report/probe_view.cpp'), /return \{"([^"]+)", /g)]],
    depth: [$defs.exploration.properties.depth, said.depth],
    'version explored': [$defs.protocolVersion, said.version.filter((word) => word !== 'SSL 2.0')],
    support: [$defs.support, said.support],
    'support of a property': [$defs.explorationProperty.properties.support, [...said.support, 'not-applicable']],
    property: [$defs.explorationProperty.properties.code, said.property],
    preference: [$defs.explorationVersion.properties.preference, said.preference],
    'effect of the server name': [$defs.exploration.properties.sni, said.sni],
    weakness: [$defs.explorationWeakness.properties.code, said.weakness],
    'verdict on a weakness': [$defs.explorationWeakness.properties.verdict, said.weakness_verdict],
    'why it stayed open': [$defs.explorationOpen.properties.why, said.why],
    'role of a certificate': [$defs.sentCertificate.properties.role, said.role],
    'use of a certificate': [$defs.sentCertificate.properties.use, said.use],
    'match of a name': [$defs.nameMatch, matches(read('wasm/assess/certificate_facts.cpp').match(/string_view match_word[^]*?^\}/m)[0], /"(\w+)"[;) :]/g)],
    'validation of a holder': [$defs.sentCertificate.properties.validation, ['', ...matches(read('wasm/x509/certificate.cpp'), /\{"2\.23\.140\.[0-9.]+", "(\w+)"\}/g)]],
    'worth of an OCSP answer': [$defs.staple.properties.worth, said.staple],
    'what an OCSP answer says': [$defs.staple.properties.status, said.revocation],
    'who signed an OCSP answer': [$defs.staple.properties.signer, said.signer],
    'why a chain does not hold': [$defs.signatures.properties.why, ['', ...said.insecure, ...said.bogus]],
    'what is denied': [$defs.signatureDenial.properties.what, said.denied],
    'state of a policy': [$defs.policyHost.properties.state, matches(read('wasm/report/policy_view.cpp'), /case senders::Policy::\w+: return "([^"]+)"/g)],
    'why there is no policy': [$defs.policyHost.properties.missing, matches(read('wasm/report/policy_view.cpp'), /case PolicySeen::Missing::\w+: return "([^"]+)"/g)],
    protection: [$defs.interference.properties.protection, said.protection],
    'standing of a sender': [$defs.stand.properties.standing, said.standing],
    'what becomes of a mail': [$defs.mailOutcome.properties.result, said.mail_result],
    'how a sender told': [$defs.mailOutcome.properties.proof, said.mail_proof],
    'why it becomes that': [$defs.mailOutcome.properties.why, said.mail_why],
    lens: [$defs.lensCode, said.lens],
    'judgement by a rule': [$defs.explorationJudgement.properties.status, said.lens_status],
    'level of a rule': [$defs.explorationRule.properties.level, said.lens_level],
    direction: [$defs.streamBytes.properties.direction, matches(read('wasm/report/evidence_view.cpp'), /[?:] "(from-server|to-server)"/g)],
  };
  for (const [what, [part, written]] of Object.entries(table)) {
    test(what, () => assert.deepEqual([...words(part)].sort(), [...new Set(written)].sort()));
  }
});

test('what the page puts together has its words', () => {
  const words = JSON.parse(read('words/en.json'));
  const { senders: names } = JSON.parse(read('web/src/protection/names.json'));
  const said = reportWords();
  const wanted = {
    'what-if.protection': said.protection, 'what-if.standing': said.standing, 'what-if.result': said.mail_result, 'what-if.proof': said.mail_proof, 'what-if.why': said.mail_why,
    'what-if.attack': said.attack, 'what-if.set': said.setting, 'chain.insecure': said.insecure, 'chain.bogus': said.bogus, 'chain.denied': said.denied,
  };
  for (const [id, codes] of Object.entries(wanted)) for (const code of codes) assert.ok(`${id}.${code}` in words, `${id}.${code}`);
  assert.deepEqual(Object.keys(names).sort(), [...said.sender].sort());
});

test('the types of the page are written from it', () => {
  assert.equal(readFileSync(typesFile, 'utf8'), reportTypes(), 'node web/scripts/report-types.mjs writes them anew');
});

describe('docs/assurance.md', () => {
  const page = read('docs/assurance.md');
  const rows = (heading, end) => [...page.slice(page.indexOf(heading), page.indexOf(end)).matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, word]) => word);

  test('has each word and each reason', () => {
    assert.deepEqual(rows('| word |', '## What proves what'), schema.$defs.assurance.enum);
    assert.deepEqual(rows('| `reason` |', '## What is bound').slice(1), schema.$defs.reason.enum);
  });

  test('places every kind of fact but weaknesses', () => {
    const placed = (code) => page.includes(`\`${code}\``) || page.includes(`\`${code.split('.')[0]}.…\``);
    const { weakness: weaknesses } = reportWords();
    assert.deepEqual(schema.$defs.fact.properties.code.enum.filter((code) => !placed(code) && !weaknesses.includes(code)), []);
  });

  test('names tests that are there', () => {
    const sources = readdirSync(new URL('tests/', root), { recursive: true }).filter((name) => name.endsWith('_test.cpp')).map((name) => read(`tests/${name}`)).join('\n');
    const named = [...page.matchAll(/`([A-Z]\w+)\.([A-Z]\w+)`/g)];
    assert.ok(named.length > 15);
    for (const [, suite, name] of named) assert.match(sources, new RegExp(`TEST(?:_P)?\\(${suite}, ${name}\\)`), `${suite}.${name}`);
  });
});
