import type { Axis, TensorValue, Value } from '../../domain/values.js';
import type { Call } from '../library.js';
import { reportRule } from './reports.js';
import { isTensor, lastAxis } from './tensors.js';

/** Their constructors take nothing but `self`. */
const bare = new Set(['Sigmoid', 'Tanh', 'LogSigmoid', 'Softsign', 'Tanhshrink', 'Softmax2d']);
const alongOne = new Set(['Softmax', 'LogSoftmax', 'Softmin', 'GLU']);
/** These look at the truth of what they are given. */
const asks = /^(Dropout|AlphaDropout|FeatureAlphaDropout|CrossEntropy|NLL|MSE|L1|SmoothL1|BCE|KLDiv)/;
const ambiguous = 'Boolean value of Tensor with more than one value is ambiguous';

/**
 * A module is made of numbers and called with tensors: `nn.Softmax(scores)` makes one that was never asked, and so does
 * `nn.CrossEntropyLoss(output, target)`. A loss may be given the weights of its classes.
 */
export function checkTensorArgument(call: Call, name: string, isLayer: boolean): void {
  if (name === 'Identity' || call.path !== `torch.nn.${name}`) return;
  const [first, second] = call.args.map(({ value }) => (isMany(value) ? value : null));
  if (!first || (!isLayer && !second)) return;
  const raises = wordsOf(call, name);
  const hasMore = (isLayer ? first : second)?.axes?.some(({ size }) => typeof size === 'number' && size > 1) === true;
  reportRule(
    call,
    { code: 'invalid-argument', raises, facts: { layer: name, parameter: null, found: 'a tensor', cause: 'module' } },
    { severity: raises === null || (raises === ambiguous && !hasMore) ? 'warning' : 'error', tensors: [first] },
  );
}

/** Certainly a tensor, and no single number. */
function isMany(value: Value): value is TensorValue {
  if (!isTensor(value) || value.library !== 'torch' || value.numbers) return false;
  const isSingle = ({ size }: Axis) => size === null || size === 1;
  const last = lastAxis(value);
  if (value.axes && value.axes.length > 1) return !value.axes.every(isSingle);
  return last !== null && !isSingle(last);
}

/** Null where it is made all the same. */
function wordsOf({ args, keywords }: Call, name: string): string | null {
  const given = args.length + 1;
  if (bare.has(name)) return `${name}.__init__() takes 1 positional argument but ${given} were given`;
  if (alongOne.has(name)) {
    if (keywords.has('dim')) return `${name}.__init__() got multiple values for argument 'dim'`;
    return given > 2 ? `${name}.__init__() takes from 1 to 2 positional arguments but ${given} were given` : null;
  }
  return asks.test(name) ? ambiguous : null;
}
