import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

// The arrows of ARCHITECTURE.md. Whatever is not listed is not allowed.
const mayImport: Readonly<Record<string, readonly string[]>> = {
  design: [],
  shared: ['design'],
  catalog: ['design'],
  disk: ['design', 'shared', 'catalog'],
  report: ['design', 'shared'],
  train: ['design', 'shared', 'disk', 'report', 'catalog'],
  launch: ['design', 'shared', 'disk', 'catalog'],
  language: ['design', 'shared', 'launch', 'catalog'],
  views: ['design', 'shared', 'report', 'launch', 'language'],
  editor: ['design', 'shared', 'disk', 'launch', 'language', 'views'],
  cli: ['design', 'shared', 'disk', 'launch', 'catalog', 'report'],
  'cli.ts': ['design', 'shared', 'disk', 'launch', 'cli'],
  // The parts are a bundle of their own, loaded when there is work.
  'extension.ts': ['editor', 'language', 'editor-parts.js'],
};

// Within the large ones, from the ground up; `.` are the files beside the rooms. In design they are the vocabulary, in
// the editor what all of its rooms use, in train the processes and what they do.
const smallerRooms: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  design: {
    '.': [],
    words: ['.'],
    problems: ['.', 'words'],
    yaml: ['.', 'problems', 'words'],
    format: ['.', 'yaml', 'problems', 'words'],
    base: ['.', 'problems', 'words'],
    images: ['.', 'problems', 'words'],
    network: ['.', 'base', 'problems', 'words'],
    plan: ['.', 'network', 'base', 'images', 'problems', 'words'],
    advice: ['.', 'plan', 'network', 'base', 'images', 'problems', 'words'],
    study: ['.', 'plan', 'network', 'base', 'images', 'words'],
    cluster: ['.', 'plan', 'base', 'images', 'words'],
  },
  disk: {
    files: [],
    bases: ['files'],
    cluster: ['files'],
    features: ['files'],
    images: ['files'],
    bucket: ['images', 'files'],
    runs: ['files'],
  },
  train: {
    failures: [],
    network: ['failures'],
    compiler: ['network'],
    onnx: ['compiler', 'network', 'failures'],
    formats: ['network', 'failures', 'onnx'],
    learning: ['network'],
    engines: ['compiler', 'learning', 'network', 'failures', 'onnx'],
    images: ['engines', 'network', 'failures'],
    fit: ['images', 'engines', 'learning', 'network', 'failures'],
    measure: ['fit', 'images', 'engines', 'formats', 'network', 'failures'],
    run: ['fit', 'images', 'engines', 'learning', 'formats', 'onnx', 'network', 'failures'],
    see: ['run', 'images', 'engines', 'formats', 'network', 'failures'],
    exports: ['run', 'images', 'engines', 'formats', 'onnx', 'network', 'failures'],
    ray: ['exports', 'run', 'images', 'engines', 'learning', 'formats', 'network'],
    '.': [
      'ray',
      'exports',
      'see',
      'run',
      'measure',
      'images',
      'engines',
      'formats',
      'onnx',
      'network',
      'failures',
    ],
  },
  launch: {
    programs: [],
    bases: ['programs'],
    project: ['programs', 'bases'],
    engine: ['project', 'programs'],
    runs: ['engine', 'project', 'programs'],
  },
  editor: {
    '.': [],
    documents: ['.'],
    runs: ['.', 'documents'],
    text: ['.', 'documents', 'runs'],
    panel: ['.', 'documents', 'runs'],
    commands: ['.', 'documents', 'runs', 'panel'],
  },
  [path.join('..', 'webview')]: {
    '.': [],
    head: ['.'],
    layers: ['.'],
    drawing: ['.', 'layers'],
    measured: ['.'],
    pictures: ['.'],
    seen: ['.', 'pictures'],
    card: ['.', 'layers', 'seen'],
    guide: ['.'],
    run: ['.', 'seen'],
    trials: ['.'],
    // A page of its own, which knows nothing of the panel but how numbers are written.
    tryout: ['.'],
  },
};
// These put the rooms together.
const above = [
  path.join('design', 'design.ts'),
  path.join('editor', 'parts.ts'),
  ...['main.tsx', 'panel.tsx', 'network-section.tsx', 'use-panel-view.ts'].map((file) =>
    path.join('../webview', file),
  ),
];

// Packages from outside, by the only rooms and folders that may know them. Node's own modules are kept out of design and shared.
const packages: Readonly<Record<string, readonly string[]>> = {
  yaml: ['design'],
  sharp: ['disk'],
  undici: ['disk'],
  '@aws-sdk/client-s3': ['disk/bucket/s3-bucket.ts'],
  hyparquet: ['disk'],
  'hyparquet-writer': ['disk'],
  yauzl: ['launch', 'train'],
  yazl: ['train'],
  h5wasm: ['train'],
  'string-width': ['cli'],
  commander: ['cli', 'cli.ts'],
  '@bufbuild/protobuf': ['train/onnx', 'train/engines/tensorflow-js'],
  '@bufbuild/protobuf/codegenv2': ['train/onnx', 'train/engines/tensorflow-js'],
  '@tensorflow/tfjs': ['train/engines/tensorflow-js'],
  '@tensorflow/tfjs-backend-wasm': ['train/engines/tensorflow-js'],
  'elkjs/lib/elk.bundled.js': ['views'],
  vscode: ['editor', 'extension.ts'],
};

const source = path.resolve(import.meta.dirname, '../../src');
const pure = ['design', 'shared', 'catalog'];
const panel = path.join('..', 'webview');

