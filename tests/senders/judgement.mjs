// What senders did, beside what Mailglass says.

/** Per address and for the domain as a whole: sender → the ways its messages came, 'clear' and 'tls'. */
export function seen(domain, deliveries, senders) {
  const ways = (recipient) => Object.fromEntries(senders.map((sender) => [sender,
    [...new Set(deliveries.filter((d) => d.sender === sender && d.recipient === `somebody@${recipient}`).map((d) => d.way))].sort()]));
  const byAddress = Object.fromEntries(domain.servers.map(({ address, alone }) => [address, ways(alone)]));
  return { domain: ways(domain.name), byAddress };
}

const CLAIMS = {
  encrypts: (ways) => ways.includes('tls') && !ways.includes('clear'),
  readable: (ways) => ways.includes('clear') && !ways.includes('tls'),
  defers: (ways) => ways.length === 0,
};

/** What no check can see: whether HELO is taken inside TLS, which no relay says. */
const unseen = (claim, { behaviour }) => claim === 'encrypts' && behaviour.inside?.helo !== undefined;

/** How likely it is that none of a check's connections met a server's other face. */
function unmet({ address, behaviour: { share } }, report) {
  const met = report.probes.filter((probe) => probe.address === address).length;
  return share.every ? Number(met < share.every) : (1 - share.of) ** met;
}
/**
 * Of a server that has another face on a share of its connections, a check sees a few. It is wrong only to say Yes where it is STARTTLS that is missing then, and where the
 * check should have met it: an exploration's twenty connections do, one or two of a headline may not.
 */
const missed = (domain, report) => domain.servers.some((server) => server.behaviour.share
  && !(report.verdict.word === 'yes' && server.behaviour.share.otherwise.ehlo && unmet(server, report) < 0.02));

/** What is wrong, in words; { open: true, words } where it is only left open. */
export function contradictions(domain, truth, report, senders) {
  const wrong = [];
  const all = [truth.domain, ...Object.values(truth.byAddress)].flatMap((ways) => Object.values(ways));
  const clear = all.some((ways) => ways.includes('clear')), tls = all.some((ways) => ways.includes('tls'));
  const { word, because } = report.verdict;
  const says = (words, open = false) => wrong.push({ words, open });
  // Where Exim could not be built with OpenSSL, nobody bears out what is said of it.
  const unjudged = !senders.includes('exim-openssl') && report.servers.some(({ addresses }) => addresses.some((address) => address.senders?.['exim-openssl'] !== address.senders?.postfix));
  const chance = missed(domain, report) || unjudged;
  if (domain.answer && word !== domain.answer) says(`${word} in place of ${domain.answer}`);
  if (word === 'yes' && clear) says('Yes, and a sender delivered in clear text', chance);
  if (word === 'yes' && !tls && !domain.servers.some((server) => unseen('encrypts', server))) says('Yes, and no sender delivered encrypted', chance);
  if (word === 'no' && tls) says('No, and a sender delivered encrypted', chance);
  if (word === 'no' && !clear) says('No, and no sender delivered in clear text', chance);
  if (word === 'partly' && because === 'some-encrypted' && !(clear && tls)) says(`Partly, and senders delivered ${clear ? 'only in clear text' : tls ? 'only encrypted' : 'nothing'}`, chance || domain.servers.some((server) => unseen('encrypts', server)));
  if (word === 'partly' && because !== 'some-encrypted') says(`Partly (${because})`, true);
  if (word === 'unknown' && (clear || tls)) says(`Can't tell, and senders delivered ${[clear && 'in clear text', tls && 'encrypted'].filter(Boolean).join(' and ')}`, true);
  for (const { addresses } of report.servers) {
    for (const address of addresses) {
      const truly = truth.byAddress[address.address];
      if (!truly) continue;
      const server = domain.servers.find((one) => one.address === address.address);
      for (const sender of senders) {
        const claim = address.senders[sender];
        if (claim === 'unknown') {
          if (truly[sender].length > 0) says(`${sender} at ${address.address}: unknown, and it delivered by ${truly[sender]}`, true);
        } else if (!server.behaviour.share && !CLAIMS[claim](truly[sender]) && !(unseen(claim, server) && truly[sender].length === 0)) {
          says(`${sender} at ${address.address} (${address.outcome}): ${claim}, and it delivered ${truly[sender].length > 0 ? `by ${truly[sender]}` : 'nothing'}`);
        }
      }
    }
  }
  return wrong;
}
