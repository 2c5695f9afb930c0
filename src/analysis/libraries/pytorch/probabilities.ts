import type { TensorValue, Value } from '../../domain/values.js';
import type { Call } from '../library.js';
import { shapeOf } from '../tensorValues.js';
import { reportRule } from './reports.js';

/** What a softmax or a sigmoid gave, as it is: probabilities that nothing has been done to since. */
const probabilities = new WeakMap<TensorValue, 'softmax' | 'sigmoid'>();

export function asProbabilities(tensor: TensorValue): TensorValue {
  const own = { ...tensor };
  probabilities.set(own, 'softmax');
  return own;
}

export function areProbabilities(value: Value): boolean {
  return value.kind === 'tensor' && probabilities.has(value);
}

/** What a sigmoid gives; where the rank is not known it stays the very same value. */
export function asSigmoid(tensor: TensorValue): TensorValue {
  if (!tensor.axes) return tensor;
  const own = { ...tensor };
  probabilities.set(own, 'sigmoid');
  return own;
}

/** The same probabilities in another shape: `squeeze(1)`, `view(-1)`. */
export function keepProbabilities(tensor: TensorValue, arranged: TensorValue): TensorValue {
  const kind = probabilities.get(tensor);
  if (kind === 'sigmoid' && arranged !== tensor) probabilities.set(arranged, kind);
  return arranged;
}

/** The numbers of a tensor after an operation on each of them, which are no probabilities any more. */
export function changed(tensor: TensorValue): TensorValue {
  return probabilities.has(tensor) ? { ...tensor } : tensor;
}

/**
 * The losses over classes take the scores, or their logarithms, and not the probabilities: the gradients all but vanish.
 * https://pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html, NLLLoss and BCEWithLogitsLoss
 */
export function checkProbabilities(call: Call, loss: string, output: TensorValue): void {
  const isLogits = /logits/i.test(loss);
  if (probabilities.get(output) !== (isLogits ? 'sigmoid' : 'softmax')) return;
  const wanted = /nll/i.test(loss) ? 'log-probabilities' : 'scores';
  const facts = { loss, wanted, shape: output.axes && shapeOf(output.axes), given: isLogits ? 'sigmoid' : 'softmax' };
  reportRule(call, { code: 'softmax-before-loss', raises: null, facts }, { severity: 'warning', tensors: [output] });
}
