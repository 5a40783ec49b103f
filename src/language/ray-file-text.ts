import { rayFileKeys } from '../design/format/ray-file';
import { scalarText } from '../design/yaml/yaml-text';
import type { Offers } from './completions';
import { typingPlaceAt } from './place-in-text';

/** The text of a new `ray.yaml`, with comments that say what else may stand there. */
export function newRayFileText(address: string): string {
  return `# Where transfer.yaml beside it is trained by "Train on a Ray Cluster". A token never stands here.
address: ${scalarText(address)}
workers: 1                      # how many processes train together; the plan's batch is that of all of them
worker: { cpus: 1, gpus: 0 }    # what each of them gets
# storage: /shared/transfer     # a folder that this machine and all of the cluster's see, or s3://bucket/results; left out: .transfer/ray
`;
}

/** What could be written at `offset` of a `ray.yaml`. */
export function rayFileOffersAt(text: string, offset: number): Offers | undefined {
  const place = typingPlaceAt(text, offset);
  if (!place) return undefined;
  const { path, role, others, hasColon, flow, start, end } = place;
  const within = path.join('.');
  const keys = rayFileKeys
    .filter((key) => role !== 'value' && key.within === within && !others.includes(key.name))
    .map(({ name, meaning, leftOut }) => ({
      label: name,
      kind: 'key' as const,
      insert: hasColon ? name : name === 'worker' && !flow ? `${name}:\n  ` : `${name}: `,
      documentation: `${meaning}\n\nLeft out: ${leftOut}.`,
      goOn: name === 'worker' || valuesOf.some(({ key }) => key === name),
    }));
  const values = valuesOf
    .filter(({ key }) => role !== 'key' && within === key)
    .map(({ value, documentation }) => ({
      ...{ label: value, kind: 'value' as const, insert: value },
      documentation,
    }));
  return { start, end, offers: [...values, ...keys] };
}

/** Values that many write, some of them to be changed. */
const valuesOf = [
  {
    ...{ key: 'address', value: 'http://127.0.0.1:8265' },
    documentation: 'A cluster on this machine, or where a tunnel (`ssh -L`, `kubectl port-forward`) leads.',
  },
  {
    ...{ key: 'storage', value: 's3://bucket/results' },
    documentation:
      'A bucket of S3, or of a store that speaks as S3 does (AWS_ENDPOINT_URL), which this machine and all of the cluster’s may write, each by credentials of its own.',
  },
];
