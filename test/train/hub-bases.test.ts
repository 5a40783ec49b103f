import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { commit, hub } from '../unit/disk/support/hub-server';
import { certificateFile, httpsServer, proxyTo } from '../unit/disk/support/loopback';
import { nativeEngineFolder } from './run-workshop';
import { TerminalWorkshop } from './terminal-workshop';

const networks = path.resolve(import.meta.dirname, '../fixtures/pytorch-networks');

/** As timm publishes its networks, with the weights of a narrow one. */
const repository = {
  'README.md': Buffer.from('# A network'),
  'config.json': Buffer.from(
    JSON.stringify({
      architecture: 'mobilenetv3_small_100',
      pretrained_cfg: {
        ...{ input_size: [3, 64, 64], interpolation: 'bicubic', crop_pct: 0.875 },
        ...{ mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
      },
    }),
  ),
  'model.safetensors': { large: readFileSync(path.join(networks, 'narrow-mobilenet_v3_small.safetensors')) },
};

// Once a call gave nothing, on a busy machine: what it said then is told, and all is tried again.
it('a base of the Hugging Face hub is downloaded to train, takes pictures as its settings say, and needs no network then', {
  retry: 1,
  timeout: 120_000,
}, async () => {
  const workshop = await TerminalWorkshop.open(await nativeEngineFolder());
  try {
    const file = (base: string) => workshop.file(2).replace('./base', base);
    await workshop.write(file('hf:timm/net.in1k'));
    const proxy = await proxyTo(await httpsServer(hub(repository)));
    const online = { HTTPS_PROXY: proxy.address, NODE_EXTRA_CA_CERTS: certificateFile };

    const before = await workshop.call(['check'], undefined, online);
    expect(before.stdout).toContain('hf:timm/net.in1k has not been downloaded yet');
    expect(proxy.asked).toEqual([]);

    const trained = await workshop.call(['train'], undefined, online);
    expect(trained.stdout).toMatch(/bit for bit|identical/);
    expect(trained.status).toBe(0);

    const after = await workshop.call(['plan', '--json'], undefined, {});
    expect(after.stdout, after.stderr).toContain(`hf:timm/net.in1k@${commit}`);
    const { plan } = JSON.parse(after.stdout);
    expect(plan.base.input).toMatchObject({ size: [64, 64], resize: 'crop' });
    expect(plan.base.input.scale.mean[0]).toBeCloseTo(0.485 * 255, 4);
  } finally {
    await workshop.close();
  }
});
