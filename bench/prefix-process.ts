// Runs a base up to a layer on bytes of pictures, as a run fills its cache, with the engines that the environment names.
// Usage: prefix-process BASE EDGE CUT IMAGES; prints what it took.
import { scaleNumbers } from '../src/design/base/scale-numbers';
import { prefixBatch } from '../src/design/plan/memory-need';
import { engineFor, loadEngines } from '../src/train/engines/load-engines';
import { readBase } from '../src/train/formats/read-base';
import { networkOnPixels } from '../src/train/images/network-on-pixels';
import { withInputSize } from '../src/train/network/sized-input';
import { upTo } from '../src/train/network/topology';

async function main(): Promise<void> {
  const [place = '', edge = '', cut = '', images = ''] = process.argv.slice(2);
  const size = [Number(edge), Number(edge)] as const;
  const base = await readBase(place, size);
  const prefix = upTo(withInputSize(base.topology, size), cut);
  const engine = engineFor(prefix, base.weights, await loadEngines(process.env));
  const network = await networkOnPixels(engine, prefix, base.weights, {
    size: [...size],
    scale: scaleNumbers['-1..1'],
  });
  const pixels = Uint8Array.from({ length: size[0] * size[1] * 3 }, (_, index) => (index * 97) % 251);
  const batch = Array.from({ length: prefixBatch }, () => pixels);
  await network.outputs(batch);
  const [start, used] = [performance.now(), process.cpuUsage()];
  for (let done = 0; done < Number(images); done += prefixBatch) await network.outputs(batch);
  const { user, system } = process.cpuUsage(used);
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  console.log(
    JSON.stringify({
      ...{ seconds: (performance.now() - start) / 1000, processorSeconds: (user + system) / 1e6, peakBytes },
      engine: engine.name,
    }),
  );
}

void main();
