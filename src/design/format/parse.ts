import type { BaseConfig, Config } from '../config';
import type { ParsedFile, Setting } from '../parsed-file';
import type { KeyPath, Problem, TextEdit, TextRange } from '../problem';
import { textProblem } from '../problems/text-problems';
import { EditedText } from '../yaml/edited-text';
import { LineIndex, lineEnd } from '../yaml/line-index';
import { readTextTree } from '../yaml/read-text-tree';
import type { TextNode, TextTree } from '../yaml/text-tree';
import { follow, keyPlace, resolved, valuePlace } from '../yaml/tree-values';
import { FileReader } from './file-reader';
import { fileSchema, type WrittenFile } from './schema';
import { checkBase } from './text-checks';
import { editsFor } from './text-edits';

/**
 * Reads the text of a `transfer.yaml`, whatever it is: never throws. Gives what could be read, and a problem
 * with its place for each thing that could not. A base that must not be loaded (another format, an address
 * without a sha256) is left out of the config.
 */
export function parseTransferFile(text: string): ParsedFile {
  const tree = readTextTree(text);
  const reader = new FileReader(tree);
  const written = readFile(tree, reader);
  const base = readBase(written, tree, reader);
  const config: Config = {
    ...(base && { base }),
    dataset: written.dataset ?? {},
    ...(written.case !== undefined && { case: written.case }),
    ...(written.cut !== undefined && { cut: written.cut }),
    ...(written.freeze !== undefined && { freeze: written.freeze }),
    ...(written.init !== undefined && { init: written.init }),
    head: written.head ?? {},
    train: written.train ?? {},
  };
  return new ReadFile(tree, config, inOrder(reader.problems), reader);
}

class ReadFile implements ParsedFile {
  readonly text: string;
  private readonly lines: LineIndex;

  constructor(
    private readonly tree: TextTree,
    readonly config: Config,
    readonly problems: readonly Problem[],
    private readonly reader: Pick<FileReader, 'firstLine' | 'itemsRead' | 'isHeldBack' | 'hidesKey'>,
  ) {
    this.text = tree.text;
    this.lines = new LineIndex(tree.text);
  }

  pathInText(path: KeyPath): KeyPath {
    const { itemsRead } = this.reader;
    if (itemsRead.size === 0) return path;
    const inText: (string | number)[] = [];
    for (const step of path) {
      const places = typeof step === 'number' ? itemsRead.get(JSON.stringify(inText)) : undefined;
      inText.push(places?.[Number(step)] ?? step);
    }
    return inText;
  }

  isHeldBack(path: KeyPath): boolean {
    if (path.length === 0) return false;
    return this.has(path) ? this.reader.isHeldBack(this.rangeOf(path)) : this.reader.hidesKey(path.at(-1));
  }

  rangeOf(path: KeyPath): TextRange {
    return this.range(path.length > 0 && this.tree.root ? valuePlace(this.tree.root, path) : undefined);
  }

  keyRangeOf(path: KeyPath): TextRange {
    return this.range(this.tree.root && keyPlace(this.tree.root, path));
  }

  has(path: KeyPath): boolean {
    return this.tree.root !== undefined && follow(this.tree.root, path).places.length === path.length;
  }

  edit(...[path, value]: Parameters<ParsedFile['edit']>): ReturnType<ParsedFile['edit']> {
    return editsFor(this.tree, path, value);
  }

  editAll(settings: readonly Setting[]): readonly TextEdit[] {
    const text = new EditedText(this.text);
    let now: ParsedFile = this;
    for (const { path, value } of settings) {
      text.apply(now.edit(path, value));
      now = parseTransferFile(text.text);
    }
    return text.edits();
  }

  private range(place: { readonly start: number; readonly end: number } | undefined): TextRange {
    const { start, end } = place ?? this.reader.firstLine();
    return this.lines.range(start, end);
  }
}

/** The reader gives values of the types that the schema was checked against, so this is the one cast. */
function readFile(tree: TextTree, reader: FileReader): WrittenFile {
  if (tree.refused) return {};
  const root: TextNode = tree.root ?? { kind: 'map', flow: false, entries: [], start: 0, end: 0 };
  if (resolved(root)?.kind === 'map') return reader.read(fileSchema, root, []) as WrittenFile;
  const end = Math.min(root.end, lineEnd(tree.text, root.start));
  // `base demo` and nothing else is read as one word.
  const before = reader.problems.length;
  if (root.kind === 'scalar') reader.read(fileSchema, root, []);
  if (reader.problems.length > before) return {};
  reader.note(textProblem('file-not-a-map'), [], { start: root.start, end });
  return {};
}

function readBase({ base }: WrittenFile, tree: TextTree, reader: FileReader): BaseConfig | undefined {
  if (base === undefined) return undefined;
  const { model, sha256, input = {} } = typeof base === 'string' ? { model: base } : base;
  if (model === undefined) return undefined;
  const path = typeof base === 'string' ? ['base'] : ['base', 'model'];
  const pinned = tree.root !== undefined && follow(tree.root, ['base', 'sha256']).places.length === 2;
  const problem = checkBase(model, pinned);
  if (problem) {
    const place = (tree.root && valuePlace(tree.root, path)) ?? reader.firstLine();
    reader.note(problem, path, place, () => {
      if (problem.code !== 'base-not-https') return [];
      const address = model.replace(/^[^:]+/, 'https');
      return [{ title: 'Use https', edits: editsFor(tree, path, address) }];
    });
    return undefined;
  }
  // A pin that can't be read must not become no pin.
  if (pinned && sha256 === undefined) return undefined;
  return { model, ...(sha256 !== undefined && { sha256 }), input };
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}
