import { sizeText } from '../../domain/sizes.js';
import type { Axis, Role, TensorValue } from '../../domain/values.js';
import type { Argument, Call } from '../library.js';
import { shapeOf } from '../tensorValues.js';
import type { Applied } from './modules.js';
import { optionFix, reportRule } from './reports.js';

/** What an axis certainly stands for: by where it came from, or by the name that the source gave it. */
export function roleOf({ size, role }: Axis): Role | null {
  if (role !== null) return role;
  return typeof size === 'object' && size !== null ? roleNamed(String(sizeText(size))) : null;
}

/** The axes with the roles that the names tell, where they have none: `randn(batch_size, seq_len, 8)`. */
export function withNamedRoles(call: Call, axes: readonly Axis[], args: readonly Argument[]): Axis[] {
  const names = namesOf(call, args);
  if (names.length !== axes.length) return [...axes];
  return axes.map((item, index) => (item.role ? item : { ...item, role: roleNamed(names[index] ?? '') }));
}

/** The arguments as they are written, those of a tuple too, and of `self.batch_size` the last name. */
export function namesOf(call: Call, args: readonly Argument[]): string[] {
  const texts = args.map(({ valueSpan }) => (valueSpan ? call.evaluation.textOf(valueSpan).trim() : ''));
  const [only = ''] = texts;
  const isTuple = texts.length === 1 && /^[([][\w\s.,*/+-]*[)\]]$/.test(only);
  const parts = isTuple ? only.slice(1, -1).replace(/,\s*$/, '').split(',') : texts;
  return parts.map((part) => /^\s*(?:[\w]+\.)*(\w+)\s*$/.exec(part)?.[1] ?? '');
}

function roleNamed(name: string): Role | null {
  if (/^(batch|batch_?size|bsz|bs|n_?batch(es)?|num_?samples|n_?samples)$/i.test(name)) return 'batch';
  if (/^(seq|seq_?(len|length|size)|sequence_?length|(time_?|num_?|n_?)?steps|timesteps|max_?len(gth)?)$/i.test(name))
    return 'time';
  return null;
}

/** Whether the first axis is certainly the batch (true) or time (false). */
export function isBatchMajor({ axes, isAssumed }: TensorValue): boolean | null {
  const [first, second] = axes ?? [];
  if (!first || !second) return null;
  const [one, other] = [roleOf(first), roleOf(second)];
  if (one === 'batch' && other !== 'batch') return first.role === null && other !== 'time' ? null : true;
  if (one === 'time' && other === 'batch') return isAssumed ? null : false;
  return null;
}

/** Data whose first axis is the batch, in a layer that takes it for time, or the other way round: nothing fails. */
export function checkMajor(
  { call, kind, layer, options }: Applied,
  input: TensorValue,
  isBatchFirst: boolean | null,
): void {
  const { axes } = input;
  if (!axes || isBatchFirst === null) return;
  const shape = shapeOf(axes);
  if (axes.length === 2 && !input.isAssumed) {
    if (axes[0]!.role !== 'batch' || axes[0]!.size === 1) return;
    reportRule(
      call,
      {
        code: 'recurrent-input-rank',
        raises: null,
        facts: { layer: kind, expected: 3, found: 2, shape, cause: 'unbatched' },
      },
      { severity: 'warning', tensors: [input], layer },
    );
    return;
  }
  const isMajor = isBatchMajor(input);
  if (axes.length !== 3 || isMajor === null || isMajor === isBatchFirst) return;
  // One step, or one sample: the axis of 1 was put there on purpose, and either reading is fine. A step that was cut
  // out of a sequence, `x[:, t:t + 1]`, is a step.
  const isStep = isMajor && axes[0]!.role === 'batch' && axes[1]!.role === 'time';
  if (axes[0]!.size === 1 || (axes[1]!.size === 1 && !isStep)) return;
  const value = isMajor ? 'True' : 'False';
  const span = layer?.span;
  reportRule(
    call,
    { code: 'batch-first', raises: null, facts: { layer: kind, shape } },
    {
      severity: 'warning',
      tensors: [input],
      layer,
      fix: span ? optionFix(call.evaluation, span, options.argument('batch_first'), 'batch_first', value) : null,
    },
  );
}
