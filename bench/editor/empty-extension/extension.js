const vscode = require('vscode');

exports.activate = ({ subscriptions }) => {
  const problems = vscode.languages.createDiagnosticCollection('empty');
  subscriptions.push(
    problems,
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.path.endsWith('/plain.txt')) problems.set(document.uri, problemsOf(document));
    }),
    vscode.commands.registerCommand('emptyExtension.openPanel', () => {
      const { Beside } = vscode.ViewColumn;
      const panel = vscode.window.createWebviewPanel('empty', 'Empty', Beside, { enableScripts: true });
      panel.webview.html = page;
    }),
  );
};

function problemsOf(document) {
  const start = document.getText().indexOf('case: 19');
  if (start < 0) return [];
  const range = new vscode.Range(document.positionAt(start + 6), document.positionAt(start + 8));
  return [new vscode.Diagnostic(range, 'not a case')];
}

// What the benchmark's clock looks for in our panel.
const page = `<!DOCTYPE html>
<div id="panel"></div>
<script>
  setTimeout(() => {
    document.getElementById('panel').innerHTML = '<main data-revision="1"><p class="box">Empty</p></main>';
  }, 5);
</script>`;
