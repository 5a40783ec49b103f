// Runs inside the extension host, beside the extension under test: takes a function's text and one argument from
// the tests over a private socket, calls it with `vscode`, and answers what it returns or how it failed.
const net = require('node:net');
const fs = require('node:fs');
const vscode = require('vscode');

exports.activate = (context) => {
  const address = process.env.EDITOR_TESTS_SOCKET;
  if (address === undefined) throw new Error('EDITOR_TESTS_SOCKET is not set.');
  fs.rmSync(address, { force: true });
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    let request = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      request += chunk;
    });
    socket.on('end', async () => {
      socket.end(JSON.stringify(await answer(request)));
    });
    socket.on('error', () => {});
  });
  server.listen(address);
  context.subscriptions.push({ dispose: () => server.close() });
};

async function answer(request) {
  try {
    const { code, argument } = JSON.parse(request);
    const call = new Function(
      'vscode',
      'argument',
      'require',
      `return (${code})(vscode, argument, require);`,
    );
    return { result: await call(vscode, argument, require) };
  } catch (error) {
    return { error: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) };
  }
}
