/** How names tell the block that a layer belongs to, the first that fits: `block 2` of `bn2`, say. */
const tellings: readonly { readonly pattern: RegExp; readonly block: (match: RegExpExecArray) => string }[] =
  [
    // MobileNet: conv_dw_3, conv_pw_3_bn.
    { pattern: /^(conv)_(?:dw|pw|pad)_(\d+)(?:_|$)/, block: ([, word, number]) => `${word} ${number}` },
    // VGG, ResNet, EfficientNet, MobileNetV2: block5_conv1, conv5_block3_out, block2a_expand, block_3_project.
    {
      pattern: /^((?:[a-z]+\d*_)?(?:block|stage|mixed|layer|module|group|features?)_?\d+[a-z]?)_/i,
      block: ([, name]) => name ?? '',
    },
    // PyTorch: blocks.3.attn.qkv, layer1.0.conv1, encoder.layers.encoder_layer_3.mlp.
    { pattern: /^((?:[a-z]\w*\.)+?(?:\d+|[a-z_]+_\d+))\./i, block: ([, name]) => name ?? '' },
    // A plain network: what stands round a numbered convolution belongs to it.
    {
      pattern: /^(?:conv|bn|batchnorm|norm|relu|act|activation|pool|drop|dropout)_?(\d+)(?:_|$)/i,
      block: ([, number]) => `block ${number}`,
    },
  ];

function blockIn(name: string): string | null {
  for (const { pattern, block } of tellings) {
    const match = pattern.exec(name);
    if (match) return block(match);
  }
  return null;
}

/**
 * The block of each layer, in their order. A block is told by the names; it must be unbroken and hold two layers or
 * more, otherwise there is nothing to fold.
 */
export function layerBlocks(names: readonly string[]): readonly (string | null)[] {
  const blocks: (string | null)[] = names.map(blockIn);
  const closed = new Set<string>();
  for (let start = 0; start < blocks.length; ) {
    const block = blocks[start] ?? null;
    let end = start + 1;
    while (end < blocks.length && blocks[end] === block) end += 1;
    if (block !== null) {
      // A name that comes again after others is no block of neighbours.
      if (end - start < 2 || closed.has(block)) blocks.fill(null, start, end);
      closed.add(block);
    }
    start = end;
  }
  return blocks;
}
