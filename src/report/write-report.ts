import { classSection } from './class-section';
import { confusionSection } from './confusion-section';
import { curvesSection } from './curves-section';
import { datasetSection } from './dataset-section';
import { freezeMap } from './freeze-map';
import { headline } from './headline';
import { html } from './html';
import { measuredSection } from './measured-section';
import { writePage } from './page';
import { proofSection } from './proof-section';
import { provenanceSection } from './provenance-section';
import type { ReportInputs } from './report-inputs';
import { timeSection } from './time-section';
import { weakAnswersSection } from './weak-answers-section';
import { whatWasDone } from './what-was-done';
import { wrongImages } from './wrong-images';

/**
 * The run's `report.html`: the text of one page that stands alone. A run without a result (stopped, failed)
 * gives a page of what there is.
 */
export function writeReport(inputs: ReportInputs): string {
  const { record } = inputs;
  const sections = [
    whatWasDone(inputs),
    proofSection(record),
    curvesSection(inputs),
    confusionSection(inputs),
    classSection(inputs),
    wrongImages(inputs),
    weakAnswersSection(inputs),
    freezeMap(inputs),
    measuredSection(inputs),
    datasetSection(inputs),
    timeSection(inputs),
    provenanceSection(inputs),
  ].filter((section) => section !== null);
  return writePage({ title: record.name, body: html`${headline(inputs)}${sections}` });
}
