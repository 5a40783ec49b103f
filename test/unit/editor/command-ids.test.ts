import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  activeContextKey,
  assistantToolIds,
  commandIds,
  designerViewType,
  explorerCommandIds,
  runsViewId,
  settingNames,
  settingSection,
} from '../../../src/editor/command-ids';
import { isTransferFile } from '../../../src/language/transfer-file-name';
import {
  type AssistantDesk,
  type AssistantToolName,
  AssistantTools,
} from '../../../src/views/assistant-tools';

interface ToolContribution {
  readonly name: string;
  readonly toolReferenceName: string;
  readonly canBeReferencedInPrompt: boolean;
  readonly displayName: string;
  readonly icon: string;
  readonly userDescription: string;
  readonly modelDescription: string;
  readonly when: string;
  readonly inputSchema: {
    readonly properties: Readonly<Record<string, { readonly description: string }>>;
    readonly additionalProperties: boolean;
  };
}

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly extensionKind: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category?: string;
    }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly configuration: {
      readonly properties: Readonly<
        Record<
          string,
          { readonly scope?: string; readonly description?: string; readonly markdownDescription?: string }
        >
      >;
    };
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly when: string }[]>>;
    readonly languageModelTools: readonly ToolContribution[];
    readonly yamlValidation: readonly { readonly fileMatch: readonly string[]; readonly url: string }[];
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly title: string;
        readonly media: { readonly svg: string; readonly altText: string };
        readonly description: string;
        readonly completionEvents: readonly string[];
      }[];
    }[];
  };
}

