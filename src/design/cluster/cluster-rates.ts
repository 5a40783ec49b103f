/** How fast the machines of a cluster are, and what joins them. Seconds, bytes, and bytes a second. */
export interface ClusterRates {
  /** Of one processor, to read and decode a picture. */
  readonly decode: number;
  /** Of one processor, for a multiply-add of layers that only answer. */
  readonly answer: number;
  /** Of one processor, for a multiply-add of layers that train: forwards and back. */
  readonly train: number;
  /** The same two of one GPU. */
  readonly gpuAnswer: number;
  readonly gpuTrain: number;
  /** What one worker reads from the storage or writes into it. */
  readonly storage: number;
  /** What one worker's network carries to other workers. */
  readonly network: number;
  /** Until another worker has what is sent to it. */
  readonly latency: number;
  /** What a step takes beside the layers' arithmetic and the sums' way through the network. */
  readonly step: number;
  /** To put one training image into an epoch's order, on every worker. */
  readonly order: number;
  /** Until workers have begun: those that compute the outputs behind one cut, and those that train all phases. */
  readonly beginAnswers: number;
  readonly beginTraining: number;
  /** Objects a second that a bucket gives, where images lie in one. */
  readonly requests: number;
  /** To name a thousand objects of a bucket. */
  readonly listing: number;
  /** Of this machine, to look at one picture before anything is handed over, beside what its bytes take. */
  readonly readHere: number;
  /** Memory of each worker for what it knows of one image. */
  readonly knownImage: number;
}

export interface RateOrigin {
  readonly value: number;
  /** Measured with these programs; else nobody here has. */
  readonly isMeasured: boolean;
  /** Of what, or why so. */
  readonly source: string;
}

const mobileNetV2 = 300e6;
const measured = (value: number, source: string): RateOrigin => ({ value, source, isMeasured: true });
const assumed = (value: number, source: string): RateOrigin => ({ value, source, isMeasured: false });

/** What is reckoned with where no run tells better. */
export const usualRates: Readonly<Record<keyof ClusterRates, RateOrigin>> = {
  decode: measured(0.0062, 'a JPEG of 500 × 375 by libvips; 8.3 ms for one of 12 megapixels'),
  answer: measured(0.043 / mobileNetV2, 'MobileNetV2 at 224 × 224 by TensorFlow, 43 ms a picture'),
  train: measured(0.102 / mobileNetV2, 'all of MobileNetV2, 102 ms a picture'),
  gpuAnswer: assumed(
    1 / 3_000 / mobileNetV2,
    '3,000 pictures a second through MobileNetV2; an H100 gave 6,900 by PyTorch in single precision, 32 at once',
  ),
  gpuTrain: assumed(
    1 / 400 / mobileNetV2,
    '400 pictures a second through all of MobileNetV2; an H100 gave 1,560 as above',
  ),
  storage: assumed(0.5e9, 'a bucket, or a disk in the network'),
  network: assumed(1.25e9, '10 Gbit/s'),
  latency: assumed(0.0005, 'machines of one data centre'),
  step: measured(0.0027, 'a head on two workers of one machine, 125 steps an epoch, with their sums'),
  order: measured(0.82e-6, 'shuffling 200,000 images in Python'),
  beginAnswers: measured(
    28,
    'two workers of a busy machine of two cores: 17 to 35 s, most of it importing TensorFlow',
  ),
  beginTraining: measured(60, 'the same, by Ray Train: 51 to 82 s'),
  requests: assumed(5_500, 'one prefix of S3'),
  listing: assumed(0.1, 'S3, one call after the other'),
  readHere: measured(0.0003, '600 pictures of 0.3 kB on a local disk'),
  knownImage: measured(50, '1.6 million images, while they are put into an order'),
};

export function plainRates(): ClusterRates {
  const values = Object.entries(usualRates).map(([name, { value }]) => [name, value] as const);
  return Object.fromEntries(values) as unknown as ClusterRates;
}
