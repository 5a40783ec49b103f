import type * as vscode from 'vscode';

const key = 'designer.layouts';
const mostKept = 12;
/** Characters: those of a drawing of some thousand boxes. */
const longest = 400_000;

/** The layouts of the last drawings, over windows: placing a thousand boxes takes a second. */
export class KeptLayouts {
  /** The newest last. */
  #layouts: readonly (readonly [drawing: string, layout: string])[];

  constructor(private readonly memory: Pick<vscode.Memento, 'get' | 'update'>) {
    this.#layouts = Object.entries(memory.get<Readonly<Record<string, string>>>(key, {}));
  }

  /** Those of a graph, by drawing. */
  of(fingerprint: string): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#layouts.filter(([drawing]) => drawing.startsWith(`${fingerprint}\n`)));
  }

  get(drawing: string): string | undefined {
    return this.#layouts.find(([other]) => other === drawing)?.[1];
  }

  async keep(drawing: string, layout: string): Promise<void> {
    if (layout.length > longest) return;
    const others = this.#layouts.filter(([other]) => other !== drawing);
    this.#layouts = [...others, [drawing, layout] as const].slice(-mostKept);
    await this.memory.update(key, Object.fromEntries(this.#layouts));
  }
}
