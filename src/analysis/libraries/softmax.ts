import { sizeOf, type Axis, type TensorValue, type Value } from '../domain/values.js';
import type { RuleDetail } from '../domain/rules.js';
import type { Call } from './library.js';
import { operationOf, shapeFrom } from './shapeReports.js';
import { shapeOf } from './tensorValues.js';

/** A softmax that divides by the wrong sum: over a single unit, or over the samples of a batch. Nothing fails. */
export function checkSoftmax(call: Call, tensor: TensorValue, along: Value | undefined, implicit = -1): void {
  const { axes, isAssumed } = tensor;
  const index = along && along.kind !== 'none' ? sizeOf(along) : call.isOpen ? null : implicit;
  if (!axes || isAssumed || typeof index !== 'number') return;
  const place = index < 0 ? axes.length + index : index;
  const own = axes[place];
  if (own?.role === 'features' && own.size === 1) {
    warn(call, tensor, { code: 'softmax-of-one-unit', raises: null, facts: { layer: null } });
  } else if (own && (isOverSamples(axes, own) || isOverRows(call, axes, own) || isOverLayers(call, axes, own))) {
    const over = own.role === 'time' || own.role === 'layers' ? own.role : 'batch';
    const facts = { operation: operationOf(call), axis: place, shape: shapeOf(axes), over };
    warn(call, tensor, { code: 'softmax-axis', raises: null, facts });
  }
}

/**
 * Of (batch, time, …) in any order the axis of the batch. Without a time axis the samples may well be what is weighed:
 * the sentences of one document.
 */
function isOverSamples(axes: readonly Axis[], own: Axis): boolean {
  const others = axes.filter((other) => other !== own);
  const isOne = (role: Axis['role']) => others.filter((other) => other.role === role).length === 1;
  const time = others.find(({ role }) => role === 'time');
  return own.role === 'batch' && own.size !== 1 && axes.length >= 3 && isOne('time') && time?.size !== 1;
}

/** The logarithms are those of classes, which stand on the last axis of a layer's output, and no weights. */
function isOverRows(call: Call, axes: readonly Axis[], own: Axis): boolean {
  const last = axes.at(-1);
  if (!/log_?softmax/i.test(operationOf(call)) || axes.length < 2 || own === last || own.size === 1) return false;
  // Of two scores for each step, over the steps: where a span begins and where it ends.
  if (own.role === 'time' && last?.size === 2) return false;
  return (own.role === 'batch' || own.role === 'time') && last?.role === 'features' && last.size !== 1;
}

/** Of a state, `softmax(fc(h_n), 0)`: where there is one layer that gives 1 for all classes. */
function isOverLayers(call: Call, axes: readonly Axis[], own: Axis): boolean {
  const last = axes.at(-1);
  if (own.role !== 'layers' || last?.role !== 'features' || last.size === 1) return false;
  return (own.size === 1 && !call.evaluation.isAssuming) || /log_?softmax/i.test(operationOf(call));
}

function warn(call: Call, tensor: TensorValue, detail: RuleDetail): void {
  const related = shapeFrom(tensor);
  call.evaluation.report({ ...detail, severity: 'warning', span: call.span, fixes: [], related });
}
