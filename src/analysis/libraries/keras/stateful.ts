import { sameSize } from '../../domain/sizes.js';
import { reportAt } from './layerChecks.js';
import { batchSymbol, shapeWords, truthOption, type Use } from './layer.js';

/**
 * A stateful layer keeps a state for each sample of a batch, and must know how many there are.
 * https://keras.io/api/layers/recurrent_layers/rnn/ ("Note on using statefulness in RNNs")
 */
export function checkStateful({ layer, call, tensor }: Use): void {
  if (truthOption(layer, 'stateful') !== true || !tensor.axes) return;
  const batch = tensor.axes[0]?.size ?? null;
  // Only a batch that the model itself leaves open is certainly not fixed.
  if (typeof batch === 'number' || sameSize(batch, batchSymbol(call.evaluation)) !== true) return;
  const raises =
    call.evaluation.language === 'javascript'
      ? 'If an RNN is stateful, it needs to know its batch size. Specify the batch size of your input tensors: \n- If using a Sequential model, specify the batch size by passing a `batchInputShape` option to your first layer.\n- If using the functional API, specify the batch size by passing a `batchShape` option to your Input layer.'
      : `When using \`stateful=True\` in a RNN, the batch size must be static. Found dynamic batch size: sequence.shape=${shapeWords(tensor.axes, call.evaluation)}`;
  reportAt(call, { code: 'stateful-batch', raises, facts: { layer: layer.className, batch: null, found: null } });
}
