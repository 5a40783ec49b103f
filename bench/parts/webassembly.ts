import type { EnginesThere } from '../bench-tools';
import type { Arm, Part } from '../trial';
import { forget, tookFor } from '../work-project';
import { headProject } from './limit';

const images = 250;

/** The same cold run with no native package, and with each. */
export const webAssemblyPart: Part = {
  name: 'webassembly',
  title: 'WebAssembly',
  async prepare(tools) {
    const base = await tools.kerasBase('mobilenet-v2', '96', 'webassembly.h5');
    const project = await headProject(tools, 'webassembly', base, images);
    const arm = (name: string, engines: EnginesThere): Arm => ({
      name,
      async run() {
        await forget(project);
        return tookFor('run', (await tools.train(project, engines)).record);
      },
    });
    const [none, tfjsNode, all] = ['WebAssembly', 'tfjs-node alone', 'tfjs-node and ONNX Runtime'];
    const what = 'WebAssembly: frozen run';
    return [
      {
        about: `A cold run of a head on MobileNetV2 at 96×96, ${images} images, its process whole.`,
        arms: [arm(none, 'none'), arm(tfjsNode, 'tfjs-node alone'), arm(all, 'all')],
        figures: [
          { what: `${what} / tfjs-node`, arm: none, against: tfjsNode, quantity: 'time', atMost: 4 },
          {
            ...{ what: `${what} / tfjs-node and ONNX Runtime`, arm: none, against: all },
            ...{ quantity: 'time', atMost: null },
          },
        ],
      },
    ];
  },
};
