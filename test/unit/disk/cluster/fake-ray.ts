import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';

export interface AskedOfRay {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export type RayAnswer = (asked: AskedOfRay, response: ServerResponse) => void;

export interface FakeRay {
  readonly address: URL;
  /** What it was asked. */
  readonly asked: AskedOfRay[];
  close(): void;
}

const opened: FakeRay[] = [];

afterEach(() => {
  for (const ray of opened.splice(0)) ray.close();
});

/** A server that answers as Ray's dashboard does, closed after the test. */
export async function fakeRay(answer: RayAnswer): Promise<FakeRay> {
  const ray = await standingRay(answer);
  opened.push(ray);
  return ray;
}

/** The same for several tests, closed by whoever opened it. */
export async function standingRay(answer: RayAnswer): Promise<FakeRay> {
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
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { address: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`), asked, close };
}
