import { connect } from 'node:net';
import type * as Vscode from 'vscode';

/** What runs inside the extension host: its text is sent there, so it may use its parameters only. */
export type HostFunction<Argument, Result> = (
  vscode: typeof Vscode,
  argument: Argument,
  require: NodeJS.Require,
) => Result | PromiseLike<Result>;

/**
 * Calls a function inside the extension host and gives what it returns; argument and result go as JSON. Throws
 * what the function threw.
 */
export async function callInHost<Argument, Result>(
  address: string,
  code: HostFunction<Argument, Result>,
  argument: Argument,
): Promise<Result> {
  const text = await exchange(address, JSON.stringify({ code: code.toString(), argument }));
  const answer = JSON.parse(text) as { result?: Result; error?: string };
  if (answer.error !== undefined) throw new Error(`In the extension host: ${answer.error}`);
  return answer.result as Result;
}

/** Lets the companion end, where it runs as the editor's tests: the editor then ends, too. */
export async function endHost(address: string): Promise<void> {
  await exchange(address, JSON.stringify({ end: true }));
}

/** Waits until the companion answers. Throws after `seconds`. */
export async function untilHostAnswers(address: string, seconds: number): Promise<void> {
  const limit = Date.now() + seconds * 1000;
  for (;;) {
    try {
      await callInHost(address, () => null, null);
      return;
    } catch (error) {
      if (Date.now() > limit) throw new Error(`The extension host did not answer in ${seconds} s: ${error}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function exchange(address: string, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(address);
    socket.setEncoding('utf8');
    socket.on('connect', () => socket.write(`${request}\n`));
    socket.on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () =>
      answer === '' ? reject(new Error('The extension host closed the connection.')) : resolve(answer),
    );
  });
}
