import type { BenchWindow } from './bench-window';
import { blocks, freezeLine, noteLine, projectText } from './large-project';

export interface MemorySample {
  readonly minute: number;
  /** Made so far. */
  readonly changes: number;
  /** Bytes in use. */
  readonly host: number;
  readonly page: number;
  /** Of the documents, those of the workbench and of the panel together. */
  readonly nodes: number;
}

/** A change each so many milliseconds: a quick typist. */
const rhythm = 100;

/**
 * Types without a break, panel open, and looks at the memory each minute: letters of an unknown key, and each tenth
 * time another freeze. Tells after each minute what was seen so far.
 */
export async function typingMemory(
  window: BenchWindow,
  minutes: number,
  tell: (samples: readonly MemorySample[]) => Promise<void>,
): Promise<void> {
  const samples: MemorySample[] = [];
  let note = 0;
  let layer = 'stem';
  await window.watchChanges();
  await window.setText(projectText(layer, note));
  const sample = async () => {
    samples.push({ minute: samples.length, changes: note, ...(await window.memory()) });
    await tell(samples);
  };
  // What is kept for good, such as compiled code and layouts, has its place before the first look.
  const warmUp = Date.now() + 60_000;
  while (Date.now() < warmUp) await type();
  await sample();
  for (let minute = 1; minute <= minutes; minute += 1) {
    const end = Date.now() + 60_000;
    while (Date.now() < end) await type();
    await sample();
  }

  async function type(): Promise<void> {
    const next = note % 10 === 0 ? `block${1 + ((note / 10) % (blocks - 1))}_add` : layer;
    await window.change({
      before: `${freezeLine(layer)}\n${noteLine(note)}`,
      after: `${freezeLine(next)}\n${noteLine(note + 1)}`,
    });
    note += 1;
    layer = next;
    await new Promise((resolve) => setTimeout(resolve, rhythm));
  }
}
