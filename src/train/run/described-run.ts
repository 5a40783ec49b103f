import type { RunRecord } from '../../shared/run-record';
import { datasetFingerprint } from '../images/read-images';
import type { RunSession } from './run-session';

/** What a run's record says of its engines and images, as they turned out to be. */
export function described(session: RunSession): Pick<RunRecord, 'dataset' | 'engines'> {
  const count = (side: string): number => session.images.filter((image) => image.side === side).length;
  const { phaseEngines: phases, record } = session;
  // What trained on a cluster stands in the record from when it was asked.
  const training = record.cluster ? record.engines?.training : undefined;
  return {
    engines: {
      features: session.answering.name,
      training: training ?? session.engines.training.name,
      ...(phases.length === 0 ? {} : { phases }),
    },
    dataset: {
      fingerprint: datasetFingerprint(session.images, session.plan.dataset.classes),
      trainImages: count('train'),
      validationImages: count('validation'),
      testImages: count('test'),
      leftOut: session.leftOut,
      ...(session.imagesChanged ? { changed: true } : {}),
    },
  };
}
