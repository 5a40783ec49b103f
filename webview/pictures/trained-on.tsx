import { countText } from '../../src/design/words/wording';
import type { PanelSimilarity, PanelTrainedOn } from '../../src/shared/panel-messages';
import { send } from '../host';
import { Icon } from '../icon';
import { Button } from '../toolkit';

/** What the base was trained on: in words and, where it brings them, in pictures. */
export function TrainedOn({ trainedOn }: { readonly trainedOn: PanelTrainedOn }) {
  const { words, classes, classCount, sheet } = trainedOn;
  const rest = classCount - classes.length;
  return (
    <>
      <h3>What the base was trained on</h3>
      <p>{words}</p>
      {sheet && (
        <img
          className="sheet"
          src={sheet.address}
          alt={sheet.shows}
          width={sheet.width}
          height={sheet.height}
        />
      )}
      {classes.length > 0 && (
        <p className="aside kinds">
          Among its {countText(classCount, 'class', 'classes')}: {classes.join(', ')}
          {rest > 0 && ' …'}
        </p>
      )}
    </>
  );
}

/** Whether the user's pictures are like those: two buttons that write it into the file. */
export function Similarity({ similarity }: { readonly similarity: PanelSimilarity }) {
  const { declared, words } = similarity;
  const choice = (value: 'similar' | 'different', text: string, title: string) => (
    <Button
      pressed={declared === value}
      title={title}
      onPress={() => send({ kind: 'setSimilarity', similarity: declared === value ? 'auto' : value })}
    >
      {declared === value && <Icon name="check" />}
      {text}
    </Button>
  );
  return (
    <fieldset className="similarity">
      <legend>Are your pictures like those?</legend>
      {choice('similar', 'Like the base’s', 'Writes similarity: similar. What the base has learned fits.')}
      {choice('different', 'Different', 'Writes similarity: different. Only its early layers fit.')}
      <p className="aside" role="status">
        {words}
      </p>
    </fieldset>
  );
}
