import type { ElementType, Value } from '../../domain/values.js';
import type { Fix, Severity, Span } from '../../model.js';
import type { Argument, Call } from '../library.js';
import { reportRule } from '../pytorch/reports.js';
import { castMethods, torchName } from './elementTypes.js';

/** A tensor of another type than what reads it takes. */
export interface WrongType {
  /** What reads it: `LSTM`, `cross_entropy`. */
  readonly operation: string;
  /** What it is there: `input`, `target`. */
  readonly name: string;
  readonly expected: ElementType;
  readonly found: ElementType;
  readonly raises: string | null;
  /** Why that type is wanted: `weights`, `indices`, `classes`, `floats`, `same`. */
  readonly cause: string;
  readonly severity?: Severity;
  /** The tensor, where it is written. */
  readonly argument?: Argument | undefined;
}

export function reportType(call: Call, wrong: WrongType): void {
  const { operation, name, expected, found, raises, cause, severity = 'error', argument } = wrong;
  const method = castMethods[expected];
  const facts = { operation, name, expected, found, cast: method === undefined ? null : `.${method}()`, cause };
  const receiver = call.receiver?.kind === 'object' ? call.receiver.layer : null;
  const fix = method === undefined ? null : castFix(call, argument, method);
  reportRule(call, { code: 'wrong-dtype', raises, facts }, { severity, layer: receiver, fix });
}

/** `.float()` behind what is written, where that is one name, item or call. */
function castFix(call: Call, argument: Argument | undefined, method: string): Fix | null {
  const span = argument?.valueSpan;
  if (!span || argument.value.kind !== 'tensor' || argument.value.library !== 'torch') return null;
  const written = call.evaluation.textOf(span);
  if (!isPrimary.test(written)) return null;
  const at: Span = { start: span.end, end: span.end };
  return {
    action: { kind: 'write', text: `${written}.${method}()` },
    edits: [{ span: at, text: `.${method}()` }],
  };
}

const isPrimary = /^[A-Za-z_][\w.]*(\([^()]*\)|\[[^[\]]*\])*$/;

/** What PyTorch says of a softmax, or a `log_softmax`, of whole numbers. */
export function softmaxWords(operation: string, found: ElementType): string {
  return `"${operation}_lastdim_kernel_impl" not implemented for '${torchName(found)}'`;
}

/** An argument by its place or its name; a method's receiver is the first. */
export function argumentOf(call: Call, index: number, name: string): Argument | undefined {
  return call.keywords.get(name) ?? call.args[index];
}

export function elementTypeOf(value: Value | null | undefined): ElementType | undefined {
  return value?.kind === 'tensor' && value.library === 'torch' ? value.elementType : undefined;
}
