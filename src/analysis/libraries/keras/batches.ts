import { sizeValue, unknown, type Value } from '../../domain/values.js';
import type { Argument, Call } from '../library.js';
import { fieldOf } from './layer.js';

/**
 * Of what gives batches already, a `tf.data.Dataset`, a generator, a `Sequence` of the source: the data and the targets
 * of one; null for anything else.
 */
export function batchesOf(argument: Argument, call: Call): [data: Argument, target: Argument | undefined] | null {
  const element = elementOf(argument.value, call);
  if (!element) return null;
  const [data, target] = element.kind === 'tuple' ? element.items : [element];
  return [{ ...argument, value: data ?? unknown }, target && { ...argument, value: target }];
}

function elementOf(value: Value, { evaluation, span, nameSpan }: Call): Value | null {
  if (value.kind === 'object' && batchTypes.test(value.type)) return fieldOf(value, 'element') ?? unknown;
  if (value.kind !== 'instance') return null;
  const item = evaluation.attribute(value, '__getitem__');
  if (item.kind !== 'function') return null;
  return evaluation.call(item, [sizeValue(evaluation.symbol('index'))], { span, nameSpan });
}

const batchTypes =
  /^(tensorflow\.data\.Dataset|builtins\.generator|keras\.preprocessing\.sequence\.TimeseriesGenerator)$/;
