import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Request } from '../../../../src/disk/bases/bounded-fetch';
import type { SmallBase } from './small-base';

/**
 * A server on this machine, and a `request` that takes every https address of these hosts to it. Other addresses are
 * not to be asked for.
 */
export async function modelServer(
  answer: RequestListener,
  hosts: readonly string[] = ['models.example'],
): Promise<{
  request: Request;
  asked: string[];
  told: { readonly host: string; readonly authorization: string | undefined }[];
}> {
  const asked: string[] = [];
  const told: { host: string; authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const request: Request = (address, init) => {
    const { host, pathname, search } = new URL(address);
    if (!hosts.includes(host)) throw new Error(`${address} was asked for.`);
    told.push({ host, authorization: init.headers.authorization });
    return fetch(`http://127.0.0.1:${port}${pathname}${search}`, init);
  };
  return { request, asked, told };
}

/** Answers with the base's files, below any path; 404 for others. */
export function serves(base: SmallBase): RequestListener {
  return (request, response) => {
    const name = new URL(request.url ?? '', 'http://x').pathname.split('/').at(-1) ?? '';
    const content = name === 'model.json' ? base.modelJson : base.shards[name];
    response.writeHead(content === undefined ? 404 : 200).end(content ?? 'not here');
  };
}
