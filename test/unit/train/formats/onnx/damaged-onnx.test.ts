import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBeside, recogniseBase } from '../../../../../src/train/formats/base-files';
import { openBase, readBase } from '../../../../../src/train/formats/read-base';
import { type OnnxModelParts, onnxModelBytes } from '../../../../../src/train/onnx/onnx-model';
import {
  OnnxGraphBuilder,
  outsideOnnx,
  residualOnnx,
  type TensorParts,
  transformerOnnx,
  writeOnnx,
} from '../../../../fixtures/onnx-networks';
import { temporaryFolder } from '../../../disk/support/temporary-folder';

const opened = (parts: OnnxModelParts) => openBase(writeOnnx(temporaryFolder(), parts));

/** A network of a convolution and what `change` makes of it. */
function changed(change: (graph: OnnxGraphBuilder, conv: string) => string): OnnxModelParts {
  const graph = new OnnxGraphBuilder();
  return graph.model(['n', 3, 8, 8], change(graph, graph.conv('/conv', 'input', 3, 4)));
}

const withTensor = (tensor: TensorParts): OnnxModelParts =>
  changed((graph, conv) => {
    graph.initializer.push({ name: 'bad', ...tensor });
    return graph.add('Mul', '/Mul', [conv, 'bad']);
  });

/** Graphs in graphs: each chooses by what is in a picture. */
function nested(depth: number): OnnxModelParts {
  let graph: object = { name: 'leaf', node: [], output: [{ name: 'input' }] };
  for (let left = depth; left > 0; left -= 1) {
    const attribute = [{ name: 'then_branch', type: 5, g: graph }];
    const node = [{ opType: 'If', name: `if${left}`, input: ['input'], output: [`x${left}`], attribute }];
    graph = { name: 'inner', node, output: [{ name: `x${left}` }] };
  }
  return {
    ...new OnnxGraphBuilder().model(['n', 3, 8, 8], 'x1'),
    graph: { ...graph, input: residualOnnx().graph?.input },
  } as OnnxModelParts;
}

describe('an ONNX file that can not be read is refused with the reason', () => {
  it.each<[string, OnnxModelParts, RegExp]>([
    [
      'nodes in a circle',
      changed((graph, conv) => {
        graph.node.push(
          { opType: 'Add', name: 'one', input: [conv, 'b'], output: ['a'] },
          { opType: 'Relu', name: 'two', input: ['a'], output: ['b'] },
        );
        return 'b';
      }),
      /form a circle/,
    ],
    [
      'a tensor made twice',
      changed((graph, conv) => {
        graph.node.push({ opType: 'Relu', name: 'again', input: [conv], output: [conv] });
        return conv;
      }),
      /makes the tensor ".conv.Conv_output_0" twice/,
    ],
    [
      'a tensor that nothing makes',
      changed((graph, conv) => graph.add('Add', '/Add', [conv, 'nowhere'])),
      /"\/Add" \(Add\) reads "nowhere", which nothing makes/,
    ],
    [
      'an operator that nobody knows',
      changed((graph, conv) => graph.add('Foo', '/Foo', [conv])),
      /"\/Foo" \(Foo\) is of a kind that is not known/,
    ],
    [
      'a loop',
      changed((graph, conv) => graph.add('Loop', '/Loop', ['', '', conv])),
      /"\/Loop" \(Loop\) is of a kind/,
    ],
    [
      'a choice by what is in a picture',
      changed((graph, conv) => graph.add('If', '/If', [conv])),
      /"\/If" \(If\) gives a shape that depends on what is in a picture/,
    ],
    ['graphs in graphs', nested(40), /If\) gives a shape|recursion/],
    ['graphs in graphs without end', nested(200), /recursion/],
    [
      'a shape without end',
      withTensor({ dims: [2n ** 60n, 2n ** 60n], dataType: 1 }),
      /"bad".*has the shape \[.*\], which can't be/,
    ],
    [
      'an edge below nothing',
      withTensor({ dims: [-4n], dataType: 1, floatData: [1] }),
      /"bad".*which can't be/,
    ],
    [
      'fewer numbers than the shape has',
      withTensor({ dims: [4n], dataType: 1, rawData: new Uint8Array(8) }),
      /"bad".*holds 8 bytes where its shape \[4\] needs 16/,
    ],
    [
      'a tensor of text',
      withTensor({ dims: [1n], dataType: 8, stringData: [Buffer.from('x')] }),
      /"bad".*is of type STRING/,
    ],
    ['a tensor of an unknown type', withTensor({ dims: [1n], dataType: 77 as 1 }), /"bad".*is of type 77/],
    [
      'a shape of more than can be',
      changed((graph, conv) =>
        graph.add('Expand', '/Expand', [conv, graph.integers('huge', [1, 4, 2 ** 40, 2 ** 40])]),
      ),
      /"\/Expand" \(Expand\)/,
    ],
    [
      'shapes that do not fit',
      changed((graph, conv) => graph.add('MatMul', '/MatMul', [conv, graph.weight('w', [5, 5])])),
      /"\/MatMul" \(MatMul\) multiplies matrices that do not fit/,
    ],
    [
      'an input that is no picture',
      new OnnxGraphBuilder().model(['n', 5], 'input'),
      /no output of .* is made of a picture alone/,
    ],
    ['no graph', { irVersion: 8n }, /holds no graph/],
  ])('%s', async (_, parts, reason) => {
    await expect(opened(parts)).rejects.toMatchObject({
      code: expect.stringMatching(/^base-/),
      message: expect.stringMatching(reason),
    });
  });

  it('a function that calls itself', async () => {
    const parts = changed((graph, conv) => {
      graph.node.push({ opType: 'Own', domain: 'own', name: 'own', input: [conv], output: ['y'] });
      return 'y';
    });
    const body = [{ opType: 'Own', domain: 'own', name: 'own', input: ['x'], output: ['y'] }];
    const functions = [{ name: 'Own', domain: 'own', input: ['x'], output: ['y'], node: body }];
    await expect(opened({ ...parts, functions } as OnnxModelParts)).rejects.toThrow(
      /function "Own".*calls itself/,
    );
  });

  it('more nodes than any network has', async () => {
    // A node in bytes: input a, output b, Relu. Two bytes before it say that it is one, and how long.
    const node = Buffer.from([0x0a, 12, 0x0a, 1, 0x61, 0x12, 1, 0x62, 0x22, 4, ...Buffer.from('Relu')]);
    const graph = Buffer.alloc(300_000 * node.length, node);
    const length = Buffer.from(
      [0, 7, 14, 21].map((bits) => ((graph.length >> bits) & 0x7f) | (bits < 21 ? 0x80 : 0)),
    );
    const file = path.join(temporaryFolder(), 'net.onnx');
    writeFileSync(file, Buffer.concat([Buffer.from([0x3a]), length, graph]));
    await expect(openBase(file)).rejects.toThrow(/more than 20000 nodes/);
  });

  it('a file that is cut short, wherever', async () => {
    const bytes = onnxModelBytes(transformerOnnx());
    const file = path.join(temporaryFolder(), 'net.onnx');
    for (let end = 10; end < bytes.length; end += 211) {
      writeFileSync(file, bytes.subarray(0, end));
      await expect(openBase(file), `${end} bytes`).rejects.toMatchObject({
        code: expect.stringMatching(/^base-/),
      });
    }
  });

  it('weights that are no numbers', async () => {
    const graph = new OnnxGraphBuilder();
    const conv = graph.conv('/conv', 'input', 3, 4);
    graph.initializer.push({ name: 'bad', dims: [2n, 2n], dataType: 1, floatData: [1, Number.NaN, 1, 1] });
    graph.initializer.push({
      name: 'four',
      dims: [4n, 4n, 1n, 1n],
      dataType: 1,
      floatData: Array(16).fill(Number.NaN),
    });
    const end = graph.add('Conv', '/end/Conv', [conv, 'four'], { kernel_shape: [1, 1] });
    await expect(readBase(writeOnnx(temporaryFolder(), graph.model(['n', 3, 8, 8], end)))).rejects.toThrow(
      /end.Conv\/four.*holds NaN at place 0/,
    );
  });
});

