import { parseArgs } from 'node:util';

/** An option of a bench: a whole number where its default is one, else a text. */
export interface BenchOption {
  /** What it is, for `--help`. */
  readonly says: string;
  readonly default?: string | number;
  /** The least that a number may be; 1 where left out. */
  readonly least?: number;
  /** The words that a text may be made of, with commas between; any text where left out. */
  readonly among?: readonly string[];
}

type Value<Option extends BenchOption> = Option extends { readonly default: infer Usual }
  ? Usual extends number
    ? number
    : string
  : string | undefined;

/**
 * What a bench was called with. This process ends, before anything takes its time, where `--help` was asked for, and with
 * status 2 where the call is wrong; either says what it may be.
 * @param script its name in package.json
 */
export function benchOptions<const Options extends Readonly<Record<string, BenchOption>>>(
  script: string,
  options: Options,
): { readonly [Name in keyof Options]: Value<Options[Name]> } {
  const rows = Object.entries(options);
  const usage = [
    `npm run ${script} -- [OPTIONS]`,
    ...rows.map(([name, one]) => `  --${name} ${wordsOf(one)}`),
  ];
  if (process.argv.includes('--help')) {
    console.log(usage.join('\n'));
    process.exit(0);
  }
  try {
    const texts = rows.map(([name]) => [name, { type: 'string' as const }] as const);
    const { values: given } = parseArgs({ options: Object.fromEntries(texts) });
    return Object.fromEntries(rows.map(([name, one]) => [name, valueGiven(name, one, given[name])])) as never;
  } catch (error) {
    console.error([(error as Error).message, ...usage].join('\n'));
    process.exit(2);
  }
}

/** @throws Error where the text is no such value */
function valueGiven(
  name: string,
  { default: usual, least = 1, among }: BenchOption,
  text: string | undefined,
): string | number | undefined {
  if (text === undefined) return usual;
  if (typeof usual === 'number') {
    const value = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
    throw new Error(`--${name} takes a whole number of ${least} or more.`);
  }
  const strange = among && text.split(',').find((word) => !among.includes(word));
  if (strange !== undefined) throw new Error(`--${name} takes none called ${strange}.`);
  return text;
}

function wordsOf({ says, default: usual, among }: BenchOption): string {
  const names = among === undefined ? '' : `: ${among.join(', ')}`;
  return `${says}${names}${usual === undefined ? '' : ` (${usual})`}`;
}
