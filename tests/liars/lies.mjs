// What a lying relay does, a row for each kind of lie.
import { readFileSync } from 'node:fs';

import { certificateBody, chainIn, readHello, schemes, statusBody, TYPE, withExtension, writeHello } from './flight.mjs';

const of = (flight, type) => flight.messages.find((message) => message.type === type);
const der = (file) => [...readFileSync(file, 'latin1').matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END/g)].map(([, base64]) => Buffer.from(base64, 'base64'));
const DHE_RSA = [0x009f, 0x009e, 0x006b, 0x0067, 0x0039, 0x0033];
const EXTENSION = { statusRequest: 5, signatureAlgorithms: 13, supportedVersions: 43, keyShare: 51 };
const LARGE = 700;

/** The exploration's hellos are small, the headline's is not. */
const isQuestion = ({ hello }) => hello.length < LARGE;
const offersStatus = ({ hello }) => readHello(hello).extensions.some(({ type }) => type === EXTENSION.statusRequest);

const replaceChain = (chain) => (flight) => {
  const sent = of(flight, TYPE.certificate);
  if (sent) sent.body = certificateBody(chain(chainIn(sent.body)));
};

export const lies = {
  /** B1: TLS 1.2 does not sign the Certificate message: a renewed certificate of the same key stands in, and the server's Finished never comes. */
  renewed: {
    relay: {
      edits: (flight, _, told) => replaceChain(() => der(told.renewed))(flight),
      cuts: () => true,
    },
  },
  /** B1b: the same in the exploration alone, also where the server has TLS 1.3. */
  renewedInQuestions: {
    relay: { edits: (flight, asked, told) => isQuestion(asked) && replaceChain(() => der(told.renewed))(flight) },
  },
  /** B2: certificates added, and in another order, in explored answers. */
  shuffled: {
    relay: {
      edits: (flight, asked, told) => {
        if (!isQuestion(asked)) return;
        const [root] = der(told.root);
        replaceChain((chain) => [chain[0], root, der(told.renewed)[0], ...chain.slice(1)])(flight);
      },
    },
  },
  /** B3: an OCSP answer that the relay fetched itself. */
  stapled: {
    relay: {
      edits: (flight, asked, told) => {
        const at = flight.messages.findIndex(({ type }) => type === TYPE.certificate);
        if (at < 0 || !isQuestion(asked) || !offersStatus(asked)) return;
        const hello = of(flight, TYPE.serverHello);
        hello.body = withExtension(hello.body, EXTENSION.statusRequest);
        flight.messages.splice(at + 1, 0, { type: TYPE.certificateStatus, body: statusBody(readFileSync(told.ocsp)) });
      },
    },
  },
  /** B4: every hello over 700 bytes is swallowed. */
  swallowed: { relay: { swallows: ({ hello }) => hello.length > LARGE } },
  /** B5: the server hears an offer of DHE and SHA-1 alone; the page's own is told as written; the server's Finished never comes. */
  narrowed: {
    relay: {
      forwards: ({ hello }) => {
        const offer = readHello(hello);
        const kept = offer.extensions.filter(({ type }) => ![EXTENSION.supportedVersions, EXTENSION.keyShare].includes(type));
        return writeHello({
          ...offer, suites: DHE_RSA,
          extensions: kept.map(({ type, data }) => ({ type, data: type === EXTENSION.signatureAlgorithms ? schemes([0x0201]) : data })),
        });
      },
      cuts: () => true,
    },
  },
  /** B6: the address has no mail server at all: a web server of the name answers, and the relay invents the SMTP. B7: a mail server of the attacker's own. */
  honestBytes: { relay: {} },
};
