// Runs inside the extension host, beside the extension under test: takes a function's text and one argument from
// the tests over a private socket, calls it with `vscode`, and answers what it returns or how it failed. It is
// either installed as an extension, or given to the editor as its tests (`run`), which keeps the editor open.
const net = require('node:net');
const fs = require('node:fs');
const vscode = require('vscode');

exports.activate = (context) => {
  const server = serve(() => {});
  context.subscriptions.push({ dispose: () => server.close() });
};

/** Resolves, and with that the editor ends, when the tests say so; rejects when their process is gone. */
exports.run = () =>
  new Promise((resolve, reject) => {
    const tests = Number(process.env.EDITOR_TESTS_PROCESS);
    if (!Number.isInteger(tests)) throw new Error('EDITOR_TESTS_PROCESS is not set.');
    serve(resolve);
    setInterval(() => {
      try {
        process.kill(tests, 0);
      } catch {
        reject(new Error('The tests have ended without a word.'));
      }
    }, 2_000);
  });

function serve(end) {
  const address = process.env.EDITOR_TESTS_SOCKET;
  if (address === undefined) throw new Error('EDITOR_TESTS_SOCKET is not set.');
  // A pipe of Windows is no file.
  if (process.platform !== 'win32') fs.rmSync(address, { force: true });
  const server = net.createServer((socket) => {
    let request = '';
    socket.setEncoding('utf8');
    socket.on('data', async (chunk) => {
      request += chunk;
      if (!request.endsWith('\n')) return;
      const asked = JSON.parse(request);
      socket.end(JSON.stringify(asked.end ? {} : await answer(asked)));
      if (asked.end) end();
    });
    socket.on('error', () => {});
  });
  server.listen(address);
  return server;
}

async function answer({ code, argument }) {
  try {
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
