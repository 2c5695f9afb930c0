import { sizeText } from '../../domain/sizes.js';
import { axis, type Axis, type Role, type TensorValue } from '../../domain/values.js';
import type { Argument, Call } from '../library.js';
import { shapeOf } from '../tensorValues.js';
import type { Applied, Options } from './modules.js';
import { optionFix, reportRule } from './reports.js';

/** What an axis certainly stands for: by where it came from, or by the name that the source gave it. */
export function roleOf({ size, role }: Axis): Role | null {
  if (role !== null) return role;
  return roleNamed(nameOfSize(size));
}

/** Whether the source calls an axis the batch, whatever a layer takes it for. */
export function isNamedBatch({ size }: Axis): boolean {
  return roleNamed(nameOfSize(size)) === 'batch';
}

function nameOfSize(size: Axis['size']): string {
  return typeof size === 'object' && size !== null ? String(sizeText(size)) : '';
}

/** The axes with the roles that the names tell, where they have none: `randn(batch_size, seq_len, 8)`. */
export function withNamedRoles(call: Call, axes: readonly Axis[], args: readonly Argument[]): Axis[] {
  const names = namesOf(call, args);
  if (names.length !== axes.length) return [...axes];
  const roles = rolesNamed(names);
  return axes.map((item, index) => (item.role ? item : { ...item, role: roles[index] ?? null }));
}

/** The arguments as they are written, those of a tuple too, and of `self.batch_size` the last name. */
export function namesOf(call: Call, args: readonly Argument[]): string[] {
  const texts = args.map(({ valueSpan }) => (valueSpan ? call.evaluation.textOf(valueSpan).trim() : ''));
  const [only = ''] = texts;
  const isTuple = texts.length === 1 && /^[([][\w\s.,*/+-]*[)\]]$/.test(only);
  const parts = isTuple ? only.slice(1, -1).replace(/,\s*$/, '').split(',') : texts;
  return parts.map((part) => /^\s*(?:[\w]+\.)*(\w+)\s*$/.exec(part)?.[1] ?? '');
}

/** What the names beside each other tell: the letters B and T only do it together. */
export function rolesNamed(names: readonly string[]): (Role | null)[] {
  const letters = names.map((name) => name.toLowerCase());
  const arePair = ['b', 't'].every((letter) => letters.filter((other) => other === letter).length === 1);
  return names.map((name, index) => {
    if (arePair && letters[index] === 'b') return 'batch';
    return arePair && letters[index] === 't' ? 'time' : roleNamed(name);
  });
}

/** What a size is said to count by its name. */
export function roleNamed(name: string): Role | null {
  if (/^(batch|batch_?size|bsz|bs|n_?batch(es)?|num_?samples|n_?samples)$/i.test(name)) return 'batch';
  if (/^(seq|seq_?(len|length|size)|sequence_?length|(time_?|num_?|n_?)?steps|timesteps|max_?len(gth)?)$/i.test(name))
    return 'time';
  return null;
}

/** Whether a size is a product that the batch is a factor of: `B * H * W` stands for as many sequences. */
function hasBatch({ size }: Axis): boolean {
  const factors = nameOfSize(size).split('*');
  return factors.length > 1 && factors.every((name) => /^\w+$/.test(name)) && factors.some((name) => isBatchName(name));
}

function isBatchName(name: string): boolean {
  return /^b$/i.test(name) || roleNamed(name) === 'batch';
}

/** Whether the first axis is certainly the batch (true) or time (false). */
export function isBatchMajor({ axes, isAssumed }: TensorValue): boolean | null {
  const [first, second] = axes ?? [];
  if (!first || !second) return null;
  const letters = rolesNamed([first, second].map(({ size }) => nameOfSize(size)));
  const [one, other] = [roleOf(first) ?? letters[0], roleOf(second) ?? letters[1]];
  if (!first.role && !isAssumed && hasBatch(first) && !hasBatch(second) && second.role !== 'batch') return true;
  if (one === 'batch' && other !== 'batch') return first.role === null && other !== 'time' ? null : true;
  if (one === 'time' && other === 'batch') return isAssumed ? null : false;
  return null;
}

/** The three axes of what goes in, as far as they are told where its rank is not known: `batch_size = x.size(0)`. */
function toldAxes({ axes, first = [], last }: TensorValue): readonly Axis[] | null {
  if (axes || first.length === 0 || first.length > 2) return axes;
  return [first[0]!, first[1] ?? axis(null), last ?? axis(null)];
}

/** As `isBatchMajor`, where a single name is enough: the layer is given nothing else that could tell. */
function isToldMajor(input: TensorValue, axes: readonly Axis[]): boolean | null {
  if (input.axes) return isBatchMajor(input);
  const [one, other] = axes.map((item) => roleOf(item));
  if (one === 'batch' && other !== 'batch') return true;
  return one === 'time' && other === 'batch' ? false : null;
}

/** As `checkMajor`, for attention, which takes the first axis for the steps as well, unless it is told. */
export function checkAttentionMajor(applied: Applied, options: Options): void {
  if (toldAxes(applied.input)?.length === 3) checkMajor(applied, applied.input, options.truth('batch_first'), options);
}

/** Data whose first axis is the batch, in a layer that takes it for time, or the other way round: nothing fails. */
export function checkMajor(
  { call, kind, layer, options }: Applied,
  input: TensorValue,
  isBatchFirst: boolean | null,
  owner = options,
): void {
  const axes = toldAxes(input);
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
  const isMajor = isToldMajor(input, axes);
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
      fix:
        span && owner === options
          ? optionFix(call.evaluation, span, options.argument('batch_first'), 'batch_first', value)
          : null,
    },
  );
}
