import {
  stringOf,
  stringValue,
  unknown,
  type ElementType,
  type ObjectValue,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import type { Call } from '../library.js';
import { operationOf } from '../shapeReports.js';
import { isFloating, retyped, typeNamed } from './elementTypes.js';

/** In which numbers a module of PyTorch keeps its weights. */

/** Where a module's own object keeps it, beside its weights. */
const field = '#dtype';

/** The type of a module's weights; undefined where they may have been made or changed to any. */
export function weightsType(module: Value | null | undefined): ElementType | undefined {
  const object = module?.kind === 'instance' ? module.base : module;
  if (object?.kind !== 'object') return undefined;
  for (const name of mainWeights) {
    const weight = object.fields.get(name);
    if (weight?.kind === 'tensor') return weight.elementType;
    if (weight) return undefined;
  }
  return (stringOf(object.fields.get(field)) as ElementType | null) ?? undefined;
}

const mainWeights = ['weight', 'weight_ih_l0', 'weight_ih'];

/** Gives the weights of a module that was just made their type. */
export function nameWeights(call: Call, made: Value): Value {
  if (made.kind !== 'object') return made;
  const given = call.keywords.get('dtype');
  const type = given ? typeNamed(given.value) : call.isOpen ? undefined : (call.evaluation.floats ?? undefined);
  if (!type) return made;
  made.fields.set(field, stringValue(type));
  for (const value of made.fields.values()) if (isOwnWeight(value, call)) value.elementType = type;
  return made;
}

/** An embedding made of given vectors has their type. */
export function nameGiven(call: Call, made: Value): Value {
  if (made.kind !== 'object') return made;
  const given = call.args[0]?.value ?? call.keywords.get('embeddings')?.value;
  const type = given?.kind === 'tensor' ? given.elementType : undefined;
  const weight = made.fields.get('weight');
  if (weight?.kind === 'tensor') made.fields.set('weight', retyped(weight, type));
  if (type) made.fields.set(field, stringValue(type));
  else made.fields.delete(field);
  return made;
}

/** What the constructor made itself: a weight that it was given comes from elsewhere. */
function isOwnWeight(value: Value, { span }: Call): value is TensorValue {
  return value.kind === 'tensor' && value.origin === span;
}

/** `model.double()`, `model.to(device)`, `model.to(torch.float64)`: all that the module holds is converted. */
export function convertModule(call: Call): void {
  const { receiver } = call;
  if (!receiver || receiver.kind === 'tensor') return;
  const type = conversionOf(call);
  if (type === null) return;
  convert(call, receiver, type, new Set());
}

/** What weights are converted to: null for none, undefined for any. */
function conversionOf(call: Call): ElementType | null | undefined {
  const method = operationOf(call);
  const own = methods[method];
  if (own) return own;
  for (const { value, valueSpan } of [...call.args, ...call.keywords.values()]) {
    const named = typeNamed(value);
    if (named) return isFloating(named) ? named : undefined;
    if (value.kind === 'tensor') return value.elementType;
    // Where it computes says nothing of the numbers.
    const text = valueSpan ? call.evaluation.textOf(valueSpan) : '';
    if (/type|float|double|half|prec|bf16|fp16/i.test(text)) return undefined;
  }
  return call.isOpen || method === 'type' ? undefined : null;
}

const methods: Readonly<Record<string, ElementType | undefined>> = {
  double: 'float64',
  float: 'float32',
  half: 'float16',
  bfloat16: 'bfloat16',
};

function convert(call: Call, value: Value, type: ElementType | undefined, seen: Set<Value>): void {
  if (seen.has(value)) return;
  seen.add(value);
  switch (value.kind) {
    case 'instance':
      if (value.base) convert(call, value.base, type, seen);
      for (const [name, item] of value.attributes) convertMember(call, value, name, item, type, seen);
      return;
    case 'object':
      if (value.type.startsWith('torch.nn.'))
        call.evaluation.setField(value, field, type ? stringValue(type) : unknown);
      for (const [name, item] of value.fields) convertMember(call, value, name, item, type, seen);
      return;
    case 'list':
    case 'tuple':
      for (const item of value.items ?? []) convert(call, item, type, seen);
      if (value.kind === 'list') convert(call, value.element, type, seen);
      return;
    case 'dict':
      for (const item of value.entries.values()) convert(call, item, type, seen);
      return;
    case 'ambiguous':
      for (const option of value.options) convert(call, option, type, seen);
      return;
    default:
  }
}

function convertMember(
  call: Call,
  holder: ObjectValue | (Value & { kind: 'instance' }),
  name: string,
  item: Value,
  type: ElementType | undefined,
  seen: Set<Value>,
): void {
  if (item.kind !== 'tensor') {
    convert(call, item, type, seen);
    return;
  }
  if (!item.elementType || item.elementType === type) return;
  // Only parameters and buffers are converted, and nobody knows of an attribute whether it is one.
  const isWeight = holder.kind === 'object' && isFloating(item.elementType);
  call.evaluation.setField(holder, name, retyped(item, isWeight ? type : undefined));
}
