import type { TensorValue } from '../../domain/values.js';
import type { Call } from '../library.js';
import { shapeOf } from '../tensorValues.js';
import { reportRule } from './reports.js';

/** What a softmax gave, as it is: probabilities that nothing has been done to since. */
const probabilities = new WeakSet<TensorValue>();

export function asProbabilities(tensor: TensorValue): TensorValue {
  const own = { ...tensor };
  probabilities.add(own);
  return own;
}

/** The numbers of a tensor after an operation on each of them, which are no probabilities any more. */
export function changed(tensor: TensorValue): TensorValue {
  return probabilities.has(tensor) ? { ...tensor } : tensor;
}

/**
 * The losses over classes take the scores, or their logarithms, and not the probabilities: the gradients all but vanish.
 * https://pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html and NLLLoss
 */
export function checkProbabilities(call: Call, loss: string, output: TensorValue): void {
  if (!probabilities.has(output)) return;
  const wanted = /nll/i.test(loss) ? 'log-probabilities' : 'scores';
  const facts = { loss, wanted, shape: output.axes && shapeOf(output.axes) };
  reportRule(call, { code: 'softmax-before-loss', raises: null, facts }, { severity: 'warning', tensors: [output] });
}
