import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CommandName, commandIds } from '../../../src/editor/command-ids';
import { behindTrust, needsTrust } from '../../../src/editor/commands/command-trust';

const root = path.resolve(import.meta.dirname, '../../..');
const contributed: readonly { readonly command: string }[] = JSON.parse(
  readFileSync(path.join(root, 'package.json'), 'utf8'),
).contributes.commands;

/** Each command as somebody who reads package.json sees it. */
const expected: Readonly<Record<string, 'everywhere' | 'where it is trusted'>> = {
  'transferDesigner.tryExample': 'where it is trusted',
  'transferDesigner.newProject': 'where it is trusted',
  'transferDesigner.openDesigner': 'everywhere',
  'transferDesigner.measure': 'where it is trusted',
  'transferDesigner.compareBases': 'where it is trusted',
  'transferDesigner.pilot': 'where it is trusted',
  'transferDesigner.study': 'where it is trusted',
  'transferDesigner.seeLayer': 'where it is trusted',
  'transferDesigner.lookForOddPictures': 'where it is trusted',
  'transferDesigner.train': 'where it is trusted',
  'transferDesigner.trainOnCluster': 'where it is trusted',
  'transferDesigner.stop': 'where it is trusted',
  'transferDesigner.resume': 'where it is trusted',
  'transferDesigner.applySuggestion': 'everywhere',
  'transferDesigner.pinAutoValues': 'everywhere',
  'transferDesigner.classifyImage': 'where it is trusted',
  'transferDesigner.openReport': 'everywhere',
  'transferDesigner.exportModel': 'where it is trusted',
  'transferDesigner.compareRuns': 'everywhere',
  'transferDesigner.renameRun': 'where it is trusted',
  'transferDesigner.starRun': 'where it is trusted',
  'transferDesigner.unstarRun': 'where it is trusted',
  'transferDesigner.deleteRuns': 'where it is trusted',
  'transferDesigner.fetchBase': 'where it is trusted',
  'transferDesigner.fetchImages': 'where it is trusted',
  'transferDesigner.setRayToken': 'everywhere',
  'transferDesigner.forgetRayToken': 'everywhere',
  'transferDesigner.installRuntime': 'where it is trusted',
  'transferDesigner.clearFeatureCache': 'where it is trusted',
  'transferDesigner.showLog': 'everywhere',
};

/** The menus of the explorer have some of them by another name. */
const plainId = (id: string) => id.replace('.explorer.', '.');

async function done(trusted: boolean): Promise<readonly string[]> {
  const ran: string[] = [];
  const names = Object.keys(commandIds) as CommandName[];
  const works = Object.fromEntries(names.map((name) => [name, async () => void ran.push(name)]));
  const commands = behindTrust(works as Record<CommandName, () => Promise<void>>, async () => trusted);
  for (const name of names) await commands[name]();
  return ran;
}

describe('in a workspace that is not trusted', () => {
  it.each(contributed.map(({ command }) => plainId(command)))('%s works as it should', async (id) => {
    const [name] = Object.entries(commandIds).find(([, value]) => value === id) ?? [];
    expect(expected[id]).toBeDefined();
    expect((await done(false)).includes(name ?? '')).toBe(expected[id] === 'everywhere');
  });

  it('every command works as soon as it is trusted', async () => {
    expect(await done(true)).toEqual(Object.keys(needsTrust));
  });
});

describe('whatever the editor starts, writes or removes in a project', () => {
  // Calls that reach the disk or a process, and the commands that they are for.
  it.each([
    [/\bruns\.stop\(/, ['commands/assistant-calls.ts', 'commands/stop-and-resume.ts', 'commands/train.ts']],
    [/\bruns\.resume\(/, ['commands/stop-and-resume.ts']],
    [/\bruns\.start\(/, ['commands/training-starts.ts']],
    [
      /\bstarts\.start\(/,
      ['commands/assistant-calls.ts', 'commands/train-on-cluster.ts', 'commands/train.ts'],
    ],
    [
      /\breachCluster\(/,
      ['commands/reach-cluster.ts', 'commands/stop-and-resume.ts', 'commands/train-on-cluster.ts'],
    ],
    [/\bnew RayJobs\(/, []],
    [/\brequireCluster\(/, ['commands/reach-cluster.ts']],
    [/\bruns\.call\(/, ['commands/label-runs.ts']],
    [/\bremoveRun\(/, ['commands/delete-runs.ts']],
    // A press in the panel that nobody trusts does nothing, without a word: it shows no such button then.
    [/\bmeasurements\.measure\(/, ['commands/measure.ts', 'panel/designer-panel.ts']],
    [/\bmeasureProject\(/, []],
    [/\brankBases\(/, ['commands/compare-bases.ts']],
    [/\bsee(?:Layer|Channel|Evidence)\(/, ['panel/panel-seeing.ts']],
    [/\b(?:looks\.begin|renameFile|kept\.decide)\(/, ['panel/odd-pictures.ts']],
    [/\bclearFeatureCache\(/, ['commands/clear-feature-cache.ts']],
    [/\bpredictImages\(/, ['commands/classify-image.ts']],
    [/\bexportRun\(/, ['commands/export-model.ts']],
    [/\binstallMissing\(/, ['commands/install-runtime.ts']],
    [/\bcopyExample\(/, ['commands/try-example.ts']],
    [/\bfetchImages\(/, ['commands/fetch-images.ts']],
    [/\ballowDownload: true\b/, ['commands/fetch-base.ts', 'commands/training-starts.ts']],
    [
      /\.(?:writeFile|createDirectory|delete|rename|copy)\(\s*(?:file|uri|vscode)/,
      ['commands/choose-cluster.ts', 'commands/delete-runs.ts', 'commands/new-project.ts'],
    ],
    [/from 'node:fs'|\b(?:mkdir|rm|unlink|appendFile)\(/, []],
  ])('is done by what asks for trust: %s', (call, files) => {
    const folder = path.join(root, 'src/editor');
    const callers = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && call.test(readFileSync(path.join(folder, file), 'utf8')))
      .map((file) => file.split(path.sep).join('/'));
    expect(callers.sort()).toEqual(files);
  });
});
