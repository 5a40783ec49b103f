import { hubReference, namesHub } from '../hub-reference';
import { type TextProblem, textProblem } from '../problems/text-problems';
import { isNamedAs, unreadableBases } from '../unreadable-bases';

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

/** What is wrong with a base as written, judged by its name alone. */
export function checkBase(model: string, pinned: boolean): TextProblem | undefined {
  const hub = hubReference(model);
  if (namesHub(model) && hub === undefined) return textProblem('base-hub-invalid');
  if (hub !== undefined && hub.path === undefined) return undefined;
  const scheme = /^([a-z][a-z0-9+.-]+:)\/\//i.exec(model)?.[1]?.toLowerCase();
  const withoutQuery = scheme ? model.replace(/[?#].*$/s, '') : model;
  const path = withoutQuery.replace(/[\\/]+$/, '');
  const name = path.split(/[\\/]/).at(-1) ?? path;
  const unreadable = unreadableBases.find((format) => isNamedAs(format, name));
  if (unreadable !== undefined) return textProblem('base-not-readable', { whatToDo: unreadable.say(name) });
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
