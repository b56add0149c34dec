// A page's end of a session without a browser: opens the WebSocket by hand, so that the address it comes from, its headers and the TLS in
// front can be chosen.
import http from 'node:http';
import https from 'node:https';

/** The text of the first frame, as soon as it is there whole. */
function firstText(bytes) {
  if (bytes.length < 2) return null;
  let length = bytes[1] & 127;
  let at = 2;
  if (length === 126) {
    if (bytes.length < 4) return null;
    length = bytes.readUInt16BE(2);
    at = 4;
  }
  return bytes.length >= at + length ? bytes.subarray(at, at + length).toString() : null;
}

/** One text of the page, masked with zeros. Up to 125 bytes. */
const frame = (text) => Buffer.concat([Buffer.from([0x81, 0x80 | Buffer.byteLength(text), 0, 0, 0, 0]), Buffer.from(text)]);

/**
 * Connects to `port` of 127.0.0.1; over TLS where `servername` says whose. Returns { status } where the upgrade is refused, otherwise { status: 101, first, say, next,
 * closed, close }: `first` is the relay's first message, `next()` the one after what was read, `closed` resolves when the socket is.
 */
export function openSession(port, { from = '127.0.0.1', headers = {}, servername } = {}) {
  const options = {
    host: '127.0.0.1', port, localAddress: from, path: '/ws', agent: false, rejectUnauthorized: false, servername,
    headers: {
      Host: `${servername ?? '127.0.0.1'}:${port}`, Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==', 'Sec-WebSocket-Protocol': 'mailglass.v1', ...headers,
    },
  };
  return new Promise((resolve, reject) => {
    const request = (servername ? https : http).request(options);
    request.on('error', reject);
    request.on('response', (response) => {
      response.resume();
      resolve({ status: response.statusCode });
    });
    request.on('upgrade', (response, socket, head) => {
      let bytes = head;
      const waiting = [];
      const closed = new Promise((tell) => socket.on('close', tell));
      socket.on('error', () => {});
      const deliver = () => {
        for (let text = firstText(bytes); text !== null && waiting.length; text = firstText(bytes)) {
          const header = bytes[1] === 126 ? 4 : 2;
          bytes = bytes.subarray(header + Buffer.byteLength(text));
          waiting.shift()(JSON.parse(text));
        }
      };
      socket.on('data', (more) => {
        bytes = Buffer.concat([bytes, more]);
        deliver();
      });
      const next = () => new Promise((tell) => {
        waiting.push(tell);
        deliver();
      });
      next().then((first) => resolve({ status: 101, first, next, closed, say: (message) => socket.write(frame(JSON.stringify(message))), close: () => socket.destroy() }));
    });
    request.end();
  });
}
