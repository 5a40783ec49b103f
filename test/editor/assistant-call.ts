import { assistantToolIds } from '../../src/editor/command-ids';
import type { HostSession } from './host-session';

/** Calls a tool as an assistant's extension does, and gives what it answers. */
export function callTool(
  editor: HostSession,
  name: keyof typeof assistantToolIds,
  input: object,
): Promise<string> {
  return editor.inHost(
    async (vscode, call) => {
      const { content } = await vscode.lm.invokeTool(call.id, {
        input: call.input,
        toolInvocationToken: undefined,
      });
      return content
        .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : 'no text'))
        .join('\n');
    },
    { id: assistantToolIds[name], input },
  );
}
