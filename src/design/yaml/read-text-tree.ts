import { Composer, type CST, type Document, isScalar, Lexer, Parser } from 'yaml';
import { textProblem } from '../problems/text-problems';
import { letterFaults, type PlainWord } from './letter-faults';
import { faultFromYaml, type SyntaxFault } from './syntax-faults';
import type { TextNode, TextTree } from './text-tree';
import { TreeBuilder } from './tree-builder';

const mostCharacters = 1_000_000;
// The package makes an error of every bad mark, which takes its time: 40,000 of them take half a second.
const mostMarks = 40_000;
// A setting is six deep; the package takes two levels for one of ours.
const mostDepth = 60;
const mostFaults = 50;

/** Reads any text; never throws. */
export function readTextTree(text: string): TextTree {
  const refuse = (fault: SyntaxFault): TextTree => ({
    text,
    root: undefined,
    faults: [fault],
    runOn: [],
    refused: true,
    shares: false,
  });
  if (text.length > mostCharacters) {
    return refuse({
      ...textProblem('file-too-large', { size: text.length, most: mostCharacters }),
      start: 0,
      end: 0,
    });
  }
  const control = findControlCharacter(text);
  if (control >= 0) {
    const code = text.charCodeAt(control).toString(16).toUpperCase().padStart(4, '0');
    return refuse({
      ...textProblem('not-text', { code: `U+${code}` }),
      start: control,
      end: control + 1,
      fix: { title: 'Take the character out', edits: [{ offset: control, length: 1, text: '' }] },
    });
  }
  try {
    const tokens = tokensOf(text);
    if ('code' in tokens) return refuse(tokens);
    return compose(text, tokens);
  } catch (error) {
    // The limits above keep the YAML package from every input known to make it throw; this is the net below.
    const reason = error instanceof Error ? error.message : 'it cannot be read';
    return refuse({ ...textProblem('yaml-syntax', { reason }), start: 0, end: 0 });
  }
}

function findControlCharacter(text: string): number {
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code < 32 ? code !== 9 && code !== 10 && code !== 13 : code === 127) return offset;
  }
  return -1;
}

interface Tokens {
  readonly tokens: readonly CST.Token[];
  /** Words without quotes, keys and values. */
  readonly plain: readonly PlainWord[];
}

/** What the lexer says before a plain word. */
const plainWordNext = '\u001f';

/** The package's work grows faster than the text and its composer recurses, so both are bounded before. */
function tokensOf(text: string): Tokens | SyntaxFault {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  const plain: PlainWord[] = [];
  let marks = text.split('\\').length;
  let before = '';
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (++marks > mostMarks) return { ...textProblem('too-many-values'), start: 0, end: 0 };
    if (parser.stack.length > mostDepth) {
      return {
        ...textProblem('too-deeply-nested'),
        start: parser.offset - lexeme.length,
        end: parser.offset,
      };
    }
    if (before === plainWordNext) plain.push({ start: parser.offset - lexeme.length, text: lexeme });
    before = lexeme;
  }
  for (const token of parser.end()) tokens.push(token);
  return { tokens, plain };
}

function compose(text: string, { tokens, plain }: Tokens): TextTree {
  const composer = new Composer({
    keepSourceTokens: true,
    prettyErrors: false,
    // Checked while reading, since this check takes time with the square of the keys.
    uniqueKeys: false,
    logLevel: 'silent',
  });
  const documents = [...composer.compose(tokens, true, text.length)];
  const first = documents[0];
  const yamlErrors = first ? [...first.errors, ...first.warnings] : [];
  const faults = yamlErrors
    // A lone `*` is one of the unknown aliases below, where its fix is.
    .filter(({ message }) => message !== 'Alias cannot be an empty string')
    .slice(0, mostFaults)
    .map((error) => faultFromYaml(text, error));
  const second = documents[1];
  if (second) {
    const start = text.lastIndexOf('---', second.contents?.range?.[0] ?? second.range[0]);
    const at = start >= 0 ? start : second.range[0];
    faults.push({ ...textProblem('several-documents'), start: at, end: Math.min(at + 3, text.length) });
  }
  const builder = new TreeBuilder(text);
  const root = first && rootOf(first, builder);
  const unknown = builder.unknownAliases.slice(0, mostFaults).map(({ name, start, end }) => ({
    ...textProblem('unknown-alias', { name }),
    start,
    end,
    fix: {
      title: `Write "*${name}"`,
      edits: [{ offset: start, length: end - start, text: JSON.stringify(`*${name}`) }],
    },
  }));
  return {
    text,
    root,
    faults: withoutRepeats([...letterFaults(text, plain), ...faults, ...unknown]),
    runOn: plain
      .filter((word) => /[\r\n]/.test(word.text))
      .map((word) => ({ start: word.start, end: word.start + word.text.length })),
    refused: false,
    shares: builder.aliases > 0,
  };
}

/** One fault of a kind at a place is enough; a word with several bad escapes is one. */
function withoutRepeats(faults: readonly SyntaxFault[]): readonly SyntaxFault[] {
  const seen = new Map(faults.map((fault) => [`${fault.code} ${fault.start}`, fault]));
  return [...seen.values()];
}

function rootOf(document: Document.Parsed, builder: TreeBuilder): TextNode | undefined {
  const { contents } = document;
  if (!contents || (isScalar(contents) && contents.value === null && !contents.source)) return undefined;
  return builder.node(contents, contents.range[0]);
}
