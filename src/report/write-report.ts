import { pagePolicy } from '../shared/page-policy';
import { classSection } from './class-section';
import { confusionSection } from './confusion-section';
import { curvesSection } from './curves-section';
import { datasetSection } from './dataset-section';
import { freezeMap } from './freeze-map';
import { headline } from './headline';
import { html, Markup } from './html';
import { measuredSection } from './measured-section';
import { pageStyle } from './page-style';
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
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(pagePolicy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${record.name} – Transfer Designer</title>
<style>${new Markup(pageStyle)}</style>
</head>
<body>
<main>
${headline(inputs)}${sections}</main>
</body>
</html>
`;
  return page.text;
}
