import type { ChannelStatistics } from '../../design/base/scale-fit';
import type { TopologyLayer } from './topology';

/** What a batch normalisation has stored of its training. */
export interface StoredStatistics extends ChannelStatistics {
  readonly epsilon: number;
}

/** @param tensor of a batch normalisation, by the last part of its name */
export function storedStatistics(
  { config }: TopologyLayer,
  tensor: (name: 'moving_mean' | 'moving_variance') => ArrayLike<number> | undefined,
): StoredStatistics {
  return {
    means: tensor('moving_mean') ?? [],
    variances: tensor('moving_variance') ?? [],
    // Keras' own.
    epsilon: typeof config.epsilon === 'number' ? config.epsilon : 1e-3,
  };
}