interface Import {
  readonly file: string;
  readonly room: string;
  readonly target: string;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(source, file), 'utf8');
  // The formatter puts what an import names on one line with it, or on lines that end in `} from`.
  const found = text.matchAll(
    /^(?:import|export|\})[^'"\n]*\sfrom\s'([^'\n]+)';$|^import\s'([^'\n]+)';$|\b(?:import|require)\('([^'\n]+)'\)/gm,
  );
  return [...found].map((match) => ({
    file,
    room: file.split(path.sep)[0]!,
    target: match.slice(1).find((target) => target !== undefined)!,
  }));
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /\.tsx?$/.test(file),
);
const imports = files.flatMap(importsOf);
const panelFiles = readdirSync(path.join(source, panel), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => path.join(panel, file));

describe('the arrows between the rooms', () => {
  it('sees the code', () => {
    expect(files.length).toBeGreaterThan(5);
    expect(imports.length).toBeGreaterThan(5);
  });

  it('are the allowed ones', () => {
    const wrong = imports.filter(({ file, room, target }) => {
      if (!target.startsWith('.')) return false;
      const to = path.relative(source, path.resolve(source, path.dirname(file), target)).split(path.sep)[0]!;
      return to !== room && !(mayImport[room] ?? []).includes(to);
    });
    expect(wrong).toEqual([]);
  });

  it.each(Object.entries(smallerRooms))('are the allowed ones between the rooms of %s', (large, rooms) => {
    const within = large === panel ? panelFiles : files;
    const roomOf = (file: string): string | undefined => {
      const [room, ...more] = path.relative(large, file).split(path.sep);
      return room === '..' ? undefined : more.length > 0 ? room : '.';
    };
    const wrong = within.flatMap(importsOf).filter(({ file, target }) => {
      const from = roomOf(file);
      if (from === undefined || !target.startsWith('.') || above.includes(file)) return false;
      const to = roomOf(path.join(path.dirname(file), target));
      return to !== undefined && to !== from && !(rooms[from] ?? []).includes(to);
    });
    expect(wrong).toEqual([]);
    const there = new Set(within.map(roomOf).filter((room) => room !== undefined));
    expect([...there].sort()).toEqual(Object.keys(rooms).sort());
  });

  it('make no circle: each room imports what stands before it alone', () => {
    for (const rooms of [mayImport, ...Object.values(smallerRooms)]) {
      const names = Object.keys(rooms);
      const back = names.filter((name, index) =>
        rooms[name]?.some((target) => names.indexOf(target) >= index && target !== name),
      );
      expect(back).toEqual([]);
    }
  });

  it('leave to the editor what the API of the editor is needed for', () => {
    const inEditor = files.filter((file) => file.startsWith(`editor${path.sep}`));
    const importers = new Set(imports.filter(({ target }) => target === 'vscode').map(({ file }) => file));
    const importsOne = ({ file, target }: Import): boolean =>
      target.startsWith('.') && importers.has(`${path.join(path.dirname(file), target)}.ts`);
    for (let before = -1; before < importers.size; ) {
      before = importers.size;
      for (const found of imports) if (importsOne(found)) importers.add(found.file);
    }
    // The names that package.json gives the editor are a table.
    expect(inEditor.filter((file) => !importers.has(file))).toEqual([path.join('editor', 'command-ids.ts')]);
  });

  it('keep each package in its room', () => {
    const wrong = imports.filter(({ file, room, target }) => {
      if (target.startsWith('.')) return false;
      if (target.startsWith('node:')) return pure.includes(room);
      return !(packages[target] ?? []).some(
        (place) => file === place || file.startsWith(path.join(place, '/')),
      );
    });
    expect(wrong).toEqual([]);
  });

  it('lead neither the terminal nor the editor to the library for buckets: processes of their own speak with them', () => {
    const withLibrary = path.join('disk', 'bucket', 's3-bucket.ts');
    const reachedFrom = (...entries: readonly string[]): ReadonlySet<string> => {
      const reached = new Set(entries);
      for (const file of reached) {
        const text = readFileSync(path.join(source, file), 'utf8').replace(/^import type [^;]*;$/gm, '');
        for (const [, target = ''] of text.matchAll(/(?:\bfrom|\bimport\(|^import)\s?'(\.[^'\n]+)'/gm)) {
          const found = `${path.join(path.dirname(file), target)}.ts`;
          if (files.includes(found)) reached.add(found);
        }
      }
      return reached;
    };
    expect(reachedFrom(path.join('train', 'run-process.ts'))).toContain(withLibrary);
    const programs = reachedFrom('cli.ts', 'extension.ts', path.join('editor', 'parts.ts'));
    expect(programs.size).toBeGreaterThan(100);
    expect(programs).not.toContain(withLibrary);
  });

  it('let none but the list of engines know an engine', () => {
    const engines = path.join('train', 'engines', '/');
    const engineOf = (file: string): string => {
      const [engine, ...more] = file.startsWith(engines) ? file.slice(engines.length).split(path.sep) : [];
      return more.length > 0 ? engine! : '';
    };
    const known = imports.filter(({ file, target }) => {
      const engine = target.startsWith('.') ? engineOf(path.join(path.dirname(file), target)) : '';
      return engine !== '' && engine !== engineOf(file);
    });
    expect([...new Set(known.map(({ file }) => file))]).toEqual([path.join(engines, 'load-engines.ts')]);
  });

  it('let the panel know of src what is shared and the words of design', () => {
    const ofSource = panelFiles
      .flatMap(importsOf)
      .map(({ file, target }) => path.relative(source, path.resolve(source, path.dirname(file), target)))
      .filter((target) => !target.startsWith('..'));
    expect(ofSource.length).toBeGreaterThan(0);
    const known = [`shared${path.sep}`, path.join('design', 'words') + path.sep];
    expect(ofSource.filter((target) => !known.some((one) => target.startsWith(one)))).toEqual([]);
  });
});
