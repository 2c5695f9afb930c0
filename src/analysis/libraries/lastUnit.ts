import type { TensorValue, Value } from '../domain/values.js';
import type { Span } from '../model.js';
import type { Call } from './library.js';
import { shapeFrom } from './shapeReports.js';
import { shapeOf } from './tensorValues.js';
import { isEverything } from './pytorch/rules.js';

/** What `output[:, :, -1]` gave: the last unit of each step, and where it was taken. */
const lastUnits = new WeakMap<TensorValue, { readonly span: Span; readonly sequence: TensorValue }>();

/** Remembers that `taken` is the last unit of a recurrent layer's outputs; it may be meant, where it is an output itself. */
export function rememberLastUnit(sequence: TensorValue, index: Value, taken: TensorValue, span: Span): void {
  const [batch, time, units] = sequence.axes ?? [];
  if (sequence.isSequence !== true || sequence.isAssumed || sequence.axes?.length !== 3) return;
  if (batch?.role !== 'batch' || time?.role !== 'time' || units?.role !== 'units') return;
  if (time.size === 1 || typeof units.size !== 'number' || units.size === 1) return;
  const items = index.kind === 'tuple' ? index.items : [];
  const last = items.at(-1);
  if (items.length < 3 && items[0]?.kind !== 'ellipsis') return;
  if (last?.kind !== 'size' || last.size !== -1 || !items.slice(0, -1).every(isEverything)) return;
  lastUnits.set(taken, { span, sequence });
}

/** After a dropout they are the same units. */
export function keepLastUnit(tensor: TensorValue, dropped: TensorValue): TensorValue {
  const found = lastUnits.get(tensor);
  if (found) lastUnits.set(dropped, found);
  return dropped;
}

/** A layer that mixes one unit's numbers of all steps, as if they were the features of one: the last step was meant. */
export function checkLastUnit({ evaluation }: Call, input: TensorValue): void {
  const found = lastUnits.get(input);
  if (!found) return;
  const { span, sequence } = found;
  const source = evaluation.textOf(span);
  const bracket = /\[\s*(:\s*,\s*:|\.\.\.)\s*,\s*-1\s*\]$/.exec(source);
  const place = bracket && { start: span.start + bracket.index, end: span.end };
  evaluation.report({
    code: 'last-step-of-batch-major',
    raises: null,
    severity: 'warning',
    span,
    facts: { shape: shapeOf(sequence.axes ?? []), axis: 2 },
    fixes: place ? [{ action: { kind: 'write', text: '[:, -1]' }, edits: [{ span: place, text: '[:, -1]' }] }] : [],
    related: shapeFrom(sequence),
  });
}
