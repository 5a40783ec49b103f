import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stampOf } from '../../../../src/disk/files/file-stamp';
import { openProject, type ProjectOptions, projectOfText } from '../../../../src/launch/project/project';
import { baseFingerprint } from '../../../fixtures/base-look';
import { nextTickOfDisk } from '../../../fixtures/disk-clock';
import { demoLike } from '../../../fixtures/layer-graphs';
import { scratchFolder } from '../../../fixtures/scratch-folder';
import { writeSmallBase } from '../../../fixtures/small-base';

const node = { path: process.execPath, version: process.versions.node, environment: {} };
const text = 'version: 1\nbase: ./base\ndataset: { path: images, test: tests, similarity: similar }\n';

let folder: string;
let options: ProjectOptions;
/** Where the made-up inspecting process notes that it read layers. */
let calls: string;
let fingerprint: string;

beforeEach(async () => {
  folder = scratchFolder();
  for (const name of ['XDG_DATA_HOME', 'LOCALAPPDATA', 'HOME'])
    vi.stubEnv(name, path.join(scratchFolder(), 'user'));
  const root = path.join(folder, 'own');
  const bundles = path.join(root, 'dist');
  mkdirSync(bundles, { recursive: true });
  calls = path.join(root, 'calls');
  writeFileSync(path.join(root, 'package.json'), '{"version":"1.0.0"}');
  options = { installation: { root, bundles }, node, allowDownload: false };
  const modelFile = await writeSmallBase(path.join(folder, 'base'));
  fingerprint = await baseFingerprint(modelFile);
  inspects(`{ fingerprint, graph: ${JSON.stringify(demoLike({ fingerprint }))} }`);
  writeFileSync(path.join(folder, 'transfer.yaml'), text);
  for (const name of ['cat', 'dog']) {
    mkdirSync(path.join(folder, 'images', name), { recursive: true });
    for (let index = 0; index < 10; index += 1) {
      writeFileSync(path.join(folder, 'images', name, `${index}.png`), 'picture');
    }
  }
});

afterEach(() => vi.unstubAllEnvs());

/** The made-up process answers so, unless it is told that the fingerprint is known. */
function inspects(answer: string): void {
  const modelFile = path.join(folder, 'base', 'model.json');
  const program = `const fingerprint = ${JSON.stringify(fingerprint)};
    const modelFile = ${JSON.stringify(modelFile)};
    const [edges, ...known] = process.argv.slice(3);
    if (known.includes(fingerprint)) console.log(JSON.stringify({ modelFile, fingerprint }));
    else {
      require('fs').appendFileSync(${JSON.stringify(calls)}, 'x');
      console.log(JSON.stringify({ modelFile, ...${answer} }));
    }`;
  writeFileSync(path.join(options.installation.bundles, 'inspect.js'), program);
}

const inspections = () => (existsSync(calls) ? readFileSync(calls, 'utf8').length : 0);
const codes = (project: Awaited<ReturnType<typeof openProject>>) =>
  project.result.problems.filter(({ severity }) => severity === 'error').map(({ code }) => code);

