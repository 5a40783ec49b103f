/** A base in a repository of the Hugging Face hub, as `base:` names it: `hf:owner/name@commit/path`. */
export interface HubReference {
  readonly owner: string;
  readonly name: string;
  /** A commit, branch or tag; without one it is the main branch. */
  readonly revision?: string;
  /** Of a file or folder in the repository; without one the model is looked for. */
  readonly path?: string;
}

export function namesHub(reference: string): boolean {
  return /^hf:/i.test(reference);
}

const part = /^(?!.*(?:\.\.|--))[a-z0-9](?:[\w.-]{0,94}\w)?$/i;

/** What a reference to the hub says; undefined where it is not written as one. */
export function hubReference(reference: string): HubReference | undefined {
  const [, owner = '', name = '', revision, path] =
    /^hf:([^/@]+)\/([^/@]+)(?:@([^/]*))?(?:\/(.*))?$/is.exec(reference) ?? [];
  if (!part.test(owner) || !part.test(name)) return undefined;
  if (revision !== undefined && !/^(?!.*\.\.)\w[\w.-]{0,99}$/.test(revision)) return undefined;
  if (path !== undefined && !isPathInRepository(path)) return undefined;
  return {
    owner,
    name,
    ...(revision === undefined ? {} : { revision }),
    ...(path === undefined ? {} : { path }),
  };
}

/** Whether a path, with `/`, leads to a place in the repository. */
export function isPathInRepository(path: string): boolean {
  const plain = path.split('/').every((step) => step !== '' && step !== '.' && step !== '..');
  return plain && path.length <= 1000 && !/[\\\p{Cc}]/u.test(path);
}

export function hubText({ owner, name, revision, path }: HubReference): string {
  return `hf:${owner}/${name}${revision === undefined ? '' : `@${revision}`}${path === undefined ? '' : `/${path}`}`;
}

/** Whether a revision is one that names the same files for ever. */
export function isCommit(revision: string | undefined): boolean {
  return revision !== undefined && /^[0-9a-f]{40}$/.test(revision);
}
