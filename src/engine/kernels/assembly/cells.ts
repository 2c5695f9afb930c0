// What a step does number by number, after its products, for units `from` to `to` (in bytes) of some lines. All sizes are
// multiples of eight numbers. Pointers are those of the first line; lines of `gates` are `gates * width` numbers apart.
import { activate, sigmoid, tanh } from './activations';
import { multiplyAdd } from './vectors';
import { Program } from './program';

const TANH = 1;
const SIGMOID = 2;

/** state = f(inputProjection + hiddenProjection) */
export function simpleRnnLine(program: Program, input: usize, hidden: usize, state: usize, count: i32): void {
  const code = program.activation;
  const end = state + <usize>count * 4;
  const first = state;
  if (code == TANH) {
    for (; state < end; state += 32) {
      const a = tanh(f32x4.add(v128.load(input), v128.load(hidden)));
      const b = tanh(f32x4.add(v128.load(input, 16), v128.load(hidden, 16)));
      v128.store(state, a);
      v128.store(state, b, 16);
      input += 32;
      hidden += 32;
    }
    return;
  }
  for (; state < end; state += 32) {
    const a = f32x4.add(v128.load(input), v128.load(hidden));
    const b = f32x4.add(v128.load(input, 16), v128.load(hidden, 16));
    v128.store(state, a);
    v128.store(state, b, 16);
    input += 32;
    hidden += 32;
  }
  activate(code, program.activationFirst, program.activationSecond, first, count);
}

/** `out` is the state, or what is projected to it. */
export function lstmLines(
  p: Program,
  lines: i32,
  from: usize,
  to: usize,
  gates: usize,
  before: usize,
  now: usize,
  out: usize,
): void {
  const usual =
    p.activation == TANH && p.stateActivation == TANH && p.recurrentActivation == SIGMOID && p.peepholes == 0;
  const row = <usize>p.width * 4;
  gates += from;
  before += from;
  now += from;
  out += from;
  for (; lines > 0; lines--) {
    if (usual) lstmLine(row, to - from, gates, before, now, out);
    else anyLstmLine(p, row, from, to - from, gates, before, now, out);
    gates += row * 4;
    before += row;
    now += row;
    out += row;
  }
}

// @ts-ignore: decorator
@inline
function lstmLine(row: usize, bytes: usize, inputGate: usize, before: usize, now: usize, out: usize): void {
  let forgetGate = inputGate + row;
  let candidate = forgetGate + row;
  let outputGate = candidate + row;
  const end = now + bytes;
  for (; now < end; now += 32) {
    const i0 = sigmoid(v128.load(inputGate));
    const i1 = sigmoid(v128.load(inputGate, 16));
    v128.store(inputGate, i0);
    v128.store(inputGate, i1, 16);
    const g0 = tanh(v128.load(candidate));
    const g1 = tanh(v128.load(candidate, 16));
    v128.store(candidate, g0);
    v128.store(candidate, g1, 16);
    const f0 = sigmoid(v128.load(forgetGate));
    const f1 = sigmoid(v128.load(forgetGate, 16));
    v128.store(forgetGate, f0);
    v128.store(forgetGate, f1, 16);
    const c0 = multiplyAdd(f0, v128.load(before), f32x4.mul(i0, g0));
    const c1 = multiplyAdd(f1, v128.load(before, 16), f32x4.mul(i1, g1));
    v128.store(now, c0);
    v128.store(now, c1, 16);
    const o0 = sigmoid(v128.load(outputGate));
    const o1 = sigmoid(v128.load(outputGate, 16));
    v128.store(outputGate, o0);
    v128.store(outputGate, o1, 16);
    const s0 = f32x4.mul(o0, tanh(c0));
    const s1 = f32x4.mul(o1, tanh(c1));
    v128.store(out, s0);
    v128.store(out, s1, 16);
    inputGate += 32;
    forgetGate += 32;
    candidate += 32;
    outputGate += 32;
    before += 32;
    out += 32;
  }
}

function anyLstmLine(
  p: Program,
  row: usize,
  from: usize,
  bytes: usize,
  gates: usize,
  before: usize,
  now: usize,
  out: usize,
): void {
  const count = <i32>(bytes / 4);
  const peepholes = p.peepholes == 0 ? 0 : p.peepholes + from;
  const forgetGate = gates + row;
  const candidate = gates + row * 2;
  const outputGate = gates + row * 3;
  if (peepholes) {
    addProducts(peepholes, before, gates, bytes);
    addProducts(peepholes + row, before, forgetGate, bytes);
  }
  activateGate(p, gates, count);
  activateGate(p, forgetGate, count);
  activate(p.activation, p.activationFirst, p.activationSecond, candidate, count);
  for (let at: usize = 0; at < bytes; at += 16) {
    const fresh = f32x4.mul(v128.load(gates + at), v128.load(candidate + at));
    v128.store(now + at, multiplyAdd(v128.load(forgetGate + at), v128.load(before + at), fresh));
  }
  if (peepholes) addProducts(peepholes + row * 2, now, outputGate, bytes);
  activateGate(p, outputGate, count);
  memory.copy(out, now, bytes);
  activate(p.stateActivation, p.stateActivationFirst, p.stateActivationSecond, out, count);
  for (let at: usize = 0; at < bytes; at += 16)
    v128.store(out + at, f32x4.mul(v128.load(outputGate + at), v128.load(out + at)));
}

