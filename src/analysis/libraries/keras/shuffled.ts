import { booleanOf, unknown, type Value } from '../../domain/values.js';
import type { Argument, Call } from '../library.js';
import { fieldOf } from './layer.js';
import { reportAt } from './layerChecks.js';
import { statefulLayer } from './modelData.js';
import { arraysIn, modelInput, tensorsOf } from './modelParts.js';

/**
 * A stateful layer goes on from the state in which the sample of the batch before left it, and `fit` shuffles arrays
 * unless told: then the two have nothing to do with each other. So they have in a data set that is shuffled itself.
 * https://keras.io/api/layers/recurrent_layers/rnn/ ("Note on using statefulness in RNNs": specify `shuffle=False`)
 */
export function checkShuffled(call: Call, data: Argument | undefined): void {
  const model = call.receiver ?? unknown;
  if (!data || call.evaluation.language !== 'python') return;
  const isShuffled = fieldOf(data.value, 'shuffled') !== undefined;
  if (!isShuffled && !shufflesArrays(call, model, data.value)) return;
  const layer = statefulLayer(model)?.className;
  if (!layer) return;
  const facts = { layer, batch: null, found: null, name: isShuffled ? '`shuffle`' : '`fit`', cause: 'shuffled' };
  reportAt(call, { code: 'stateful-batch', raises: null, facts }, { severity: 'warning' });
}

/** Of one batch only the samples themselves change places, and most likely all states begin anew with the next. */
function shufflesArrays(call: Call, model: Value, data: Value): boolean {
  const given = call.keywords.get('shuffle');
  if (given ? booleanOf(given.value) !== true : call.isOpen) return false;
  const [array] = tensorsOf(arraysIn(data)) ?? [];
  const [input] = tensorsOf(modelInput(model)) ?? [];
  const [samples, batch] = [array, input].map((tensor) => tensor?.axes?.[0]?.size ?? null);
  if (!array || array.isAssumed || typeof batch !== 'number' || samples === null || samples === undefined) return false;
  return typeof samples !== 'number' || samples > batch;
}