const root = path.resolve(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const manifest: Manifest = JSON.parse(read('package.json'));
const { contributes } = manifest;
const ids: ReadonlySet<string> = new Set(Object.values(commandIds));
const explorerIds: readonly string[] = Object.values(explorerCommandIds);

describe('package.json', () => {
  it('contributes the commands that are registered, all in one category', () => {
    const commands = contributes.commands.filter(({ command }) => !explorerIds.includes(command));
    expect(new Set(commands.map(({ command }) => command))).toEqual(ids);
    expect(new Set(commands.map(({ category }) => category))).toEqual(new Set(['Transfer']));
  });

  it('tells in the explorer’s menus, which show titles alone, whose the commands are', () => {
    const titles = (contributes.menus['explorer/context'] ?? []).map(
      (item) => contributes.commands.find(({ command }) => command === item.command)?.title,
    );
    expect(titles).toEqual([
      // Of an image: it says what it does.
      'Classify Image',
      'New Transfer Project from Folder',
      'Open Transfer Designer',
      'Train with Transfer Designer',
    ]);
    // The palette has the same as "Transfer: New Project".
    const hidden = (contributes.menus.commandPalette ?? []).filter(({ when }) => when === 'false');
    expect(hidden.map(({ command }) => command)).toEqual(explorerIds);
  });

  it('names only these commands in menus, walkthroughs and welcome views', () => {
    const inMenus = Object.values(contributes.menus).flatMap((items) => items.map(({ command }) => command));
    const inSteps = contributes.walkthroughs.flatMap(({ steps }) =>
      steps.flatMap(({ description }) =>
        [...description.matchAll(/\(command:([\w.]+)\)/g)].map(([, id]) => id ?? ''),
      ),
    );
    const inWelcomes = contributes.viewsWelcome.flatMap(({ contents }) =>
      [...contents.matchAll(/\(command:([\w.]+)\)/g)].map(([, id]) => id ?? ''),
    );
    for (const id of inWelcomes) expect(ids).toContain(id);
    // Where no folder is open there is nothing else to press.
    expect(contributes.viewsWelcome.find(({ view }) => view === 'explorer')?.contents).toContain(
      `(command:${commandIds.tryExample})`,
    );
    for (const id of inMenus) expect([...ids, ...explorerIds]).toContain(id);
    for (const id of inSteps) expect(ids).toContain(id);
    expect(inSteps.length).toBeGreaterThan(0);
  });

  it('leads through steps that do one thing each, by one button, whose use completes them', () => {
    const [walkthrough] = contributes.walkthroughs;
    expect(walkthrough?.steps[0]?.description).toContain(`(command:${commandIds.tryExample})`);
    for (const { title, description, media, completionEvents } of walkthrough?.steps ?? []) {
      const buttons = [...description.matchAll(/^\[[^\]]+\]\(command:([\w.]+)\)$/gm)].map(([, id]) => id);
      expect(buttons, title).toHaveLength(1);
      expect(completionEvents, title).toContain(`onCommand:${buttons[0]}`);
      // What the list of steps shows of a title on one line.
      expect(title.length, title).toBeLessThanOrEqual(28);
      expect(media.altText, title).toMatch(/^\w.{20,}/);
    }
  });

  it('has the settings that are read, each described; those that name programs are of the machine', () => {
    const { properties } = contributes.configuration;
    const names = Object.values(settingNames).map((name) => `${settingSection}.${name}`);
    expect(new Set(Object.keys(properties))).toEqual(new Set(names));
    for (const about of Object.values(properties))
      expect(about.description ?? about.markdownDescription).toMatch(/\.$/);
    const programs = ['transferDesigner.node', 'transferDesigner.tfjsNode'];
    for (const name of programs) expect(properties[name]?.scope).toBe('machine');
    // A token goes to the cluster: a workspace names it only where it is trusted.
    const restricted = [...programs, 'transferDesigner.ray.address'];
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual(restricted);
  });

  it('has the view, the panel and the context key', () => {
    const views = Object.values(contributes.views).flat();
    expect(views).toContainEqual(expect.objectContaining({ id: runsViewId, when: activeContextKey }));
    expect(manifest.activationEvents).toContain(`onWebviewPanel:${designerViewType}`);
    expect(manifest.extensionKind).toEqual(['workspace']);
  });

  it('has the tools for language models, each described to people and to models, and nothing else in a call', () => {
    const tools = contributes.languageModelTools;
    expect(tools.map(({ name }) => name)).toEqual(Object.values(assistantToolIds));
    for (const tool of tools) {
      // The editor refuses the tools of an extension that has others.
      expect(tool.name).toMatch(/^[\w-]+$/);
      expect(tool.toolReferenceName).toMatch(/^transfer[A-Z]\w+$/);
      expect(tool.canBeReferencedInPrompt).toBe(true);
      expect(tool.icon).toMatch(/^\$\([a-z-]+\)$/);
      for (const words of [tool.userDescription, tool.modelDescription]) expect(words).toMatch(/^[A-Z].*\.$/);
      expect(tool.modelDescription).toContain('JSON');
      expect(tool.inputSchema.additionalProperties).toBe(false);
      for (const { description } of Object.values(tool.inputSchema.properties))
        expect(description).toMatch(/\.$/);
    }
    expect(new Set(tools.map(({ toolReferenceName }) => toolReferenceName)).size).toBe(tools.length);
  });

  it('offers in a workspace that is not trusted only the tools that work there', () => {
    const tools = new AssistantTools({} as AssistantDesk);
    const names = Object.keys(assistantToolIds) as AssistantToolName[];
    for (const [index, name] of names.entries()) {
      const clauses = contributes.languageModelTools[index]?.when.split(' && ');
      expect(clauses?.[0]).toBe(activeContextKey);
      expect(clauses?.includes('isWorkspaceTrusted'), name).toBe(tools.needsTrust(name));
    }
  });

  it('names files that are there', () => {
    const named = [
      ...contributes.yamlValidation.map(({ url }) => url),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.svg)),
    ];
    for (const file of named) expect(read(file).length).toBeGreaterThan(0);
  });
});

describe('the when clauses of files', () => {
  it.each([
    ['/pets/transfer.yaml', true],
    ['C:\\pets\\cats.transfer.yml', true],
    ['/pets/mytransfer.yaml', false],
    ['/pets/transfer.yaml/notes.txt', false],
    ['/pets/.transfer/graph.yaml', false],
  ])('%s: %s', (file, expected) => {
    expect(isTransferFile(file)).toBe(expected);
    const clause = contributes.menus['editor/title']?.[0]?.when ?? '';
    const pattern = /resourceFilename =~ \/(.+)\/$/.exec(clause)?.[1] ?? '(?!)';
    const name = file.split(/[\\/]/).at(-1) ?? '';
    expect(new RegExp(pattern).test(name)).toBe(expected);
  });
});
