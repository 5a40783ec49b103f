// The thread that places boxes and arrows: the layout engine is large, and busy for a while.
import { parentPort } from 'node:worker_threads';
import type { Drawing } from '../shared/drawing';
import { layoutText } from '../shared/layout-text';
import { layOut } from './lay-out';

/** What the thread answers to a drawing: its layout as text, or why there is none. */
export type ThreadAnswer =
  | { readonly key: string; readonly layout: string }
  | { readonly key: string; readonly failure: string };

async function answer(drawing: Drawing): Promise<ThreadAnswer> {
  try {
    return { key: drawing.key, layout: layoutText(await layOut(drawing)) };
  } catch (error) {
    return { key: drawing.key, failure: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', async (drawing: Drawing) => parentPort?.postMessage(await answer(drawing)));
