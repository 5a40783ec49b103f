import { readFileSync } from 'node:fs';
import { createServer as createPlainServer, type RequestListener, type Server } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** The certificate of `models.example`, `localhost` and the servers of published bases that the server here shows; nobody trusts it by itself. */
export const certificateFile = path.join(import.meta.dirname, 'loopback-certificate.pem');

/** An https server on this machine, until the test is over. @returns its port */
export function httpsServer(answer: RequestListener): Promise<number> {
  const certificate = readFileSync(certificateFile);
  return listen(createServer({ key: certificate, cert: certificate }, answer));
}

export interface Proxy {
  /** E.g. `127.0.0.1:40000`. */
  readonly address: string;
  /** What it was asked to lead to, e.g. `models.example:443`, with the password that came along. */
  readonly asked: { readonly target: string; readonly password: string | undefined }[];
}

/** A proxy on this machine that leads to one port of it, wherever it was to lead; or answers with another status. */
export async function proxyTo(port: number, status = 200): Promise<Proxy> {
  const asked: Proxy['asked'] = [];
  const server = createPlainServer();
  server.on('connect', (request, socket) => {
    const password = request.headers['proxy-authorization']?.split(' ')[1];
    asked.push({
      target: request.url ?? '',
      password: password && Buffer.from(password, 'base64').toString(),
    });
    socket.on('error', () => {});
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const further = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connected\r\n\r\n');
      further.pipe(socket).pipe(further);
    });
    further.on('error', () => socket.destroy());
  });
  return { address: `127.0.0.1:${await listen(server)}`, asked };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
