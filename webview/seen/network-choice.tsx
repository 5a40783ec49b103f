import { useId } from 'react';
import { seeInNetwork } from './kept-seen';

/** A network that a run has trained. */
export interface TrainedNetwork {
  /** Of the run. */
  readonly folder: string;
  readonly name: string;
}

interface NetworkChoiceProps {
  readonly trained: readonly TrainedNetwork[];
  /** The folder of the run whose network is looked into; empty for the base. */
  readonly run: string;
}

/** In which network a layer is looked into: the base's, or what a run has made of it. */
export function NetworkChoice({ trained, run }: NetworkChoiceProps) {
  const choose = useId();
  return (
    <div className="choose-class">
      <label htmlFor={choose}>Network</label>
      <select id={choose} value={run} onChange={({ currentTarget }) => seeInNetwork(currentTarget.value)}>
        <option value="">the base, before training</option>
        {trained.map(({ folder, name }) => (
          <option key={folder} value={folder}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