describe('weights in a file beside the model', () => {
  function written(location = 'net.onnx.data', data = outsideOnnx().data): string {
    const folder = path.join(temporaryFolder(), 'base');
    mkdirSync(folder);
    const { parts } = outsideOnnx();
    for (const { externalData } of parts.graph?.initializer ?? []) {
      const entry = externalData?.find(({ key }) => key === 'location');
      if (entry) Object.assign(entry, { value: location });
    }
    writeFileSync(path.join(folder, 'net.onnx.data'), data);
    return writeOnnx(folder, parts);
  }

  it('are read, and the file is one of the base’s', async () => {
    const inside = await readBase(writeOnnx(temporaryFolder(), residualOnnx()));
    const outside = await readBase(written());
    expect(outside.weights).toEqual(inside.weights);
    expect(outside.files.beside.flatMap(({ files }) => files.map(({ file }) => path.basename(file)))).toEqual(
      ['net.onnx.data'],
    );
  });

  it('may be followed by more', async () => {
    const data = Buffer.concat([outsideOnnx().data, Buffer.alloc(100)]);
    expect((await readBase(written('./net.onnx.data', data))).weights.size).toBeGreaterThan(0);
  });

  it.each(['../outside.data', '/etc/passwd', 'a/../../b', 'C:\\data', ''])(
    'are not looked for outside: %j',
    async (location) => {
      await expect(readBase(written(location))).rejects.toMatchObject({ code: 'base-outside' });
    },
  );

  it('are not read through a link that leads out', async () => {
    const file = written('link.data');
    const outside = path.join(path.dirname(file), '..', 'outside.data');
    writeFileSync(outside, outsideOnnx().data);
    symlinkSync(outside, path.join(path.dirname(file), 'link.data'));
    await expect(readBase(file)).rejects.toMatchObject({ code: 'base-outside' });
  });

  it('are missed where the file is gone or cut short', async () => {
    await expect(readBase(written('gone.data'))).rejects.toThrow(/There is no file .*gone\.data/);
    await expect(readBase(written('net.onnx.data', outsideOnnx().data.subarray(0, 100)))).rejects.toThrow(
      /net\.onnx\.data beside .* hold 100 bytes and its weights need/,
    );
  });

  it('are named for whoever downloads the model, with the bytes that are needed', async () => {
    const folder = temporaryFolder();
    const file = writeOnnx(folder, outsideOnnx().parts);
    expect(await filesBeside(await recogniseBase(file))).toEqual([
      { names: ['net.onnx.data'], bytes: outsideOnnx().data.length },
    ]);
  });
});
