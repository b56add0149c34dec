// The browser's analyzer under Node: the same module, driven through the same door (wasm/binding/exports.md).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export async function loadAnalyzer(folder) {
  const script = pathToFileURL(join(folder, 'analyzer.mjs')).href;
  // It is made for a Worker, which knows where it came from.
  globalThis.self ??= { location: { href: script } };
  const { default: create } = await import(script);
  const wasm = readFileSync(join(folder, 'analyzer.wasm'));
  const module = await create({
    instantiateWasm: (imports, done) => {
      WebAssembly.instantiate(wasm, imports).then(({ instance, module: compiled }) => done(instance, compiled));
      return {};
    },
  });
  const call = (name, text) => {
    const bytes = Buffer.from(text);
    const at = module._mg_alloc(bytes.length);
    module.HEAPU8.set(bytes, at);
    const ok = module[`_${name}`](at, bytes.length);
    module._mg_free(at);
    return ok === 1;
  };
  const result = () => {
    const at = module._mg_result();
    return Buffer.from(module.HEAPU8.subarray(at, at + module._mg_result_size())).toString();
  };
  return {
    report: () => { module._mg_report(); return result(); },
    work: () => module._mg_work() === 1,
    snapshot: () => { module._mg_snapshot(); return result(); },
    details: (server, address) => (module._mg_details(server, address) === 1 ? result() : null),
    chain: (lookup) => (module._mg_chain(lookup) === 1 ? result() : null),
    policy: () => { module._mg_policy(); return result(); },
    /** None where the question is malformed, or cannot be answered. */
    whatIf: (question) => (call('mg_what_if', question) ? result() : null),
    anchors: (records) => { if (!call('mg_anchors', records)) throw new Error(result()); },
    roots: (pem) => { if (!call('mg_roots', pem)) throw new Error(result()); },
    /** The whole report of an evidence text. */
    replay: (evidence) => { if (!call('mg_replay', evidence)) throw new Error(result()); module._mg_report(); return result(); },
    rehearse: (evidence) => { if (!call('mg_rehearse', evidence)) throw new Error(result()); return result(); },
    /** The report, or why there is none. */
    tryReplay: (evidence) => {
      const ok = call('mg_replay', evidence);
      if (ok) module._mg_report();
      return { ok, text: result() };
    },
  };
}
