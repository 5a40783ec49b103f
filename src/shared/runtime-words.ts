import type { EngineId } from './engines';

/**
 * How to get the native engine. A run that was begun in the editor may be looked at in a terminal and the other way
 * round, and neither has the other's commands, so both are named.
 */
export const howToInstallRuntime =
  'Install the training runtime: by "Transfer: Install Training Runtime" in the editor, by "transfer-designer runtime" in a terminal.';

/** How long an engine takes to train, beside tfjs-node: measured for networks of small pictures. */
export const slowness = {
  'onnxruntime-node': 'two to three times as long',
  webassembly: 'ten to twenty times as long',
} as const;

/** What trains where there is no tfjs-node, and what that costs. */
export function insteadWords({ id, name }: { readonly id: EngineId; readonly name: string }): string {
  return id === 'tfjs-node' ? `${name} trains.` : `${name} trains instead, which takes ${slowness[id]}.`;
}
