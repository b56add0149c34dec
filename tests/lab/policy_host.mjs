// The host of a domain's MTA-STS policy: HTTPS with a certificate of the lab's own authority.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';

const PATH = '/.well-known/mta-sts.txt';

/** `policy`: { host, address, text, status?, headers?, versions?, answer? }; `versions`: of TLS, as Node names their bounds; `answer(request, response)` in place of its text. */
export async function startPolicyHost({ host, address, text, status = 200, headers = { 'content-type': 'text/plain' }, versions = {}, answer }, files) {
  const asked = [];
  const server = createServer({ key: readFileSync(files.key), cert: readFileSync(files.chain), ...versions }, (request, response) => {
    asked.push(`${request.method} ${request.headers.host}${request.url}`);
    if (answer) return answer(request, response);
    const known = request.method === 'GET' && request.url === PATH && request.headers.host === host;
    response.writeHead(known ? status : 404, headers);
    response.end(known ? text : '');
  });
  await new Promise((ready, failed) => server.once('error', failed).listen(443, address, ready));
  return { stop: () => { server.closeAllConnections(); server.close(); }, log: () => asked.map((one) => `policy: ${one}`).join('\n') };
}
