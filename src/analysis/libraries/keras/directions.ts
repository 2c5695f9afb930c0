import type { TensorValue } from '../../domain/values.js';
import type { Span } from '../../model.js';
import type { Call } from '../library.js';
import { layerOf, originOf, truthOption, type Layer } from './layer.js';
import { reportAt } from './layerChecks.js';

/**
 * A layer with `go_backwards=True` gives its steps in the order in which it reads them, the last one first. Beside those
 * of a forward layer they stand the wrong way round, which matters to whatever reads the two step by step.
 * https://keras.io/api/layers/recurrent_layers/lstm/ (`go_backwards`: "process the input sequence backwards and return
 * the reversed sequence")
 */
const unaligned = new WeakMap<TensorValue, Span>();

/** Remembers that outputs were joined step by step whose steps run in two orders. */
export function rememberOrder(joined: TensorValue, tensors: readonly TensorValue[], call: Call): void {
  const runs = tensors.flatMap((tensor) => {
    const run = (tensor.axes?.length ?? 0) >= 3 ? runBefore(tensor) : null;
    return run ? [run] : [];
  });
  const [first] = runs;
  const other = runs.find(({ series, isBackwards }) => series === first?.series && isBackwards !== first.isBackwards);
  if (other) unaligned.set(joined, call.span);
}

/** Layers that change no step's place; a Lambda that takes some steps out does not either. */
const keepsSteps = /Dropout|Normalization|^Activation$|ReLU$|^ELU$|GaussianNoise|^Lambda$/;
const keepsOrder = /Dropout|Normalization|^Activation$|ReLU$|^ELU$|GaussianNoise/;

/** Looks whether a layer that reads step by step is given what was joined in two orders. */
export function checkOrder(layer: Layer, tensors: readonly TensorValue[], call: Call): void {
  const [tensor] = tensors;
  const isStepwise = layer.kind.isRecurrent || /^(TimeDistributed|Dense)$/.test(layer.className);
  if (!isStepwise || tensors.length !== 1 || (tensor?.axes?.length ?? 0) < 3) return;
  const span = before(tensor, keepsSteps, (one) => unaligned.get(one));
  if (!span) return;
  const name = call.evaluation.language === 'javascript' ? 'goBackwards: true' : 'go_backwards=True';
  const facts = { layer: layer.className, cause: 'backwards', name };
  reportAt(call, { code: 'joined-directions', raises: null, facts }, { severity: 'warning', span });
}

interface Run {
  readonly series: TensorValue;
  readonly isBackwards: boolean;
}

/** The recurrent layer that gave a sequence, by what it read and in which direction. */
function runBefore(tensor: TensorValue): Run | null {
  return (
    before(tensor, keepsOrder, (one) => {
      const origin = originOf(one);
      const layer = layerOf(origin?.layer);
      const [series] = origin?.inputs ?? [];
      const isOne = layer?.kind.isRecurrent === true && layer.className !== 'Bidirectional';
      const isBackwards = isOne ? truthOption(layer, 'go_backwards') : null;
      return series && isBackwards !== null ? { series, isBackwards } : undefined;
    }) ?? null
  );
}

/** What `find` gives of a tensor, or of one that it was made of by layers of these kinds alone. */
function before<Found>(
  tensor: TensorValue | undefined,
  layers: RegExp,
  find: (tensor: TensorValue) => Found | undefined,
): Found | undefined {
  let at = tensor;
  for (let step = 0; at && step < 16; step++) {
    const found = find(at);
    if (found !== undefined) return found;
    const origin = originOf(at);
    const layer = layerOf(origin?.layer);
    at = layer && layers.test(layer.className) && origin?.inputs.length === 1 ? origin.inputs[0] : undefined;
  }
  return undefined;
}
