import { CostLine } from './cost-line';
import { FailureFence } from './failure-fence';
import { Guide } from './guide/guide';
import { SuggestedCase } from './guide/suggested-case';
import { Head } from './head/head';
import { NetworkSection } from './network-section';
import { Part, useRunInView } from './parts';
import { Pictures } from './pictures/pictures';
import { History } from './run/history';
import { RunRegion } from './run/run-region';
import { usePanelView } from './use-panel-view';

/** The whole panel, drawn from the newest view: a head that stays, and below it the four parts. */
export function Panel() {
  const view = usePanelView();
  useRunInView(view?.path, view?.run ?? null);
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
        <History runs={view.pastRuns} settings={view.runSettings} />
      </main>
    </>
  );
}
