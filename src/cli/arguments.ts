import { parseArgs } from 'node:util';
import { type CallSetting, readSetting, SettingRefusedError } from '../design/format/call-settings';

export const commandNames = ['check', 'plan', 'train', 'resume', 'stop', 'predict', 'runtime'] as const;
export type CommandName = (typeof commandNames)[number];

/** What the user asks for. `file`, `run` and `images` are as typed. */
export type Command =
  | ({ readonly command: 'check'; readonly images: boolean } & FileCall)
  | ({ readonly command: 'plan' } & FileCall)
  | ({ readonly command: 'train'; readonly quiet: boolean } & FileCall)
  | { readonly command: 'resume'; readonly run: string; readonly json: boolean; readonly quiet: boolean }
  | { readonly command: 'stop'; readonly runs: readonly string[]; readonly json: boolean }
  | ({ readonly command: 'predict' } & PredictCall)
  | { readonly command: 'runtime'; readonly mode: RuntimeMode }
  | { readonly command: 'help'; readonly about: CommandName | undefined }
  | { readonly command: 'version' };

/** A call on a transfer.yaml. */
export interface FileCall {
  readonly file: string;
  readonly json: boolean;
  readonly settings: readonly CallSetting[];
}

export interface PredictCall {
  readonly run: string;
  /** Images, and folders of them. */
  readonly images: readonly string[];
  readonly format: 'people' | 'json' | 'csv';
  /** How many of the likeliest classes are told; as many as the format usually has where undefined. */
  readonly top: number | undefined;
}

/** Install unless one passes its check; the same but go on without where it can't be had; or only look. */
export type RuntimeMode = 'install' | 'if-missing' | 'check';

/** The call itself is wrong: what, and what to type instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

interface Option {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  readonly multiple?: boolean;
}
type Options = Readonly<Record<string, Option>>;

const everywhere: Options = { help: { type: 'boolean', short: 'h' } };
const json: Options = { json: { type: 'boolean' } };
const quiet: Options = { quiet: { type: 'boolean', short: 'q' } };
const set: Options = { set: { type: 'string', multiple: true } };
const optionsOf: Readonly<Record<CommandName, Options>> = {
  check: { ...everywhere, ...json, ...set, images: { type: 'boolean' } },
  plan: { ...everywhere, ...json, ...set },
  train: { ...everywhere, ...json, ...set, ...quiet },
  resume: { ...everywhere, ...json, ...quiet },
  stop: { ...everywhere, ...json },
  predict: { ...everywhere, ...json, csv: { type: 'boolean' }, top: { type: 'string' } },
  runtime: {
    ...everywhere,
    'if-missing': { type: 'boolean' },
    check: { type: 'boolean' },
  },
};

/**
 * Reads what stands behind `transfer-designer`.
 * @throws UsageError
 */
export function readArguments(words: readonly string[]): Command {
  const [first, ...rest] = words;
  if (first === undefined || first === '--help' || first === '-h')
    return { command: 'help', about: undefined };
  if (first === '--version' || first === '-v') return { command: 'version' };
  if (first === 'help')
    return { command: 'help', about: rest[0] === undefined ? undefined : commandName(rest[0]) };
  const name = commandName(first);
  const { values, positionals } = parsed(name, rest);
  const has = (option: string) => values[option] === true;
  if (has('help')) return { command: 'help', about: name };
  const fileCall = (): FileCall => ({
    file: onlyFile(name, positionals),
    json: has('json'),
    settings: settingsIn(name, values.set),
  });
  switch (name) {
    case 'check':
      return { command: name, ...fileCall(), images: has('images') };
    case 'plan':
      return { command: name, ...fileCall() };
    case 'train':
      return { command: name, ...fileCall(), quiet: has('quiet') };
    case 'resume': {
      const [run, ...more] = positionals;
      if (run === undefined || more.length > 0) throw wrong(name, "needs one run's folder");
      return { command: name, run, json: has('json'), quiet: has('quiet') };
    }
    case 'stop':
      if (positionals.length === 0) throw wrong(name, "needs a run's folder, or several");
      return { command: name, runs: positionals, json: has('json') };
    case 'predict': {
      const [run, ...images] = positionals;
      if (run === undefined || images.length === 0)
        throw wrong(name, "needs a run's folder and at least one image");
      const format = oneOf(name, ['json', 'csv'] as const, has) ?? 'people';
      return { command: name, run, images, format, top: topIn(name, values.top) };
    }
    case 'runtime': {
      if (positionals.length > 0) throw wrong(name, 'takes options only');
      const mode = oneOf(name, ['if-missing', 'check'] as const, has) ?? 'install';
      return { command: name, mode };
    }
  }
}

function parsed(name: CommandName, words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: optionsOf[name], allowPositionals: true, strict: true });
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    const known = Object.keys(optionsOf[name]).map((option) => `--${option}`);
    throw wrong(name, `does not know that (${reason}); its options are ${known.join(', ')}`);
  }
}

/** The one of several options that exclude each other. */
function oneOf<Name extends string>(
  name: CommandName,
  options: readonly Name[],
  has: (option: string) => boolean,
): Name | undefined {
  const given = options.filter(has);
  if (given.length > 1) throw wrong(name, `takes one of --${given.join(' and --')}`);
  return given[0];
}

function settingsIn(name: CommandName, given: unknown): readonly CallSetting[] {
  try {
    return Array.isArray(given) ? given.map((words) => readSetting(String(words))) : [];
  } catch (error) {
    if (!(error instanceof SettingRefusedError)) throw error;
    throw wrong(name, `can't read --set: ${error.message.replace(/\.$/, '')}`);
  }
}

function topIn(name: CommandName, given: unknown): number | undefined {
  if (given === undefined) return undefined;
  const top = Number(given);
  if (!Number.isInteger(top) || top < 1)
    throw wrong(name, `takes a whole number of classes, at least 1, as --top, not ${given}`);
  return top;
}

/** Without a file it is the one of the current folder. */
function onlyFile(name: CommandName, positionals: readonly string[]): string {
  if (positionals.length > 1) throw wrong(name, `takes one FILE, not ${positionals.length}`);
  return positionals[0] ?? '.';
}

function commandName(word: string): CommandName {
  const found = commandNames.find((name) => name === word);
  if (found) return found;
  const near = commandNames.find((name) => name.startsWith(word.slice(0, 2)));
  const hint = near ? `Did you mean \`${near}\`? ` : '';
  throw new UsageError(
    `There is no command \`${word}\`. ${hint}The commands are ${commandNames.join(', ')}.`,
  );
}

function wrong(name: CommandName, what: string): UsageError {
  return new UsageError(`\`transfer-designer ${name}\` ${what}. Type \`transfer-designer ${name} --help\`.`);
}
