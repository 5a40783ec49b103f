import { TransferError } from '../../../design/transfer-error';
import { type Fields, isFields } from '../../network/written-model';
import { damaged } from '../damaged-file';
import { asKerasTwo } from './keras-one';

/** What Keras writes of a network's layers. */
export interface KerasDescription {
  readonly model: Fields;
  readonly kerasVersion: string;
}

/** @throws TransferError where the text is none that Keras writes of a network */
export function readDescription(text: string, kerasVersion: string, file: string): KerasDescription {
  let model: unknown;
  try {
    model = JSON.parse(text);
  } catch {
    throw damaged(file, 'what it says of its layers is not valid JSON');
  }
  if (!isFields(model) || typeof model.class_name !== 'string') {
    throw new TransferError(
      'base-format',
      `${file} describes no network of Keras. Save the model again with Keras.`,
    );
  }
  // A model that Keras writes as text says the version in there.
  const version = typeof model.keras_version === 'string' ? model.keras_version : kerasVersion;
  return { model: /^1(\.|$)/.test(version) ? asKerasTwo(model) : model, kerasVersion: version };
}
