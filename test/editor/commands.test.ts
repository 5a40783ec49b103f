import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EditorSession } from './editor-session';
import { eventually } from './eventually';
import { useEditor } from './use-editor';

interface ContributedCommand {
  readonly command: string;
  readonly title: string;
  readonly category?: string;
}

const root = path.resolve(__dirname, '../..');
const { contributes } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  contributes: { commands: readonly ContributedCommand[] };
};
const promised = [
  'Try an Example',
  'New Project',
  'Open Designer',
  'Fine-Tune or Not?',
  'Train',
  'Train on a Ray Cluster',
  'Set Ray Token',
  'Forget Ray Token',
  'Stop',
  'Resume',
  'Apply Suggestion',
  'Pin Auto Values',
  'Classify Image',
  'Open Report',
  'Compare Runs',
  'Rename Run',
  'Star Run',
  'Unstar Run',
  'Delete Runs',
  'Install Training Runtime',
  'Clear Feature Cache',
  'Show Log',
];

describe('commands', () => {
  it('are those that were promised, under Transfer', () => {
    const titles = contributes.commands
      .filter(({ category }) => category === 'Transfer')
      .map(({ title }) => title.replace(/\.\.\.|…/, ''));
    expect(titles).toEqual(expect.arrayContaining(promised));
  });

  describe('in a folder without a transfer.yaml', () => {
    const editor = useEditor({ workspace: 'test/editor/no-project' });

    it('are all registered', async () => {
      const command = contributes.commands[0]?.command ?? '';
      await editor().inHost((vscode, id) => {
        void vscode.commands.executeCommand(id);
      }, command);
      await dismiss(editor());
      const missing = () =>
        editor().inHost(
          async (vscode, all) => {
            const registered = await vscode.commands.getCommands(true);
            return all.filter((one) => !registered.includes(one));
          },
          contributes.commands.map((one) => one.command),
        );
      await eventually(missing).toEqual([]);
    });

    it.each(contributes.commands)('$command works, asks, or says what is missing', async ({ command }) => {
      expect(await outcomeOf(editor(), command)).not.toBe('silence');
    });
  });

  describe('in a project that has not run yet', () => {
    const editor = useEditor({ workspace: 'examples/emoji-groups' });
    // Those that would start work of minutes are tried in the journey.
    const quick = contributes.commands.filter(({ command }) => !/\.(train|installRuntime)$/.test(command));

    it.each(quick)('$command works, asks, or says what is missing', async ({ command }) => {
      await closePanels(editor());
      await editor().openFile('transfer.yaml');
      expect(await outcomeOf(editor(), command)).not.toBe('silence');
    });
  });
});

/** Runs a command and gives what the user sees of it: words, a question, or that something opened or changed. */
async function outcomeOf(editor: EditorSession, command: string): Promise<string> {
  await editor.clearNotifications();
  const before = await surface(editor);
  // Not awaited there: a command that asks ends only with the answer.
  await editor.inHost((vscode, id) => {
    void vscode.commands.executeCommand(id);
  }, command);
  const start = Date.now();
  let behindBell = false;
  try {
    while (Date.now() < start + 10_000) {
      const [message] = await editor.notifications();
      if (message !== undefined) {
        if (!/\w{3,}/.test(message) || /undefined|\[object|TypeError|ENOENT|Error:/.test(message))
          throw new Error(`This is not said for people: ${message}`);
        return `says: ${message}`;
      }
      if (await editor.page.locator('.quick-input-widget:visible').count()) return 'asks';
      if (await editor.page.locator('.monaco-dialog-box:visible').count()) return 'asks';
      if ((await surface(editor)) !== before) return 'opens or changes something';
      if (!behindBell && Date.now() > start + 2_000) {
        behindBell = true;
        await editor.openNotifications();
      }
      await editor.page.waitForTimeout(100);
    }
    return 'silence';
  } finally {
    await dismiss(editor);
  }
}

/** What opens a panel that is open already shows nothing new. */
function closePanels(editor: EditorSession): Promise<void> {
  return editor.inHost(async (vscode) => {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await vscode.window.tabGroups.close(tabs.filter(({ input }) => input instanceof vscode.TabInputWebview));
  });
}

function surface(editor: EditorSession): Promise<string> {
  return editor.inHost((vscode) =>
    JSON.stringify([
      vscode.window.tabGroups.all.map(({ tabs }) => tabs.map(({ label }) => label)),
      vscode.window.activeTextEditor?.document.getText(),
      vscode.window.visibleTextEditors.map(({ document }) => document.uri.toString()),
    ]),
  );
}

async function dismiss(editor: EditorSession): Promise<void> {
  await editor.page.keyboard.press('Escape');
  await editor.page.keyboard.press('Escape');
  await editor.clearNotifications();
}
