import type { LiveNode } from './live-nodes';

/** Of a layer, in letters. */
const longestName = 100;

/**
 * Names of layers as the file gives them: of `/layer1/layer1.0/conv1/Conv`, `layer1.0.conv1.Conv`. What all names begin
 * with is left out. Each is one word without characters that the file's format or patterns of names have for their own.
 */
export class LayerNames {
  private readonly taken = new Set<string>();
  private readonly common: number;

  constructor(nodes: readonly LiveNode[], reserved: string) {
    this.taken.add(reserved);
    this.common = commonParts(nodes.map(({ node }) => partsOf(node.name)).filter(({ length }) => length > 0));
  }

  /** @param kind what the layer is, where it is written with several operators that do not tell */
  of({ node, makes }: LiveNode, output: string, kind: string | undefined): string {
    const own = partsOf(node.name).slice(this.common);
    const parts = kind !== undefined && own.length > 1 ? [...own.slice(0, -1), kind] : own;
    // Who writes no names of nodes often writes telling ones of tensors.
    const written = parts.length > 0 ? parts : partsOf(makes.includes(output) ? output : (makes[0] ?? ''));
    const name = nameAsWord(written.join('.'));
    return this.free(/[a-z]/i.test(name) ? name : `${nameAsWord(node.opType)}_${name}`);
  }

  private free(name: string): string {
    let free = name;
    for (let count = 2; this.taken.has(free); count += 1) free = `${name}_${count}`;
    this.taken.add(free);
    return free;
  }
}

/** A name as one word: letters, digits, `.`, `-` and `_`. */
export function nameAsWord(name: string): string {
  return (
    name
      .replace(/[^\w.-]+/g, '_')
      .replace(/^[_.-]+|[_.-]+$/g, '')
      .slice(-longestName) || 'layer'
  );
}

/** PyTorch writes each part with all before it: `layer1/layer1.0`. */
function partsOf(name: string): string[] {
  const parts = name.split('/').filter((part) => part !== '');
  return parts.filter((part, index) => !parts[index + 1]?.startsWith(`${part}.`));
}

function commonParts(names: readonly (readonly string[])[]): number {
  const [first, ...others] = names;
  if (first === undefined || others.length === 0) return 0;
  let count = 0;
  while (
    count < first.length - 1 &&
    others.every((parts) => parts.length > count + 1 && parts[count] === first[count])
  )
    count += 1;
  return count;
}
