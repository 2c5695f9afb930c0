import { itemsOf, type ListValue, type Value } from '../domain/values.js';
import type { Fix, Span } from '../model.js';
import type { Call, Evaluation } from './library.js';
import { holdsModules } from './moduleLists.js';
import { operationOf } from './shapeReports.js';

/** What Python calls the type of a value; null where that is not certain. */
export function typeName(value: Value): string | null {
  switch (value.kind) {
    case 'size':
      return 'int';
    case 'float':
      return value.isAny ? null : 'float';
    case 'string':
      return 'str';
    case 'tuple':
      return value.isShape === true ? 'torch.Size' : 'tuple';
    case 'list':
    case 'dict':
      return value.kind;
    case 'tensor':
      return value.isAssumed ? null : (tensorTypes[value.library] ?? null);
    default:
      return null;
  }
}

const tensorTypes: Readonly<Record<string, string>> = { torch: 'Tensor', numpy: 'numpy.ndarray' };

export interface WrongType {
  readonly span: Span;
  /** What is done with it, for the sentence that says what to do. */
  readonly use: string;
  /** What Python calls its type. */
  readonly type: string;
  readonly cause:
    | 'attribute'
    | 'index'
    | 'slice'
    | 'method'
    | 'call'
    | 'loop'
    | 'unpack'
    | 'operand'
    | 'size'
    | 'array'
    | 'list'
    | 'tensors';
  readonly raises: string;
  readonly fix?: Fix | null;
  /** Where the shape of the tensor came from, if it is one. */
  readonly origin?: Span | null;
}

/** Something is done with a value that values of its type do not take. */
export function reportType(evaluation: Evaluation, wrong: WrongType): void {
  const { span, use, type, cause, raises, fix = null, origin = null } = wrong;
  if (evaluation.language !== 'python' || span.end <= span.start) return;
  evaluation.report({
    code: 'value-type',
    severity: 'error',
    span,
    raises,
    facts: { use, type, cause },
    fixes: fix ? [fix] : [],
    related: origin && origin.start !== span.start ? [{ span: origin, what: 'shape-from', shape: null }] : [],
  });
}

/** Whether a list holds numbers or tensors: modules have lists of their own kind. */
export function holdsData(list: ListValue): boolean {
  const [first = list.element] = list.items ?? [];
  if (holdsModules(list)) return false;
  return /^(tensor|size|float|string)$/.test(first.kind) || (first.kind === 'list' && holdsData(first));
}

/** `range(len(x) / 2)`, `np.zeros((n, 0.5 * m))`: a float where Python wants whole numbers, alone or among several. */
export function checkWhole(call: Call, value: Value | undefined): void {
  const items = value && (itemsOf(value) ?? [value]);
  if (items?.some((item) => typeName(item) === 'float') !== true || call.evaluation.isPython2) return;
  const raises = "'float' object cannot be interpreted as an integer";
  const use = `\`${operationOf(call)}\``;
  reportType(call.evaluation, { span: call.span, use, type: 'float', cause: 'size', raises });
}
