import { isJoined } from '../domain/joined.js';
import type { TensorValue } from '../domain/values.js';
import type { Call } from './library.js';
import { shapeFrom } from './shapeReports.js';
import { shapeOf } from './tensorValues.js';

/** What a tensor's numbers were made by: a softmax over classes, or a sigmoid of each. */
export type Probability = 'softmax' | 'sigmoid';

/** What a softmax or a sigmoid gave, as it is: probabilities that nothing has been done to since. */
const probabilities = new WeakMap<TensorValue, Probability>();

export function asProbabilities(tensor: TensorValue, kind: Probability = 'softmax'): TensorValue {
  const own = { ...tensor };
  probabilities.set(own, kind);
  return own;
}

/** What a sigmoid gives; where the rank is not known it stays the very same value. */
export function asSigmoid(tensor: TensorValue): TensorValue {
  return tensor.axes ? asProbabilities(tensor, 'sigmoid') : tensor;
}

/** The same probabilities in another shape: `squeeze(1)`, `view(-1)`. */
export function keepProbabilities(tensor: TensorValue, arranged: TensorValue): TensorValue {
  const kind = isJoined(tensor) ? undefined : probabilities.get(tensor);
  if (kind === 'sigmoid' && arranged !== tensor) probabilities.set(arranged, kind);
  return arranged;
}

/** The numbers of a tensor after an operation on each of them, which are no probabilities any more. */
export function changed(tensor: TensorValue): TensorValue {
  return probabilities.has(tensor) ? { ...tensor } : tensor;
}

/**
 * The losses over classes take the scores, or their logarithms, and not the probabilities: the gradients all but vanish.
 * https://pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html, NLLLoss and BCEWithLogitsLoss;
 * https://www.tensorflow.org/api_docs/python/tf/nn/softmax_cross_entropy_with_logits and its kin
 *
 * @param own what the loss does by itself to what it is given
 */
export function checkProbabilities(call: Call, loss: string, output: TensorValue, own: Probability): void {
  if (isJoined(output) || probabilities.get(output) !== own) return;
  const wanted = /nll/i.test(loss) ? 'log-probabilities' : 'scores';
  call.evaluation.report({
    code: 'softmax-before-loss',
    raises: null,
    severity: 'warning',
    span: call.span,
    facts: { loss, wanted, shape: output.axes && shapeOf(output.axes), given: own },
    fixes: [],
    related: output.origin?.start === call.span.start ? [] : shapeFrom(output),
  });
}
