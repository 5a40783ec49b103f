/** A layer, as far as its place depends on it. */
interface Placed {
  readonly name: string;
  readonly inbound: readonly string[];
}

/**
 * The layers in the order in which Keras lists those of a functional model, whatever the order in its file: the further
 * from the output the earlier, and those that are as far as each other as one meets them on the way back from there.
 * Keras gives weights to layers by that order.
 *
 * @param output the layer that gives the network's output, which needs all others
 */
export function inKerasOrder<Layer extends Placed>(layers: readonly Layer[], output: string): Layer[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const { met, finished } = wayBack(byName, output);
  const depths = new Map<string, number>();
  for (const name of finished.reverse()) {
    const depth = depths.get(name) ?? 0;
    depths.set(name, depth);
    for (const source of byName.get(name)?.inbound ?? [])
      depths.set(source, Math.max(depth + 1, depths.get(source) ?? 0));
  }
  const of = (places: ReadonlyMap<string, number>, { name }: Layer) => places.get(name) ?? 0;
  return [...layers].sort(
    (one, other) => of(depths, other) - of(depths, one) || of(met, one) - of(met, other),
  );
}

/**
 * Goes back from a layer through all that it reads, to the ground of each before the next. Without recursion: a network
 * may be thousands of layers deep.
 *
 * @returns when each layer was met first, and all in the order in which they were done with
 */
function wayBack(byName: ReadonlyMap<string, Placed>, from: string) {
  const met = new Map<string, number>();
  const finished: string[] = [];
  const open: { readonly name: string; next: number }[] = [];
  const meet = (name: string): void => {
    met.set(name, met.size);
    open.push({ name, next: 0 });
  };
  meet(from);
  for (let step = open.at(-1); step !== undefined; step = open.at(-1)) {
    const source = byName.get(step.name)?.inbound[step.next];
    step.next += 1;
    if (source === undefined) finished.push(open.pop()?.name ?? '');
    else if (!met.has(source)) meet(source);
  }
  return { met, finished };
}
