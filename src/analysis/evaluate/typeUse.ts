import { floatValue, type Axis, type Value } from '../domain/values.js';
import { holdsData, reportType, typeName, type WrongType } from '../libraries/wrongTypes.js';
import type { Span } from '../model.js';
import type { Machine } from './machine.js';
import { isPython2 } from './python2.js';
import { checkPackedAttribute, checkTupleAttribute } from './tupleUse.js';

/** `value.name`, where values of its type have nothing of that name: `len(x).unsqueeze(0)`, `outputs.view(…)` of a list. */
export function checkAttribute(machine: Machine, value: Value, name: string, span: Span): void {
  switch (value.kind) {
    case 'tuple':
      checkTupleAttribute(machine, value, name, span);
      return;
    case 'object':
      checkPackedAttribute(machine, value, name, span);
      return;
    case 'list':
      if (mayReport(machine) && holdsData(value) && lacksInList(machine, name))
        reportAttribute(machine, value, name, span);
      return;
    case 'tensor':
      if (value.library === 'numpy' && !value.isAssumed && mayReport(machine) && ofTensors.test(name) && value.axes)
        reportAttribute(machine, value, name, span);
      return;
    case 'size':
    case 'float':
      if (mayReport(machine) && !machine.isAssuming && ofTensors.test(name))
        reportAttribute(machine, value, name, span);
  }
}

function reportAttribute(machine: Machine, value: Value, name: string, span: Span): void {
  const type = typeName(value) ?? '';
  const cause = value.kind === 'tensor' ? 'array' : 'attribute';
  const raises = `'${type}' object has no attribute '${name}'`;
  report(machine, value, { span, use: `\`.${name}\``, cause, raises });
}

/** What tensors of PyTorch have, and neither Python's numbers nor NumPy's arrays and numbers do. */
const ofTensors =
  /^(backward|unsqueeze|permute|dim|detach|cuda|cpu|contiguous|expand|expand_as|view_as|requires_grad_?|log_softmax|softmax|masked_fill|matmul|numel)$/;

/** What tensors and arrays have, and lists do not, whatever they hold. */
const ofArrays =
  /^(shape|size|dim|ndim|reshape|astype|view|unsqueeze|squeeze|permute|transpose|contiguous|detach|backward)$/;

function lacksInList({ tensors }: Machine, name: string): boolean {
  // What TensorFlow 1 computes of a shape is a list here and a tensor there.
  return ofArrays.test(name) && tensors !== 'tensorflow';
}

/** `value[index]` of what has no items: a number, or a method that is not called, `x.size[0]`. */
export function checkIndexed(machine: Machine, value: Value, span: Span): void {
  if (!mayReport(machine)) return;
  if (value.kind === 'method' && value.receiver.kind === 'tensor' && value.path.startsWith('torch.Tensor.')) {
    const name = value.path.slice(value.path.lastIndexOf('.') + 1);
    const raises = "'builtin_function_or_method' object is not subscriptable";
    report(machine, value, { span, use: `\`${name}\``, cause: 'method', raises });
  } else if (value.kind === 'size' || value.kind === 'float') {
    if (machine.isAssuming) return;
    report(machine, value, {
      span,
      use: 'An index',
      cause: 'index',
      raises: `'${typeName(value)}' object is not subscriptable`,
    });
  }
}

/** `x[:0.8 * n]` of lists, texts, arrays and tensors. */
export function checkSlices(machine: Machine, value: Value, index: Value, span: Span): void {
  if (!mayReport(machine) || !isSliced(value) || isPython2(machine)) return;
  const slices = index.kind === 'tuple' ? index.items : [index];
  const isFloat = (one: Value) =>
    one.kind === 'slice' && [one.lower, one.upper, one.step].some((bound) => typeName(bound) === 'float');
  if (!slices.some(isFloat)) return;
  const raises = 'slice indices must be integers or None or have an __index__ method';
  report(machine, floatValue(null), { span, use: 'A slice', cause: 'slice', raises });
}

function isSliced(value: Value): boolean {
  if (value.kind === 'tensor') return value.library === 'torch' || value.library === 'numpy';
  return value.kind === 'list' || value.kind === 'tuple' || value.kind === 'string';
}

