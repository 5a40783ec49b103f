import type { SourceTensor } from '../../../catalog/source-tensor';

/** A tensor that is not of the shape that its place needs; undefined is any length. */
export interface OddTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly needed: readonly (number | undefined)[];
}

/** Of a tensor's name; PyTorch's are a fifth of it. */
const longestName = 500;

/** The modules that tensors belong to by their names, and those around them: `a.b.c` belongs to `a.b` and `a`. */
export function modulesOf(tensors: ReadonlyMap<string, SourceTensor>): ReadonlySet<string> {
  const modules = new Set<string>();
  for (const name of tensors.keys()) {
    if (name.length > longestName) continue;
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1))
      modules.add(name.slice(0, dot));
  }
  return modules;
}

/**
 * The tensors of a file while a network is laid out around them: which have been taken, and what is missing or does not
 * fit. That is noted and not thrown, so that all of it can be said. It is the file's network where there are no such notes
 * and no tensors left over.
 */
export class FileTensors {
  readonly missing: string[] = [];
  readonly odd: OddTensor[] = [];
  /** Modules behind the pooled features that are others than the architecture's. */
  readonly otherHeads: string[] = [];
  readonly #taken = new Set<string>();

  /** @param modules as `modulesOf` says them of these tensors: for several networks they need be found once only */
  constructor(
    private readonly tensors: ReadonlyMap<string, SourceTensor>,
    private readonly modules = modulesOf(tensors),
  ) {}

  has(name: string): boolean {
    return this.tensors.has(name);
  }

  shapeOf(name: string): readonly number[] | undefined {
    return this.tensors.get(name)?.shape;
  }

  get taken(): number {
    return this.#taken.size;
  }

  /** Without those that count the batches that a normalisation has seen, which are for training alone. */
  leftOver(): string[] {
    return [...this.tensors.keys()].filter(
      (name) => !this.#taken.has(name) && !name.endsWith('.num_batches_tracked'),
    );
  }

  /** How many modules are numbered by what follows, from `first` on. */
  count(beginning: string, first = 0): number {
    let count = 0;
    while (this.modules.has(`${beginning}${first + count}`)) count += 1;
    return count;
  }

  /**
   * Whether what stands behind the features is as the architecture has it: tensors of these modules and of no others.
   * Nothing tells what stands between those of others; they are noted and the network ends without them.
   * @param head what the names of all such tensors that have not been taken begin with, before a dot
   */
  hasHead(head: string, ...modules: readonly string[]): boolean {
    const names = this.leftOver().filter((name) => name.startsWith(`${head}.`));
    const own = new Set(modules.flatMap((module) => [`${module}.weight`, `${module}.bias`]));
    if (names.every((name) => own.has(name)) && modules.every((module) => this.has(`${module}.weight`)))
      return true;
    for (const name of names) this.#taken.add(name);
    if (names.length > 0) this.otherHeads.push(head);
    return false;
  }

  /** Tensors that play no part when the network answers. */
  passOver(module: string): void {
    for (const name of this.tensors.keys()) if (name.startsWith(`${module}.`)) this.#taken.add(name);
  }

  lacks(name: string): void {
    this.missing.push(name);
  }

  /** @returns undefined, and notes it, where it is missing or of another shape; in `needed`, undefined is any length */
  take(name: string, needed: readonly (number | undefined)[]): SourceTensor | undefined {
    const tensor = this.tensors.get(name);
    if (tensor === undefined) {
      this.missing.push(name);
      return undefined;
    }
    const { shape } = tensor;
    const fits =
      shape.length === needed.length &&
      needed.every((length, axis) => (length ?? shape[axis]) === shape[axis]);
    if (!fits || shape.includes(0)) {
      this.odd.push({ name, shape, needed });
      return undefined;
    }
    this.#taken.add(name);
    return tensor;
  }
}
