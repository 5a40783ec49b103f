import { type TextProblem, textProblem } from '../problems/text-problems';

/** Checks a regular expression with one capturing group. It is compiled, never run on anything but ''. */
export function checkPattern(source: string): TextProblem | undefined {
  try {
    new RegExp(source);
    // With an empty alternative added it matches '', and the match lists every group.
    const groups = (new RegExp(`${source}|`).exec('')?.length ?? 1) - 1;
    return groups === 1 ? undefined : textProblem('pattern-groups', { groups });
  } catch (error) {
    // "Invalid regular expression: /(/: Unterminated group": the reason is what comes last.
    const reason = error instanceof Error ? (error.message.split(': ').at(-1) ?? '') : '';
    return textProblem('pattern-invalid', { reason });
  }
}

export function checkSha256(digits: string): TextProblem | undefined {
  return /^[0-9a-f]{64}$/.test(digits) ? undefined : textProblem('sha256-invalid');
}

const unreadable = [
  ['base-is-keras-file', /\.(h5|hdf5|keras)$/i],
  ['base-is-saved-model', /(\.pb|(^|[\\/])saved_model)$/i],
  ['base-is-onnx', /\.onnx$/i],
  ['base-is-pytorch', /\.(pt|pth|ckpt|safetensors)$/i],
  ['base-is-tflite', /\.tflite$/i],
] as const;

/** What is wrong with a base as written, judged by its name alone. */
export function checkBase(model: string, pinned: boolean): TextProblem | undefined {
  const scheme = /^([a-z][a-z0-9+.-]+:)\/\//i.exec(model)?.[1]?.toLowerCase();
  const withoutQuery = scheme ? model.replace(/[?#].*$/s, '') : model;
  const path = withoutQuery.replace(/[\\/]+$/, '');
  for (const [code, ending] of unreadable) {
    if (ending.test(path)) return textProblem(code, { file: path.split(/[\\/]/).at(-1) ?? path });
  }
  if (scheme === undefined) return undefined;
  if (scheme !== 'https:') return textProblem('base-not-https', { scheme });
  if (!isPlainAddress(model)) return textProblem('base-address-invalid');
  return pinned ? undefined : textProblem('base-not-pinned');
}

function isPlainAddress(address: string): boolean {
  try {
    const { hostname, username, password, pathname } = new URL(address);
    return hostname !== '' && username === '' && password === '' && pathname !== '/';
  } catch {
    return false;
  }
}
