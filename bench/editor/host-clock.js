// Runs inside the extension host, called by the benchmark. Times are the system's, in milliseconds: the page's clock
// gives the same.
const now = () => performance.timeOrigin + performance.now();

let changed;

/** To be called before the extension is active: its listener then comes after this one. */
exports.watchChanges = (vscode) => {
  vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (contentChanges.length === 0) return;
    changed?.({ file: document.uri.fsPath, at: now(), used: process.cpuUsage() });
  });
};

/** When the next change of the file reaches the extensions. */
function nextChange(file) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`${file} was not changed.`)), 20_000);
    changed = (change) => {
      if (change.file !== file) return;
      changed = undefined;
      resolve(change);
    };
  });
}

/** Sets the whole text of the active editor, and saves it. */
exports.setText = async (vscode, text) => {
  const { activeTextEditor: editor } = vscode.window;
  const whole = editor.document.validateRange(new vscode.Range(0, 0, 1_000_000, 0));
  if (!(await editor.edit((edit) => edit.replace(whole, text)))) throw new Error('The edit was refused.');
  await editor.document.save();
};

/** When a problem's message has the words; asked again at each turn of the host's loop. */
async function untilProblem(vscode, uri, words) {
  const limit = now() + 5000;
  while (!vscode.languages.getDiagnostics(uri).some(({ message }) => message.includes(words))) {
    if (now() > limit) throw new Error(`No problem says ${words}.`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return now();
}

/** Replaces `before` by `after` as one edit. Gives when the change came and when a problem said `words`. */
exports.change = async (vscode, { file, before, after, words }) => {
  const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.fsPath === file);
  const text = editor.document.getText();
  const start = text.indexOf(before);
  if (start < 0) throw new Error(`“${before}” does not stand in:\n${text}`);
  const range = new vscode.Range(
    editor.document.positionAt(start),
    editor.document.positionAt(start + before.length),
  );
  const coming = nextChange(file);
  const undo = { undoStopBefore: false, undoStopAfter: false };
  const edited = editor.edit((edit) => edit.replace(range, after), undo);
  const { at, used } = await coming;
  // Goes on as soon as all listeners have been called: by then the problems are set.
  const diagnosed = words === undefined ? at : await untilProblem(vscode, editor.document.uri, words);
  const { user, system } = process.cpuUsage(used);
  if (!(await edited)) throw new Error('The edit was refused.');
  return { received: at, diagnosed, processor: (user + system) / 1000 };
};

/** Remembers when the file changes next; `changeSeen` gives it. */
exports.expectChange = (file) => {
  exports.pending = nextChange(file);
  exports.pending.catch(() => {});
};
exports.changeSeen = async () => (await exports.pending).at;

/**
 * How long activating the extension took at this start of the host, with loading its code, and how long its parts
 * took afterwards, with loading theirs; null before.
 */
exports.activation = (id) => {
  const marks = globalThis.MonacoPerformanceMarks.getMarks();
  const mark = (name) => marks.find((one) => one.name === `code/extHost/${name}/${id}`)?.startTime;
  const end = mark('didActivateExtension');
  const [parts] = performance.getEntriesByName('transferDesigner.load');
  if (end === undefined || parts === undefined) return null;
  const load = mark('didLoadExtensionCode') - mark('willLoadExtensionCode');
  return { activate: load + end - mark('willActivateExtension'), parts: parts.duration };
};

/** Opens a panel; gives when that began. */
exports.openPanel = async (vscode, command) => {
  const at = now();
  await vscode.commands.executeCommand(command);
  return at;
};

exports.closePanels = async (vscode) => {
  const tabs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
  const panels = tabs.filter(({ input }) => input instanceof vscode.TabInputWebview);
  await vscode.window.tabGroups.close(panels);
};

/** Bytes that this process still uses once all garbage is gone. */
exports.heap = (require) => {
  require('node:v8').setFlagsFromString('--expose-gc');
  const collect = require('node:vm').runInNewContext('gc');
  collect();
  collect();
  return process.memoryUsage().heapUsed;
};
