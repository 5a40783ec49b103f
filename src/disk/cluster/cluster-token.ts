import os from 'node:os';
import path from 'node:path';
import { TransferError } from '../../design/transfer-error';
import { errorCode } from '../files/error-code';
import { readFirstBytes } from '../files/first-bytes';

const mostBytes = 16_384;

/**
 * The token of a Ray cluster, from where Ray's own programs take it: `RAY_AUTH_TOKEN`, the file that `RAY_AUTH_TOKEN_PATH`
 * names, `~/.ray/auth_token`. It is never written anywhere.
 *
 * @returns undefined where there is none
 * @throws TransferError `cluster-token` where there is something else in its place, or it can't be read
 */
export async function clusterToken(
  environment: NodeJS.ProcessEnv,
  home = os.homedir(),
): Promise<string | undefined> {
  const { RAY_AUTH_TOKEN: own, RAY_AUTH_TOKEN_PATH: named } = environment;
  if (own) return tokenIn(own, 'RAY_AUTH_TOKEN');
  if (named) {
    const text = await textOf(named);
    if (text === undefined) throw wrong(`There is no file ${named}, which RAY_AUTH_TOKEN_PATH names.`);
    return tokenIn(text, named);
  }
  const usual = path.join(home, '.ray', 'auth_token');
  const text = await textOf(usual);
  return text === undefined ? undefined : tokenIn(text, usual);
}

/** Whether a text can be a token. It becomes a header: a line break in it would be another one. */
export function isClusterToken(text: string): boolean {
  return text.length <= mostBytes && /^[\x21-\x7e]+$/.test(text);
}

/** What a file holds; undefined where there is none. One that is a link is followed: secrets are mounted as links. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    return (await readFirstBytes(file, mostBytes + 1)).toString('utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw wrong(
      `${file} can't be read (${reason}). Check that it is a file that you may read, or put the token into RAY_AUTH_TOKEN.`,
    );
  }
}

function tokenIn(text: string, where: string): string {
  const token = text.trim();
  if (isClusterToken(token)) return token;
  throw wrong(`${where} holds no token: one is a single word of letters, figures and signs.`);
}

function wrong(message: string): TransferError {
  return new TransferError('cluster-token', message);
}
