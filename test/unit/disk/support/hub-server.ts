import { createHash } from 'node:crypto';
import type { RequestListener, ServerResponse } from 'node:http';
import { hubFileAddress, listingAddress, revisionAddress } from '../../../../src/disk/bases/hub';

export const commit = '61d5b90fa0ad5fa9bb2d9db7bf1ccb1cc6e9ec65';
export const repository = { owner: 'timm', name: 'net.in1k' };

/** What a repository of the hub holds, by path; what lies in the store of large files is given as such. */
export type Repository = Readonly<Record<string, Buffer | { readonly large: Buffer }>>;

const pathOf = (address: string) => new URL(address).pathname;
const contentOf = (file: Repository[string]) => (Buffer.isBuffer(file) ? file : file.large);
const sha = (algorithm: string, bytes: Buffer) => createHash(algorithm).update(bytes).digest('hex');

/** An entry of the list as the hub gives it. */
export function listedEntry(path: string, file: Repository[string]): Readonly<Record<string, unknown>> {
  const bytes = contentOf(file);
  const blob = (content: Buffer) =>
    sha('sha1', Buffer.concat([Buffer.from(`blob ${content.length}\0`), content]));
  const entry = { type: 'file', oid: blob(bytes), size: bytes.length, path };
  if (Buffer.isBuffer(file)) return entry;
  const oid = sha('sha256', bytes);
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${bytes.length}\n`;
  const lfs = { oid, size: bytes.length, pointerSize: pointer.length };
  return { ...entry, oid: blob(Buffer.from(pointer)), lfs, xetHash: 'f'.repeat(64) };
}

/**
 * Answers as the hub does: the commit of a branch, the list of a commit's files, small files themselves; large ones are
 * redirected to another server, which knows them by their sha256 alone.
 */
export function hub(
  files: Repository,
  changed: (path: string, response: ServerResponse) => boolean = () => false,
): RequestListener {
  const json = (response: ServerResponse, value: unknown) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  return ({ url = '' }, response) => {
    const { pathname } = new URL(url, 'https://huggingface.co');
    if (changed(pathname, response)) return;
    if (pathname === pathOf(revisionAddress(repository)))
      return json(response, { id: 'timm/net.in1k', sha: commit });
    if (pathname === pathOf(listingAddress(repository, commit))) {
      const folders = [...new Set(Object.keys(files).flatMap((path) => path.match(/^.+(?=\/)/) ?? []))];
      const entries = folders.map((path) => ({ type: 'directory', oid: commit, size: 0, path }));
      return json(response, [
        ...entries,
        ...Object.entries(files).map(([path, file]) => listedEntry(path, file)),
      ]);
    }
    for (const [path, file] of Object.entries(files)) {
      const digits = sha('sha256', contentOf(file));
      if (pathname === `/repos/${digits}`) return void response.end(contentOf(file));
      if (pathname !== pathOf(hubFileAddress(repository, commit, path))) continue;
      if (Buffer.isBuffer(file)) return void response.end(file);
      const location = `https://cas-bridge.xethub.hf.co/repos/${digits}?X-Amz-Signature=secret`;
      return void response.writeHead(302, { location, 'x-linked-etag': `"${digits}"` }).end();
    }
    response.writeHead(404).end('Entry not found');
  };
}
