import type { Fix, Problem } from '../analysis/model.js';
import { quoteShort } from '../analysis/values.js';
import { ruleMessage } from './rules.js';
import { grouped, shapeText } from './shapes.js';

/** A problem in words: which field, what was expected, what was found; of code, the framework's own words first. */
export function problemMessage(problem: Problem): string {
  switch (problem.code) {
    case 'invalid-size':
      return `\`${problem.field}\` must be a positive integer${sizeBound(problem.found)}, but is ${problem.found}.`;
    case 'wrong-type':
      return `\`${problem.field}\` must be ${problem.expected}, but is ${problem.found}.`;
    case 'unknown-value':
      return `\`${problem.field}\` is ${problem.found}; RNN Lens knows ${listed(problem.allowed, 'and')}.`;
    case 'missing-field':
      return `${fieldList(problem.fields, 'and')} ${problem.fields.length === 1 ? 'is' : 'are'} missing; a run needs batch, steps, features and rnn_size.`;
    case 'unknown-field':
      return `\`${problem.key}\` is no field of a network; did you mean \`${problem.near}\`?`;
    case 'duplicate-key':
      return `\`${problem.key}\` is given again further down (${problem.other}); this one has no effect.`;
    case 'shape-mismatch':
      return `\`${problem.field}\` has shape ${shapeText(problem.found)}, but the config expects ${shapeText(problem.expected)}.`;
    case 'ragged-array':
      return `\`${place(problem.field, problem.index)}\` should be ${problem.expected} like the first one at this depth, but is ${foundElements(problem.found)}.`;
    case 'not-a-number':
      return `\`${place(problem.field, problem.index)}\` must be a finite float32 number, but is ${problem.found}.`;
    case 'window-too-long':
      return `The window is longer than its series: one line takes steps · features = ${grouped(problem.window)} numbers, and the series has ${grouped(problem.length)}.`;
    case 'series-too-short':
      return `The series of ${grouped(problem.length)} numbers gives ${grouped(problem.lines)} ${problem.lines === 1 ? 'line' : 'lines'}, but batch is ${grouped(problem.batch)}, which needs ${grouped(problem.needed)} numbers.`;
    case 'run-too-large':
      return `Running this network would take ${bytesText(problem.bytes)} of memory, over the limit of ${bytesText(problem.limit)}. The shapes are shown all the same.`;
    case 'not-yet':
      return `RNN Lens shows the shapes of ${problem.what}, but cannot run it yet.`;
    case 'not-known':
      return `${fieldList(problem.fields, 'and')} ${problem.fields.length === 1 ? 'does' : 'do'} not follow from the text, so the network cannot be run.`;
    case 'unreadable-file':
      return `The file ${quoteShort(problem.path)} cannot be used: ${problem.reason}.`;
    default:
      return ruleMessage(problem);
  }
}

/** What a quick fix does, as its menu entry. */
export function fixTitle({ action }: Fix): string {
  switch (action.kind) {
    case 'replace':
      return `Change to ${action.text}`;
    case 'remove-duplicate':
      return `Remove this \`${action.key}\`, which has no effect`;
    case 'set-size':
      return `Set \`${action.key}\` to ${action.text}`;
    case 'write':
      return `Write \`${action.text}\``;
  }
}

/** `12.4 GB`, in powers of 1000 as disks and memory limits are named. */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  const value = bytes / 1000 ** power;
  const unit = units[power] ?? '';
  return `${value < 1000 ? Number(value.toPrecision(3)) : value.toExponential(1)} ${unit}`;
}

/** Integers past 2^53 are no exact numbers, nor is any tensor so long. */
function sizeBound(found: string): string {
  return Number(found) > Number.MAX_SAFE_INTEGER ? ` of at most ${grouped(Number.MAX_SAFE_INTEGER)}` : '';
}

function place(field: string, index: readonly number[]): string {
  return field + index.map((position) => `[${position}]`).join('');
}

/** A count of elements, or what stands there in its stead. */
function foundElements(found: string): string {
  return /^\d+$/.test(found) ? `${found} ${found === '1' ? 'element' : 'elements'}` : found;
}

function fieldList(fields: readonly string[], word: string): string {
  return listed(
    fields.map((field) => `\`${field}\``),
    word,
  );
}

function listed(items: readonly string[], word: string): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1) ?? ''}`;
}
