import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';

export interface AskedOfRay {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export type RayAnswer = (asked: AskedOfRay, response: ServerResponse) => void;

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server that answers as Ray's dashboard does, closed after the test, and what it was asked. */
export async function fakeRay(answer: RayAnswer): Promise<{ address: URL; asked: AskedOfRay[] }> {
  const asked: AskedOfRay[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const one = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(pieces),
    };
    asked.push(one);
    // Ray refuses whatever says that it is a browser.
    if (request.headers['sec-fetch-mode'] && request.method !== 'GET') response.writeHead(405).end();
    else answer(one, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`), asked };
}
