import { isJoined } from '../../domain/joined.js';
import { sameSize, sizeText, type Size } from '../../domain/sizes.js';
import { itemsOf, none, type TensorValue, type Value } from '../../domain/values.js';
import { reportAt } from './layerChecks.js';
import { originOf, shapeOf, type Use } from './layer.js';

/**
 * Looks at the states that a call hands over: `initial_state=[h, c]`, `lstm(x, [h, c])`, `lstm([x, h, c])`; of stacked
 * cells in a list for each cell.
 */
export function givenStates(use: Use, expected: readonly (readonly Size[])[], isStacked = false): void {
  const states = isStacked ? flattened(statesIn(use, true)) : statesIn(use);
  if (!states) return;
  const { layer, call } = use;
  if (states.length !== expected.length) {
    const isPair = expected.length === 2 && states.length === 1;
    const raises =
      call.evaluation.language === 'javascript'
        ? scriptWords(states.length, expected)
        : `Layer has ${expected.length} states but was passed ${states.length} initial states.`;
    const facts = isPair
      ? { layer: layer.className }
      : { name: 'initial_state', expected: `${expected.length}`, found: `${states.length}` };
    reportAt(call, { code: isPair ? 'initial-state-pair' : 'initial-state-shape', raises, facts });
    return;
  }
  checkOrder(use, states);
  for (const [index, state] of states.entries()) {
    const sizes = expected[index];
    if (state.kind !== 'tensor' || !state.axes || state.isAssumed || !sizes) continue;
    const batch = use.tensor.axes?.[0]?.size ?? null;
    if (fits(state, [batch, ...sizes])) continue;
    const wanted = [sizeText(batch), ...sizes.map(sizeText)];
    reportAt(
      call,
      {
        code: 'initial-state-shape',
        raises: wordsOf(use, state, expected),
        facts: { name: 'initial_state', expected: wanted, found: shapeOf(state.axes) },
      },
      { tensors: [state] },
    );
    return;
  }
}

const hiddenOrCell = new WeakMap<TensorValue, 'h' | 'c'>();

/** Remembers which state of an LSTM is which. */
export function rememberPair([hidden, cell]: readonly TensorValue[]): void {
  if (hidden) hiddenOrCell.set(hidden, 'h');
  if (cell) hiddenOrCell.set(cell, 'c');
}

/** What a state is, or the states of both directions that were put side by side. */
function partsOf(state: Value): string {
  if (state.kind !== 'tensor' || isJoined(state)) return '';
  const joined = originOf(state)?.inputs ?? [];
  const parts = hiddenOrCell.has(state) ? [state] : joined.length === 2 ? joined : [];
  return parts.map((part) => hiddenOrCell.get(part) ?? ' ').join('');
}

/** `initial_state=[c, h]`: an LSTM takes its hidden state first, and nothing fails where it gets the other. */
function checkOrder({ layer, call }: Use, states: readonly Value[]): void {
  if (!/LSTM$/.test(layer.className)) return;
  const given = states.map(partsOf).join(', ');
  if (given !== 'c, h' && given !== 'cc, hh' && given !== 'hc, hc') return;
  const facts = { layer: layer.className, cause: 'order', given };
  reportAt(call, { code: 'initial-state-pair', raises: null, facts }, { severity: 'warning' });
}

function fits({ axes }: TensorValue, wanted: readonly Size[]): boolean {
  if (axes === null) return true;
  if (axes.length !== wanted.length) return false;
  return axes.every(({ size }, index) => index === 0 || sameSize(size, wanted[index] ?? null) !== false);
}

/** Null where nobody knows how many they are. */
function flattened(states: readonly Value[] | null): readonly Value[] | null {
  const parts = states?.map((state) => (state.kind === 'tensor' ? [state] : (itemsOf(state) ?? null)));
  const all = parts?.flatMap((part) => part ?? []) ?? [];
  return parts?.every((part) => part !== null) && all.every(({ kind }) => kind === 'tensor') ? all : null;
}

/** Null where none are given, or nobody knows how many. */
function statesIn({ call, input }: Use, isNested = false): readonly Value[] | null {
  const inList = itemsOf(input);
  if (inList && inList.length > 1) return inList.slice(1);
  const [positional] = call.args;
  const given = call.keywords.get('initial_state')?.value ?? positional?.value ?? none;
  if (given.kind === 'tensor') return [given];
  const items = itemsOf(given);
  return !isNested && items?.some(({ kind }) => kind === 'tuple' || kind === 'list') ? null : items;
}

function wordsOf({ call }: Use, state: TensorValue, expected: readonly (readonly Size[])[]): string {
  if (call.evaluation.language === 'javascript') return scriptWords(expected.length, expected);
  return `An \`initial_state\` was passed that is not compatible with \`cell.state_size\`. Received \`state_spec\`=${specWords(state)}; however \`cell.state_size\` is [${sizesText(expected, ', ')}]`;
}

/** tf.js prints its specifications as any object. */
function scriptWords(count: number, expected: readonly (readonly Size[])[]): string {
  const specs = Array.from({ length: count }, () => '[object Object]').join(',');
  return `An initialState was passed that is not compatible with cell.stateSize. Received stateSpec=${specs}; However cell.stateSize is ${sizesText(expected, ',')}`;
}

function sizesText(expected: readonly (readonly Size[])[], separator: string): string {
  return expected.map(([size = null]) => String(sizeText(size))).join(separator);
}

function specWords({ axes }: TensorValue): string {
  const sizes = (axes ?? []).map(({ size }) => (typeof size === 'number' ? String(size) : 'None'));
  return `InputSpec(shape=(${sizes.join(', ')}), ndim=${sizes.length})`;
}
