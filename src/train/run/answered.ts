import { isTransferError } from '../../design/transfer-error';
import { checkedBy } from '../engines/checked-engine';
import type { FeatureEngine } from '../engines/engine';
import { type RunSession, tell } from './run-session';

/**
 * Does something with the engine that the run answers with, whose networks are checked on a few examples each as they run
 * first. Where one does not give what the plain way gives, all is done anew with another, the GPU's with the processor and
 * any other with the plain way, and so is whatever the run does from here on; a warning says so.
 */
export async function answered<Result>(
  session: RunSession,
  work: (engine: FeatureEngine) => Promise<Result>,
): Promise<Result> {
  const { answering: engine, engines } = session;
  const plain = engines.answering.find(({ folds }) => !folds);
  if (!engine.folds || plain === undefined) return work(engine);
  try {
    return await work(checkedBy(plain, engine));
  } catch (error) {
    if (!isTransferError(error, 'engine-unfit')) throw error;
    const isGpu = engine === engines.onGpu?.gpu;
    const next = isGpu ? (engines.answering[0] ?? plain) : plain;
    const how = next === plain ? ', layer by layer, which takes longer' : '';
    const message = `${engine.name} is not used in this run: ${error.message}. The frozen layers and answers are computed with ${next.name}${how}.`;
    tell(session, { event: 'warning', code: 'engine-unfit', message });
    session.answering = next;
    return answered(session, work);
  }
}
