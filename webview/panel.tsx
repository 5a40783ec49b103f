import type { PanelPastRun } from '../src/shared/panel-messages';
import { CostLine } from './cost-line';
import { FailureFence } from './failure-fence';
import { Guide } from './guide/guide';
import { SuggestedCase } from './guide/suggested-case';
import { Head } from './head/head';
import { Measured } from './measured/measured';
import { NetworkSection } from './network-section';
import { Part, useRunInView } from './parts';
import { Pictures } from './pictures/pictures';
import { History } from './run/history';
import { RunRegion } from './run/run-region';
import type { TrainedNetwork } from './seen/network-choice';
import { useShared } from './shared';
import { Pilot } from './trials/pilot';
import { Study } from './trials/study';
import { usePanelView } from './use-panel-view';

/** The whole panel, drawn from the newest view: a head that stays, and below it the parts. */
export function Panel() {
  const view = usePanelView();
  useRunInView(view?.path, view?.run ?? null);
  const trained = useShared(trainedNetworks(view?.pastRuns ?? []));
  if (view === null) return <p className="waiting">Reading transfer.yaml …</p>;
  return (
    <>
      <Head view={view} />
      <main
        className="parts"
        data-revision={view.revision}
        data-vscode-context={JSON.stringify({ transferFile: view.path })}
      >
        <Part name="Plan">
          {view.pictures && (
            <FailureFence what="The pictures">
              <Pictures pictures={view.pictures} path={view.path} />
            </FailureFence>
          )}
          {view.guide && (
            <div className="advice">
              <SuggestedCase guide={view.guide} />
              <Guide guide={view.guide} />
            </div>
          )}
          {view.measured && (
            <FailureFence what="What was measured">
              <Measured measured={view.measured} />
            </FailureFence>
          )}
          {view.pilot && <Pilot pilot={view.pilot} />}
          {view.cost && <CostLine cost={view.cost} />}
          {!view.guide && !view.cost && (
            <p className="aside">There is a plan as soon as base and images are known.</p>
          )}
        </Part>
        <FailureFence what="The network">
          <NetworkSection
            graph={view.graph}
            missing={view.graphMissing}
            path={view.path}
            pictures={view.pictures}
            trained={trained}
          />
        </FailureFence>
        <FailureFence what="The run">
          <RunRegion
            run={view.run}
            pastRuns={view.pastRuns}
            curves={view.curves}
            tryIt={view.tryIt}
            restricted={view.restricted}
          />
        </FailureFence>
        <FailureFence what="The study">
          <Study study={view.study} />
        </FailureFence>
        <History runs={view.pastRuns} settings={view.runSettings} />
      </main>
    </>
  );
}

/** Newest first, as the runs are. */
function trainedNetworks(runs: readonly PanelPastRun[]): readonly TrainedNetwork[] {
  return runs.filter(({ state }) => state === 'finished').map(({ folder, name }) => ({ folder, name }));
}
