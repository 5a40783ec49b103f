const vscode = require('vscode');

exports.activate = () => {
  const problems = vscode.languages.createDiagnosticCollection('empty');
  vscode.workspace.onDidChangeTextDocument(({ document }) => {
    if (!document.uri.path.endsWith('/plain.txt')) return;
    const start = document.getText().indexOf('case: 19');
    const range = new vscode.Range(document.positionAt(start + 6), document.positionAt(start + 8));
    problems.set(document.uri, start < 0 ? [] : [new vscode.Diagnostic(range, 'not a case')]);
  });
};
