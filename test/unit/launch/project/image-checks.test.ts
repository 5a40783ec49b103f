import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { Plan } from '../../../../src/design/plan';
import { ImageChecks, type ImageChecksOptions } from '../../../../src/launch/project/image-checks';
import type { Project } from '../../../../src/launch/project/project';
import { folder } from '../../../fixtures/folder-facts';
import { scratchFolder } from '../../../fixtures/scratch-folder';
import { headPlan } from '../../../fixtures/terminal-sample';

const result = { checked: 2, unreadable: [], strange: [], untrained: [], copies: [] };
const answering = `process.stdin.resume().on('end', () => console.log(${JSON.stringify(JSON.stringify({ result }))}));`;
const neverEnding = `console.log('{"stage":"check images","done":1,"total":2}'); setInterval(() => {}, 1000);`;

function checksWith(program: string, changes: Partial<ImageChecksOptions> = {}) {
  const root = scratchFolder();
  const bundles = path.join(root, 'dist');
  mkdirSync(bundles);
  writeFileSync(path.join(bundles, 'check-images.js'), program);
  const node = vi.fn(async () => ({ path: process.execPath, version: '20.0.0', environment: {} }));
  const onChange = vi.fn();
  const checks = new ImageChecks(
    { installation: { root, bundles }, node, mayDecode: () => true, delay: 0, ...changes },
    onChange,
  );
  onTestFinished(() => checks.dispose());
  return { checks, node, onChange };
}

/** A project with so many images of each class; the same object of images for the same number is not the same look. */
function projectWith(images: number, plan: Plan | undefined = headPlan): Project {
  const file = path.resolve('/pets/transfer.yaml');
  const names = Object.fromEntries(headPlan.dataset.classes.map((name) => [name, images]));
  const dataset = {
    train: { found: true as const, facts: folder(names, { path: path.resolve('/pets/images') }) },
  };
  return { file, dataset, result: { problems: [], ...(plan ? { plan } : {}) } } as unknown as Project;
}

it('few images are checked in the background, once, and it is told what came of it', async () => {
  const { checks, node, onChange } = checksWith(answering);
  const project = projectWith(1);
  expect(checks.of(project)).toEqual({ kind: 'unknown', images: headPlan.dataset.classes.length });
  await vi.waitUntil(() => checks.of(project)?.kind === 'checked', 10_000);
  expect(checks.of(project)).toMatchObject({
    findings: { words: expect.stringContaining('2 pictures checked') },
  });
  expect(onChange).toHaveBeenLastCalledWith(project.file);
  expect(node).toHaveBeenCalledTimes(1);
});

it('many images are checked when somebody asks for it', async () => {
  const { checks, node } = checksWith(answering);
  const project = projectWith(3_000);
  expect(checks.of(project)?.kind).toBe('unknown');
  await new Promise(setImmediate);
  expect(node).not.toHaveBeenCalled();
  checks.begin(project.file);
  checks.begin(project.file);
  await vi.waitUntil(() => checks.of(project)?.kind === 'checked', 10_000);
  expect(node).toHaveBeenCalledTimes(1);
});

it('no image is checked where nothing may be decoded', async () => {
  const { checks, node } = checksWith(answering, { mayDecode: () => false });
  const project = projectWith(1);
  checks.of(project);
  checks.begin(project.file);
  await new Promise(setImmediate);
  expect(checks.of(project)?.kind).toBe('unknown');
  expect(node).not.toHaveBeenCalled();
});

it('a check is told while it goes on, and ends when it is stopped', async () => {
  const { checks } = checksWith(neverEnding);
  const project = projectWith(1);
  checks.of(project);
  await vi.waitUntil(() => (checks.of(project) as { done?: number }).done === 1, 10_000);
  checks.stop(project.file);
  await vi.waitUntil(() => checks.of(project)?.kind === 'unknown', 10_000);
});

it('a plan that is gone for a moment changes nothing, and another look at the folder everything', async () => {
  const { checks } = checksWith(answering);
  const project = projectWith(1);
  checks.of(project);
  await vi.waitUntil(() => checks.of(project)?.kind === 'checked', 10_000);
  expect(checks.of({ ...project, result: { problems: [] } })?.kind).toBe('checked');
  expect(checks.of(projectWith(1))?.kind).toBe('unknown');
});

it('a check that nobody looks at any more is forgotten, and one that is done is kept', async () => {
  const { checks } = checksWith(answering);
  const project = projectWith(1);
  checks.of(project);
  checks.leave(project.file);
  expect(checks.of(project)?.kind).toBe('unknown');
  await vi.waitUntil(() => checks.of(project)?.kind === 'checked', 10_000);
  checks.leave(project.file);
  expect(checks.of(project)?.kind).toBe('checked');
});

it('a check that fails says why, and can be begun again', async () => {
  const { checks } = checksWith("console.error('vips is gone'); process.exit(1)");
  const project = projectWith(1);
  checks.of(project);
  await vi.waitUntil(() => checks.of(project)?.kind === 'failed', 10_000);
  expect(checks.of(project)).toMatchObject({ message: expect.stringContaining('vips is gone') });
});
