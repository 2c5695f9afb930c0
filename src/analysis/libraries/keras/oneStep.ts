import type { TensorValue, Value } from '../../domain/values.js';
import type { Call } from '../library.js';
import { booleanOf } from '../../domain/values.js';
import { fieldOf, layerOf, originOf, truthOption, type Layer } from './layer.js';
import { reportAt } from './layerChecks.js';
import { modelOutput, sizesFor, tensorsOf } from './modelParts.js';

/**
 * tf.js takes a sequence apart with `unstack`, whose gradient `stack`s the parts, and fails where there is one part
 * only: a recurrent layer of a single step cannot be trained through, to what is trained before it. As a model's first
 * layer it can be trained itself. https://github.com/tensorflow/tfjs/issues/8255
 */
export function checkOneStep(model: Value, data: Value, call: Call): void {
  if (call.evaluation.language !== 'javascript' || fieldOf(model, '#failed')) return;
  const sizeNow = sizesFor(model, data);
  const layer = tensorsBefore(tensorsOf(modelOutput(model)) ?? [])
    .map((tensor) => originOf(tensor))
    .filter((origin) => sizeNow(origin?.inputs[0]?.axes?.[1]?.size ?? null) === 1)
    .filter((origin) =>
      tensorsBefore(origin?.inputs ?? []).some((tensor) => isTrained(layerOf(originOf(tensor)?.layer))),
    )
    .map((origin) => layerOf(origin?.layer))
    .find((one) => one?.kind.isRecurrent && !one.className.includes('Cell'));
  if (!layer) return;
  reportAt(call, {
    code: 'invalid-argument',
    raises: 'Argument tensors passed to stack must be a `Tensor[]` or `TensorLike[]`',
    facts: { layer: layer.className, parameter: 'number of time steps', found: 1 },
  });
}

/** Tensors, and all that they were made of inside a model. */
function tensorsBefore(tensors: readonly TensorValue[]): TensorValue[] {
  const found = new Set(tensors);
  for (const tensor of found) for (const input of originOf(tensor)?.inputs ?? []) found.add(input);
  return [...found];
}

function isTrained(layer: Layer | undefined): boolean {
  if (!layer || layer.record.weights.length === 0 || layer.record.parameters === 0) return false;
  const frozen = fieldOf(layer.object, 'trainable');
  return frozen
    ? booleanOf(frozen) === true
    : !layer.given.get('trainable') || truthOption(layer, 'trainable') === true;
}