/** `value(…)` of what cannot be called: `x.shape(0)`. */
export function checkCalled(machine: Machine, value: Value, span: Span): void {
  const type = typeName(value);
  // Where a comma is missing, `3 (4)` is no call that anybody meant.
  if (!mayReport(machine) || type === null || /^(int|float|str)$/.test(type)) return;
  if (machine.isAssuming && !isMade(value)) return;
  report(machine, value, { span, use: 'A call', cause: 'call', raises: `'${type}' object is not callable` });
}

/** What no default of a parameter is. */
function isMade(value: Value): boolean {
  return value.kind === 'tensor' || (value.kind === 'tuple' && value.isShape === true);
}

/** `for i in x.size(1)`: a number is gone through. */
export function checkIterated(machine: Machine, value: Value, span: Span): void {
  if (!mayReport(machine) || machine.isAssuming || (value.kind !== 'size' && value.kind !== 'float')) return;
  const text = machine.evaluation.textOf(span);
  const range = `range(${text})`;
  const isShort = value.kind === 'size' && /^[^\n]{1,60}$/.test(text);
  report(machine, value, {
    span,
    use: 'A loop',
    cause: 'loop',
    raises: `'${typeName(value)}' object is not iterable`,
    fix: isShort ? { action: { kind: 'write', text: range }, edits: [{ span, text: range }] } : null,
  });
}

/** `a, b = value` of a number. */
export function checkUnpacked(machine: Machine, value: Value, span: Span): void {
  if (!mayReport(machine) || machine.isAssuming || (value.kind !== 'size' && value.kind !== 'float')) return;
  const raises = `cannot unpack non-iterable ${typeName(value)} object`;
  report(machine, value, { span, use: 'Unpacking', cause: 'unpack', raises });
}

/**
 * `x.shape // 2` takes no numbers, and a tensor of PyTorch no lists: nothing is made of them that fits. A tensor of a single
 * number counts as one, which repeats a list.
 */
export function checkOperands(machine: Machine, operator: string, left: Value, right: Value, span: Span): void {
  if (!mayReport(machine) || !/^([-+*/%]|\/\/)$/.test(operator)) return;
  // `'%.3f' % loss` writes a number down.
  if (operator === '%' && left.kind === 'string') return;
  const [a, b] = [typeName(left), typeName(right)];
  const isShape = left.kind === 'tuple' && right.kind === 'size' && operator !== '*';
  const isPair = isShape && (left.isShape === true || endsInNumber(machine, span));
  const isMixed = (isTorch(left) && isPlainMany(right)) || (isTorch(right) && isPlainMany(left));
  if ((!isPair && !isMixed) || a === null || b === null) return;
  const raises =
    isPair && operator === '+'
      ? `can only concatenate tuple (not "int") to tuple`
      : `unsupported operand type(s) for ${operator}: '${a}' and '${b}'`;
  const other = isTorch(left) ? right : left;
  report(machine, other, { span, use: `\`${operator}\``, cause: 'operand', raises });
}

/** What NumPy computes, a number of its own kind, works with any tuple. */
function endsInNumber({ evaluation }: Machine, span: Span): boolean {
  return /[^\w.]\d+$/.test(evaluation.textOf(span));
}

function isTorch(value: Value): boolean {
  return value.kind === 'tensor' && value.library === 'torch' && !value.isAssumed && value.axes?.some(isMany) === true;
}

function isMany({ size }: Axis): boolean {
  return typeof size === 'number' && size > 1;
}

function isPlainMany(value: Value): boolean {
  return value.kind === 'dict' || value.kind === 'string' || (value.kind === 'list' && holdsData(value));
}

function report(machine: Machine, value: Value, wrong: Omit<WrongType, 'type'>): void {
  if (value.kind === 'float' && value.isAny) return;
  const origin = value.kind === 'tensor' ? value.origin : null;
  reportType(machine.evaluation, { ...wrong, origin, type: typeName(value) ?? '' });
}

/** In a branch of which nobody knows whether it is taken, its test may ask for the type: `if hasattr(x, 'shape'):`. */
function mayReport({ language, branches }: Machine): boolean {
  return language === 'python' && branches === 0;
}