describe('a project', () => {
  it('is the file with its base, its images and the plan', async () => {
    const project = await openProject(folder, options);
    expect(project).toMatchObject({ file: path.join(folder, 'transfer.yaml'), folder, text });
    expect(project.base?.modelFile).toBe(path.join(folder, 'base', 'model.json'));
    expect(project.graph?.name).toBe('demo');
    expect(project.dataset?.train.found).toBe(true);
    expect(project.dataset?.test).toMatchObject({ found: false, reason: 'missing' });
    expect(project.result.dataset).toMatchObject({ images: 20 });
  });

  it('inspects a base once, and keeps the graph out of git', async () => {
    await openProject(folder, options);
    await openProject(folder, options);
    expect(inspections()).toBe(1);
    expect(readFileSync(path.join(folder, '.transfer', '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('inspects a base that takes pictures of any size once for each size', async () => {
    const graph = JSON.stringify({ ...demoLike({ fingerprint }), inputIsOpen: true });
    inspects(`{ fingerprint, graph: { ...${graph}, name: 'at ' + edges } }`);
    const at = (size: string) =>
      projectOfText(
        path.join(folder, 'transfer.yaml'),
        text.replace('./base', `{ model: ./base, input: { ${size} } }`),
        options,
      );
    expect((await at('')).graph?.name).toBe('at any');
    expect((await at('size: [20, 24]')).graph?.name).toBe('at 20x24');
    expect((await at('size: [32, 32]')).graph?.name).toBe('at 32x32');
    expect((await at('size: [20, 24]')).graph?.name).toBe('at 20x24');
    expect((await at('')).graph?.name).toBe('at any');
    expect(inspections()).toBe(3);
  });

  it('writes nothing beside a file that is not trusted, and believes nothing that lies there', async () => {
    const untrusted = { ...options, keepGraph: false };
    expect((await openProject(folder, untrusted)).graph?.name).toBe('demo');
    expect(readdirSync(folder)).not.toContain('.transfer');
    await openProject(folder, options);
    await openProject(folder, untrusted);
    expect(inspections()).toBe(3);
  });

  describe('a kept graph', () => {
    const graphs = () => path.join(folder, '.transfer', 'graphs');
    const keptFile = () => path.join(graphs(), readdirSync(graphs())[0] ?? '');
    const isInspectedAnew = async () => {
      const before = inspections();
      const { graph } = await openProject(folder, options);
      expect(graph).toEqual(demoLike({ fingerprint }));
      return inspections() === before + 1;
    };

    it('is not believed where it says something else than was found', async () => {
      await openProject(folder, options);
      const kept = readFileSync(keptFile(), 'utf8');
      expect(await isInspectedAnew()).toBe(false);
      writeFileSync(keptFile(), kept.replace('"-1..1"', '"0..255"'));
      expect(readFileSync(keptFile(), 'utf8')).not.toBe(kept);
      expect(await isInspectedAnew()).toBe(true);
      expect(readFileSync(keptFile(), 'utf8')).toBe(kept);
    });

    it('is not believed where it was kept for another user, base or version', async () => {
      await openProject(folder, options);
      const kept = readFileSync(keptFile());
      vi.stubEnv('XDG_DATA_HOME', path.join(scratchFolder(), 'another'));
      vi.stubEnv('LOCALAPPDATA', path.join(scratchFolder(), 'another'));
      vi.stubEnv('HOME', path.join(scratchFolder(), 'another'));
      expect(await isInspectedAnew()).toBe(true);
      const { root } = options.installation;
      writeFileSync(path.join(root, 'package.json'), '{"version":"1.0.1"}');
      expect(await isInspectedAnew()).toBe(true);
      const other = path.join(graphs(), `${'a'.repeat(64)}.json`);
      writeFileSync(other, kept);
      fingerprint = 'a'.repeat(64);
      inspects(`{ fingerprint, graph: ${JSON.stringify(demoLike({ fingerprint }))} }`);
      expect(await isInspectedAnew()).toBe(true);
    });

    it('is passed over where something else than a file has its name', async () => {
      await openProject(folder, options);
      const file = keptFile();
      rmSync(file);
      mkdirSync(file);
      expect(await isInspectedAnew()).toBe(true);
      expect(await isInspectedAnew()).toBe(true);
    });
  });

  it('asks no process about a base that was read before, but where a run may start from it', async () => {
    const place = path.join(folder, 'base');
    const { text: stamp } = await stampOf([place]);
    const graph = JSON.stringify(demoLike({ fingerprint }));
    inspects(`{ fingerprint, seen: ${JSON.stringify({ places: [place], stamp })}, graph: ${graph} }`);
    await openProject(folder, options);
    const bundle = path.join(options.installation.bundles, 'inspect.js');
    writeFileSync(bundle, 'process.exit(3)');
    expect((await openProject(folder, options)).graph).toEqual(demoLike({ fingerprint }));
    expect(codes(await openProject(folder, { ...options, keepGraph: false }))).toContain('base-damaged');
    expect(codes(await openProject(folder, { ...options, allowDownload: true }))).toContain('base-damaged');
    await nextTickOfDisk(place);
    writeFileSync(path.join(place, 'added'), '');
    expect(codes(await openProject(folder, options))).toContain('base-damaged');
  });

  it('has a problem where the base is missing, and asks no process', async () => {
    const project = await projectOfText(
      path.join(folder, 'transfer.yaml'),
      text.replace('./base', './no'),
      options,
    );
    expect(codes(project)).toContain('base-missing');
    expect(project.result.plan).toBeUndefined();
    expect(inspections()).toBe(0);
  });

  it('has the problem that the inspecting process gives', async () => {
    inspects("{ problem: { code: 'base-format', message: 'A GraphModel has no layers.' } }");
    const project = await openProject(folder, options);
    expect(codes(project)).toContain('base-format');
    expect(project.graph).toBeUndefined();
  });

  it.each(['process.exit(3)', "process.kill(process.pid, 'SIGKILL')", 'console.log(\'{"graph":{}}\')'])(
    'has a problem where the inspecting process fails: %s',
    async (program) => {
      writeFileSync(path.join(options.installation.bundles, 'inspect.js'), program);
      expect(codes(await openProject(folder, options))).toContain('base-damaged');
    },
  );

  it.each(['', 'dataset:', 'base:\n  model:', '[', 'base: 5'])(
    'survives a half-typed file: %j',
    async (half) => {
      const project = await projectOfText(path.join(folder, 'transfer.yaml'), half, options);
      expect(project.result.plan).toBeUndefined();
    },
  );
});