function activateGate(p: Program, at: usize, count: i32): void {
  activate(p.recurrentActivation, p.recurrentActivationFirst, p.recurrentActivationSecond, at, count);
}

/** sum += a·b */
function addProducts(a: usize, b: usize, sum: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16)
    v128.store(sum + at, multiplyAdd(v128.load(a + at), v128.load(b + at), v128.load(sum + at)));
}

/** Of a GRU with reset before: activates update and reset gates, and scales the state before by the reset gate. */
export function gruReset(
  p: Program,
  lines: i32,
  from: usize,
  to: usize,
  gates: usize,
  before: usize,
  out: usize,
): void {
  const row = <usize>p.width * 4;
  const count = <i32>((to - from) / 4);
  for (; lines > 0; lines--) {
    const reset = gates + row;
    activateGate(p, gates + from, count);
    activateGate(p, reset + from, count);
    for (let at = from; at < to; at += 16)
      v128.store(out + at, f32x4.mul(v128.load(reset + at), v128.load(before + at)));
    gates += row * 3;
    before += row;
    out += row;
  }
}

/** The rest of the gates, and the state. `hidden` is 0 for reset before. */
export function gruLines(
  p: Program,
  lines: i32,
  from: usize,
  to: usize,
  gates: usize,
  hidden: usize,
  before: usize,
  out: usize,
): void {
  const row = <usize>p.width * 4;
  const usual = p.activation == TANH && p.recurrentActivation == SIGMOID && hidden != 0;
  gates += from;
  before += from;
  out += from;
  if (hidden) hidden += from;
  for (; lines > 0; lines--) {
    if (usual) gruLine(row, to - from, gates, hidden, before, out);
    else anyGruLine(p, row, to - from, gates, hidden, before, out);
    gates += row * 3;
    if (hidden) hidden += row;
    before += row;
    out += row;
  }
}

// @ts-ignore: decorator
@inline
function gruLine(row: usize, bytes: usize, update: usize, hidden: usize, before: usize, out: usize): void {
  let reset = update + row;
  let candidate = reset + row;
  const end = out + bytes;
  const one = f32x4.splat(1);
  for (; out < end; out += 32) {
    const r0 = sigmoid(v128.load(reset));
    const r1 = sigmoid(v128.load(reset, 16));
    v128.store(reset, r0);
    v128.store(reset, r1, 16);
    const n0 = tanh(multiplyAdd(r0, v128.load(hidden), v128.load(candidate)));
    const n1 = tanh(multiplyAdd(r1, v128.load(hidden, 16), v128.load(candidate, 16)));
    v128.store(candidate, n0);
    v128.store(candidate, n1, 16);
    const z0 = sigmoid(v128.load(update));
    const z1 = sigmoid(v128.load(update, 16));
    v128.store(update, z0);
    v128.store(update, z1, 16);
    const s0 = multiplyAdd(z0, v128.load(before), f32x4.mul(f32x4.sub(one, z0), n0));
    const s1 = multiplyAdd(z1, v128.load(before, 16), f32x4.mul(f32x4.sub(one, z1), n1));
    v128.store(out, s0);
    v128.store(out, s1, 16);
    update += 32;
    reset += 32;
    candidate += 32;
    hidden += 32;
    before += 32;
  }
}

function anyGruLine(
  p: Program,
  row: usize,
  bytes: usize,
  gates: usize,
  hidden: usize,
  before: usize,
  out: usize,
): void {
  const count = <i32>(bytes / 4);
  const candidate = gates + row * 2;
  if (hidden) {
    activateGate(p, gates, count);
    activateGate(p, gates + row, count);
    addProducts(gates + row, hidden, candidate, bytes);
  }
  activate(p.activation, p.activationFirst, p.activationSecond, candidate, count);
  const one = f32x4.splat(1);
  for (let at: usize = 0; at < bytes; at += 16) {
    const z = v128.load(gates + at);
    const fresh = f32x4.mul(f32x4.sub(one, z), v128.load(candidate + at));
    v128.store(out + at, multiplyAdd(z, v128.load(before + at), fresh));
  }
}
