import { parseArgs } from 'node:util';

export const commandNames = ['check', 'plan', 'train', 'resume', 'predict', 'runtime'] as const;
export type CommandName = (typeof commandNames)[number];

/** What the user asks for. `file` and `run` are as typed. */
export type Command =
  | { readonly command: 'check'; readonly file: string; readonly images: boolean; readonly json: boolean }
  | { readonly command: 'plan' | 'train'; readonly file: string; readonly json: boolean }
  | { readonly command: 'resume'; readonly run: string; readonly json: boolean }
  | {
      readonly command: 'predict';
      readonly run: string;
      readonly images: readonly string[];
      readonly json: boolean;
    }
  | { readonly command: 'runtime'; readonly mode: RuntimeMode }
  | { readonly command: 'help'; readonly about: CommandName | undefined }
  | { readonly command: 'version' };

/** Install unless one passes its check; the same but go on without where it can't be had; or only look. */
export type RuntimeMode = 'install' | 'if-missing' | 'check';

/** The call itself is wrong: what, and what to type instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Options = Readonly<Record<string, { readonly type: 'boolean'; readonly short?: string }>>;

const everywhere: Options = { help: { type: 'boolean', short: 'h' } };
const json: Options = { json: { type: 'boolean' } };
const optionsOf: Readonly<Record<CommandName, Options>> = {
  check: { ...everywhere, ...json, images: { type: 'boolean' } },
  plan: { ...everywhere, ...json },
  train: { ...everywhere, ...json },
  resume: { ...everywhere, ...json },
  predict: { ...everywhere, ...json },
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
  switch (name) {
    case 'check':
      return { command: name, file: onlyFile(name, positionals), images: has('images'), json: has('json') };
    case 'plan':
    case 'train':
      return { command: name, file: onlyFile(name, positionals), json: has('json') };
    case 'resume': {
      const [run, ...more] = positionals;
      if (run === undefined || more.length > 0) throw wrong(name, "needs one run's folder");
      return { command: name, run, json: has('json') };
    }
    case 'predict': {
      const [run, ...images] = positionals;
      if (run === undefined || images.length === 0)
        throw wrong(name, "needs a run's folder and at least one image");
      return { command: name, run, images, json: has('json') };
    }
    case 'runtime': {
      if (positionals.length > 0) throw wrong(name, 'takes options only');
      const modes = (['if-missing', 'check'] as const).filter(has);
      if (modes.length > 1) throw wrong(name, `takes one of --${modes.join(' and --')}`);
      return { command: name, mode: modes[0] ?? 'install' };
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
