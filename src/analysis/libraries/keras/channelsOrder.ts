import { none, stringOf, stringValue } from '../../domain/values.js';
import { bind, type Call, type Evaluation, type LibraryFunction } from '../library.js';

const channelsFirst = new WeakSet<Evaluation>();

/** Theano's order of the axes, by its name in Keras 1 and by that of today. */
export function isFirstOrder(format: string | null): boolean {
  return format === 'channels_first' || format === 'th';
}

/** `K.set_image_data_format('channels_first')` holds for all layers that do not say otherwise. */
export const setChannelsOrder: LibraryFunction = (call) => {
  const format = bind(call, ['data_format']).get('data_format') ?? call.args[0];
  if (isFirstOrder(stringOf(format?.value))) channelsFirst.add(call.evaluation);
  else channelsFirst.delete(call.evaluation);
  return none;
};

/** The call of a layer's constructor with the order of the axes that holds where it is. */
export function withChannelsOrder(call: Call, parameters: readonly string[]): Call {
  if (!channelsFirst.has(call.evaluation) || !parameters.includes('data_format')) return call;
  if (bind(call, parameters).get('data_format')) return call;
  const format = { value: stringValue('channels_first'), span: null, valueSpan: null };
  return { ...call, keywords: new Map(call.keywords).set('data_format', format) };
}
