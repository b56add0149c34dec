// Where a tool and Mailglass are known to say different things, and why. Anything else is a finding about one of them.

/** peer: whose word; what: which fact; said and ours: both words. */
export const EXPLANATIONS = [
  {
    peer: 'sslscan', what: /^property secure-renegotiation$/, said: 'no', ours: 'yes',
    why: 'Debian\'s sslscan 2.0 says so of every server, OpenSSL\'s own s_server included; the ServerHello carries renegotiation_info (its bytes are in the report), and testssl.sh sees it too',
  },
  {
    peer: 'testssl.sh', what: /^property session-id$/, said: 'yes', ours: 'no',
    why: 'testssl.sh takes the session id that openssl prints, which the client makes up for a ticket (RFC 5077 section 3.4); its own "sessionresumption_ID" says "not supported", as Mailglass does of the empty id in the ServerHello',
  },
  {
    peer: 'testssl.sh', what: /^weakness tls\.dh\.common$/, said: 'absent', ours: 'present',
    why: 'testssl.sh\'s Logjam test looks at DHE with a certificate only (2,048 bits); Mailglass counts anonymous DH too, where Postfix\'s OpenSSL uses 1,024 bits (RFC 2409 group 2), which all three tools show beside those suites',
  },
];

export const explanationOf = (peer, what, said, ours) => EXPLANATIONS.find((e) => e.peer === peer && e.what.test(what) && e.said === said && e.ours === ours)?.why;

/** Every fact that a tool and Mailglass do not state alike, and every suite and group that only the tool found: [{ peer, what, said, ours, why }]. */
export function disagreements(peer, { facts, lists }, mailglass) {
  const found = [];
  const compare = (what, said, ours) => {
    if (said !== undefined && said !== ours) found.push({ peer, what, said, ours, why: explanationOf(peer, what, said, ours) });
  };
  for (const [what, ours] of mailglass) compare(what, facts.get(what) ?? (lists(what) ? 'no' : undefined), ours);
  for (const [what, said] of facts) {
    if (/ suite | group /.test(what) && !mailglass.has(what)) compare(what, said, 'nothing');
  }
  return found;
}
