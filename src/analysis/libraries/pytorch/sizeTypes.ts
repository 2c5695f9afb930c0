import type { Value } from '../../domain/values.js';
import type { Fix } from '../../model.js';
import type { Argument, Call } from '../library.js';
import { operationOf } from '../shapeReports.js';
import { reportType, typeName } from '../wrongTypes.js';

/**
 * `view(x.size(), -1)`, `zeros(1, batch, hidden / 2)`: what is no integer among sizes.
 *
 * @param args one shape, or sizes one by one
 */
export function checkSizeTypes(call: Call, args: readonly Argument[]): void {
  const [first] = args;
  const isShape = args.length === 1 && (first?.value.kind === 'tuple' || first?.value.kind === 'list');
  const items = isShape ? itemsOfShape(first.value) : args.map(({ value }) => value);
  // A single tensor may hold a whole shape, and after a shape comes what a generator or a type is.
  if (!isShape && args.length === 1 && first?.value.kind === 'tensor') return;
  if (!isShape && first && !isSize(first.value) && !args.slice(1).some(({ value }) => isSize(value))) return;
  const index = items.findIndex(isNoSize);
  const found = items[index];
  const type = found && typeName(found);
  if (!found || !type) return;
  const argument = args[isShape ? 0 : index];
  const span = argument?.valueSpan ?? call.span;
  const operation = operationOf(call);
  const parameter = parameters[operation] ?? 'size';
  reportType(call.evaluation, {
    span,
    use: `\`${operation}\``,
    type,
    cause: 'size',
    raises: `${operation}(): argument '${parameter}' must be tuple of ints, but found element of type ${type} at pos ${index + 1}`,
    fix: isShape ? null : floorFix(call, found, argument),
    origin: found.kind === 'tensor' ? found.origin : null,
  });
}

/** What these call their sizes. */
const parameters: Readonly<Record<string, string>> = {
  reshape: 'shape',
  repeat: 'repeats',
  tile: 'dims',
  permute: 'dims',
};

function itemsOfShape(value: Value): readonly Value[] {
  return value.kind === 'tuple' || value.kind === 'list' ? (value.items ?? []) : [];
}

function isSize({ kind }: Value): boolean {
  return kind === 'size' || kind === 'float' || kind === 'unknown';
}

/** A tensor with a single whole number is taken for that number. */
function isNoSize(value: Value): boolean {
  if (value.kind === 'float') return value.isAny !== true;
  if (value.kind !== 'tensor') return /^(string|tuple|list|dict)$/.test(value.kind);
  if (value.library !== 'torch' || value.isAssumed || !value.axes) return false;
  return value.axes.some(({ size }) => typeof size === 'number' && size > 1);
}

/**
 * `Linear(hidden / 2, 4)`: what is no integer among the sizes of a module's weights.
 *
 * @param names the parameters, in the order in which the weights have them
 */
export function checkModuleSizes(
  call: Call,
  name: string,
  value: (name: string) => Value,
  names: readonly string[],
): void {
  const index = names.findIndex((one) => isNoSize(value(one)) && value(one).kind !== 'tensor');
  const parameter = names[index];
  if (parameter === undefined) return;
  const found = value(parameter);
  const type = typeName(found) ?? '';
  const argument = call.keywords.get(parameter) ?? call.args.find((one) => one.value === found);
  const raises =
    index === 0
      ? 'empty() received an invalid combination of arguments'
      : `empty(): argument 'size' must be tuple of ints, but found element of type ${type} at pos ${index + 1}`;
  const span = argument?.span ?? call.span;
  const fix = floorFix(call, found, argument);
  reportType(call.evaluation, { span, use: `\`${name}\``, type, cause: 'size', raises, fix });
}

/** `hidden / 2` as `hidden // 2`. */
function floorFix({ evaluation }: Call, value: Value, argument: Argument | undefined): Fix | null {
  const span = argument?.valueSpan;
  if (value.kind !== 'float' || !span) return null;
  const written = evaluation.textOf(span);
  if (!/^[^/\n]{1,60}[^/]\/[^/][^/\n]{0,60}$/.test(written)) return null;
  const text = written.replace('/', '//');
  return { action: { kind: 'write', text }, edits: [{ span, text }] };
}
