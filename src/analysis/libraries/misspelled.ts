import type { Span } from '../model.js';
import { operationOf } from './shapeReports.js';
import type { Argument, Call } from './library.js';

/**
 * A constructor's call without the keywords that the layer does not have and that are nearly one of its own: what was
 * meant by them is not known. Others go as well where the layer certainly does not have them.
 *
 * @param known all keywords that some version of the layer has
 * @param mayHave whether a version that nobody knows may have a keyword which is none of those
 */
export function withoutMisspelled(
  call: Call,
  known: readonly string[],
  raisesOf: (keyword: string, value: string) => string,
  mayHave: (keyword: string) => boolean = () => true,
): Call {
  if (call.evaluation.language !== 'python') return call;
  const misspelled = [...call.keywords].flatMap(([keyword, argument]) => {
    if (known.includes(keyword)) return [];
    const meant = known.find((name) => isNearly(keyword, name)) ?? null;
    return meant === null && mayHave(keyword) ? [] : [{ keyword, argument, meant }];
  });
  if (misspelled.length === 0) return call;
  const layer = operationOf(call);
  for (const { keyword, argument, meant } of misspelled) {
    const value = argument.valueSpan ? call.evaluation.textOf(argument.valueSpan) : '…';
    const name = nameSpan(keyword, argument);
    call.evaluation.report({
      code: 'invalid-argument',
      severity: 'error',
      span: argument.span ?? call.span,
      raises: raisesOf(keyword, value),
      facts: { layer, parameter: keyword, found: value, ...(meant === null ? { cause: 'unknown' } : { meant }) },
      fixes:
        name && meant !== null && !call.keywords.has(meant)
          ? [{ action: { kind: 'write', text: `${meant}=${value}` }, edits: [{ span: name, text: meant }] }]
          : [],
      related: [],
    });
  }
  const names = new Set(misspelled.map(({ keyword }) => keyword));
  return { ...call, keywords: new Map([...call.keywords].filter(([name]) => !names.has(name))), isOpen: true };
}

function nameSpan(keyword: string, { span }: Argument): Span | null {
  return span && { start: span.start, end: span.start + keyword.length };
}

/** `return_sequence`, `batchFirst`, `hiden_size`: one slip, or the same letters written otherwise. */
export function isNearly(written: string, name: string): boolean {
  const [one, other] = [plain(written), plain(name)];
  return one === other || (Math.min(one.length, other.length) >= 5 && isOneSlip(one, other));
}

function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

/** Whether one letter too many, too few, another, or two that changed places make one word the other. */
function isOneSlip(one: string, other: string): boolean {
  let from = 0;
  while (from < one.length && one[from] === other[from]) from++;
  const [left, right] = [one.slice(from), other.slice(from)];
  if (left.slice(1) === right || left === right.slice(1) || left.slice(1) === right.slice(1)) return true;
  return left.slice(2) === right.slice(2) && left[0] === right[1] && left[1] === right[0];
}
