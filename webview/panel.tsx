import { CostLine } from './cost-line';
import { FailureFence } from './failure-fence';
import { Guide } from './guide/guide';
import { SuggestedCase } from './guide/suggested-case';
import { Header } from './header';
import { NetworkSection } from './network-section';
import { PastRuns } from './run/past-runs';
import { RunRegion } from './run/run-region';
import { TrainRow } from './train-row';
import { usePanelView } from './use-panel-view';

/** The whole panel, drawn from the newest view. */
export function Panel() {
  const view = usePanelView();
  if (view === null) return <p className="waiting">Reading transfer.yaml …</p>;
  return (
    <>
      <Header view={view} />
      <main className="columns" data-revision={view.revision}>
        <div className="column">
          {view.guide && (
            <div className="advice">
              <SuggestedCase guide={view.guide} />
              <Guide guide={view.guide} />
            </div>
          )}
          {view.cost && <CostLine cost={view.cost} />}
          <TrainRow view={view} />
          <FailureFence what="The run">
            <RunRegion run={view.run} pastRuns={view.pastRuns} />
          </FailureFence>
          <PastRuns runs={view.pastRuns} />
        </div>
        <div className="column">
          <FailureFence what="The network">
            <NetworkSection graph={view.graph} missing={view.graphMissing} />
          </FailureFence>
        </div>
      </main>
    </>
  );
}
