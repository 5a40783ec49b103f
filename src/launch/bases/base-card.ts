import type { CatalogBase } from '../../catalog/catalog-base';
import { count } from '../../design/words/number-text';

/** What lies beside the files of a fetched base, for whoever finds them: what it is, and whose. */
export function baseCard({
  title,
  trainedOn,
  accuracy,
  licence,
  attribution,
  input,
  params,
}: CatalogBase): string {
  const [height, width] = input.size;
  return `# ${title}

| | |
|---|---|
| Format | TensorFlow.js LayersModel: \`model.json\` and one weight shard (float32) |
| Trained on | ${trainedOn} |
| Accuracy | ${accuracy} |
| Input | ${height}×${width} RGB; \`model.json\` says how it is scaled, under \`userDefinedMetadata.transferDesigner\` |
| Weights | ${count(params)} |
| Licence | ${licence} |

${attribution.map((whose) => `- ${whose}`).join('\n')}

Changed: the weights were written in the order and layout of TensorFlow.js; their values are the published ones.
`;
}
