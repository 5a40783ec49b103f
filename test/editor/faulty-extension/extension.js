const vscode = require('vscode');

const page = `<!doctype html>
<html>
  <head><meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-x'"></head>
  <body>
    <button>Faulty button</button>
    <script nonce="x">console.error('said by the panel');</script>
    <script nonce="x">setTimeout(() => { throw new Error('thrown by the panel'); });</script>
    <script>console.log('refused by the policy');</script>
  </body>
</html>`;

exports.activate = (context) => {
  const log = vscode.window.createOutputChannel('Faulty', { log: true });
  context.subscriptions.push(
    log,
    vscode.commands.registerCommand('faulty.throw', () => {
      setTimeout(() => {
        throw new Error('thrown by the extension');
      });
    }),
    vscode.commands.registerCommand('faulty.log', () => log.error('logged by the extension')),
    vscode.commands.registerCommand('faulty.panel', () => {
      const panel = vscode.window.createWebviewPanel('faulty', 'Faulty', vscode.ViewColumn.Two, {
        enableScripts: true,
      });
      panel.webview.html = page;
    }),
  );
};
