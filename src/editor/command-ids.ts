import type { AssistantToolName } from '../views/assistant-tools';

/** The commands that package.json contributes; a test holds the two to each other. */
export const commandIds = {
  tryExample: 'transferDesigner.tryExample',
  newProject: 'transferDesigner.newProject',
  openDesigner: 'transferDesigner.openDesigner',
  measure: 'transferDesigner.measure',
  compareBases: 'transferDesigner.compareBases',
  pilot: 'transferDesigner.pilot',
  study: 'transferDesigner.study',
  seeLayer: 'transferDesigner.seeLayer',
  lookForOddPictures: 'transferDesigner.lookForOddPictures',
  train: 'transferDesigner.train',
  trainOnCluster: 'transferDesigner.trainOnCluster',
  stop: 'transferDesigner.stop',
  resume: 'transferDesigner.resume',
  applySuggestion: 'transferDesigner.applySuggestion',
  pinAutoValues: 'transferDesigner.pinAutoValues',
  classifyImage: 'transferDesigner.classifyImage',
  openReport: 'transferDesigner.openReport',
  exportModel: 'transferDesigner.exportModel',
  compareRuns: 'transferDesigner.compareRuns',
  renameRun: 'transferDesigner.renameRun',
  starRun: 'transferDesigner.starRun',
  unstarRun: 'transferDesigner.unstarRun',
  deleteRuns: 'transferDesigner.deleteRuns',
  fetchBase: 'transferDesigner.fetchBase',
  fetchImages: 'transferDesigner.fetchImages',
  setRayToken: 'transferDesigner.setRayToken',
  forgetRayToken: 'transferDesigner.forgetRayToken',
  installRuntime: 'transferDesigner.installRuntime',
  clearFeatureCache: 'transferDesigner.clearFeatureCache',
  showLog: 'transferDesigner.showLog',
} as const;

export type CommandName = keyof typeof commandIds;

/**
 * The same commands for the explorer's menus, where the editor shows neither category nor `shortTitle` and they stand
 * among everybody else's: their titles say whose they are. The palette, which shows the category, leaves them out.
 */
export const explorerCommandIds = {
  newProject: 'transferDesigner.explorer.newProject',
  openDesigner: 'transferDesigner.explorer.openDesigner',
  train: 'transferDesigner.explorer.train',
} as const satisfies Partial<Record<CommandName, string>>;

/** The tools for language models that package.json contributes; they can have no dot in their names. */
export const assistantToolIds = {
  check: 'transferDesigner_check',
  plan: 'transferDesigner_plan',
  compareRuns: 'transferDesigner_compareRuns',
  train: 'transferDesigner_train',
} as const satisfies Readonly<Record<AssistantToolName, string>>;

/** The settings that package.json contributes, below `transferDesigner`. */
export const settingNames = {
  node: 'node',
  tfjsNode: 'tfjsNode',
  engine: 'engine',
  rayAddress: 'ray.address',
  openDesigner: 'openDesignerWhenOpening',
  codeLens: 'codeLens',
  measureInBackground: 'measureInBackground',
} as const;

export const settingSection = 'transferDesigner';

/** Views, panels and context keys. */
export const runsViewId = 'transferDesigner.runs';
export const designerViewType = 'transferDesigner.designer';
export const reportViewType = 'transferDesigner.report';
export const comparisonViewType = 'transferDesigner.comparison';
export const walkthroughId = 'transfer-designer.transfer-designer#start';

/** Set while there is a transfer.yaml in the workspace or open. */
export const activeContextKey = 'transferDesigner.active';
