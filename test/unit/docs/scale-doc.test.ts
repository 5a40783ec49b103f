import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../../src/cli/program';
import { type ClusterRates, usualRates } from '../../../src/design/cluster/cluster-rates';
import { readRayFile } from '../../../src/design/format/ray-file';
import { readTextTree } from '../../../src/design/yaml/read-text-tree';
import { plainValue } from '../../../src/design/yaml/tree-values';

const root = path.resolve(import.meta.dirname, '../../..');
const file = path.join(root, 'docs', 'scale.md');
const document = () => readFileSync(file, 'utf8').replaceAll('\r\n', '\n');

/** The fenced blocks of a language, without their fences. */
function blocks(language: string): readonly string[] {
  const found = document().matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm);
  return [...found].flatMap(([, named, text = '']) => (named === language ? [text] : []));
}

function yamlIn(text: string): Readonly<Record<string, unknown>> {
  const { root: tree, faults } = readTextTree(text);
  expect(faults).toEqual([]);
  return (tree ? plainValue(tree) : {}) as Record<string, unknown>;
}

const units: Partial<Record<keyof ClusterRates, string>> = {
  ...{ storage: 'B/s', network: 'B/s', requests: '1/s', knownImage: 'B' },
};

function rateTable(): string {
  const rows = Object.entries(usualRates).map(([name, { value, isMeasured, source }]) => {
    const size = Number(value.toPrecision(3));
    const text = size < 1e-4 || size >= 1e5 ? size.toExponential().replace('e+', 'e') : String(size);
    const unit = units[name as keyof ClusterRates] ?? 's';
    return `| \`${name}\` | ${text} ${unit} | ${isMeasured ? 'measured' : 'assumed'} | ${source} |`;
  });
  return ['| | | | of |', '|---|---|---|---|', ...rows].join('\n');
}

describe('docs/scale.md', () => {
  it('has the figures that plan --on reckons with, and says of each whether it was measured', () => {
    const section = /(### Figures\n\n)[\s\S]*?(?=\n\n)/;
    if (process.env.UPDATE_GOLDEN === '1')
      writeFileSync(
        file,
        document().replace(section, (_, head) => `${head}${rateTable()}`),
      );
    expect(document()).toContain(rateTable());
  });

  it('shows an estimate as plan --on prints it', () => {
    const golden = readFileSync(path.join(root, 'test/unit/cli/golden/plan-on-cluster.txt'), 'utf8');
    const [first = ''] = golden.replaceAll('\r\n', '\n').split('\n\n');
    expect(first).toContain('On Ray:');
    expect(blocks('')).toContain(`${first.trimEnd()}\n`);
  });

  it('has a ray.yaml that is read, with every key that there is', () => {
    const [text = ''] = blocks('yaml');
    expect(readRayFile(text)).toEqual({
      ...{ address: 'http://127.0.0.1:8265', storage: '/data/transfer', workers: 4 },
      worker: { cpus: 8, gpus: 0 },
    });
    // A key that is not known is refused with the names of all that are.
    const all = (other: string) => {
      try {
        readRayFile(other);
        return [];
      } catch (error) {
        return [...(error as Error).message.matchAll(/`(?:worker\.)?([a-z]+)`/g)]
          .map(([, key = '']) => key)
          .slice(1);
      }
    };
    const keys = [...all('other: 1'), ...all('worker: { other: 1 }')];
    expect(keys).toHaveLength(6);
    for (const key of keys) expect(text).toMatch(new RegExp(`^ *${key}:`, 'm'));
  });

  it('has recipes whose YAML parses, and that start the version of Ray that the job is for', () => {
    const [, machines = '', kubernetes = '', ...others] = blocks('yaml');
    expect(others).toEqual([]);
    expect(yamlIn(machines)).toMatchObject({
      num_nodes: 4,
      secrets: { RAY_AUTH_TOKEN: null },
      run: expect.stringContaining('export RAY_AUTH_MODE=token'),
    });
    const requirements = readFileSync(path.join(root, 'ray-job', 'requirements.txt'), 'utf8');
    const version = /^ray\[.*\]==(.*)$/m.exec(requirements)?.[1] ?? '';
    expect(version).not.toBe('');
    expect(yamlIn(kubernetes)).toMatchObject({
      kind: 'RayCluster',
      spec: { rayVersion: version, authOptions: { mode: 'token' } },
    });
    const images = [...document().matchAll(/(?:rayproject\/ray|transfer-ray):([\d.]+)/g)].map(([, of]) => of);
    expect(images.length).toBeGreaterThanOrEqual(4);
    expect(new Set(images)).toEqual(new Set([version]));
  });

  it('tells commands and options that there are', () => {
    const program = createProgram('', async () => {});
    const calls = [...document().matchAll(/transfer-designer ([a-z]+)([^\n`]*)/g)];
    expect(calls.length).toBeGreaterThan(8);
    const unknown = calls.filter(([, name = '', rest = '']) => {
      const command = program.commands.find((one) => one.name() === name);
      const options = [...rest.matchAll(/(?<=\s)--[a-z]+/g)].map(([option]) => option);
      return !command || options.some((option) => !knows(command, option));
    });
    expect(unknown.map(([call]) => call)).toEqual([]);
    expect(document()).toMatch(/--images 1,000,000 --workers 64 --network 25/);
  });

  it('leads to sections that are there', () => {
    const anchors = new Set(
      [...document().matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replaceAll(/[^\w\- ]/g, '')
          .replaceAll(' ', '-'),
      ),
    );
    const links = [...document().matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor = '']) => anchor);
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((anchor) => !anchors.has(anchor))).toEqual([]);
  });
});

function knows({ options }: Command, option: string): boolean {
  return options.some(({ long }) => long === option);
}
