import type { LayerRecord } from '../domain/records.js';
import type { Expression } from '../syntax/program.js';
import type { Machine } from './machine.js';

/** The recurrent layer of PyTorch that an expression calls itself, and not through a module of the source. */
export function recurrentCalledBy({ records }: Machine, { span }: Expression): LayerRecord | undefined {
  return records.layers.find(
    ({ framework, isRecurrent, calls }) =>
      framework === 'pytorch' && isRecurrent && calls.some((call) => call.span.start === span.start),
  );
}
