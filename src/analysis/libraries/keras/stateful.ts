import { sameSize } from '../../domain/sizes.js';
import { isOpenAxis } from '../openSizes.js';
import { reportAt } from './layerChecks.js';
import { batchSymbol, shapeWords, truthOption, type Use } from './layer.js';

/**
 * A stateful layer keeps a state for each sample of a batch, and must know how many there are.
 * https://keras.io/api/layers/recurrent_layers/rnn/ ("Note on using statefulness in RNNs")
 */
export function checkStateful(use: Use): void {
  const { layer, call, tensor } = use;
  checkUnrolled(use);
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

/** What is written out step by step must know how many there are. */
function checkUnrolled({ layer, call, tensor }: Use): void {
  if (truthOption(layer, 'unroll') !== true || truthOption(layer, 'time_major') !== false || tensor.isAssumed) return;
  const [, steps] = tensor.axes ?? [];
  if (call.evaluation.language === 'javascript' || !isOpenAxis(steps, call.evaluation)) return;
  const facts = { layer: layer.className, parameter: 'unroll', found: 'True where the number of steps is left open' };
  const raises = 'Cannot unroll a RNN if the time dimension is undefined.';
  reportAt(call, { code: 'invalid-argument', raises, facts }, { tensors: [tensor] });
}
