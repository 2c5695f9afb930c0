import type { LayerRecord } from '../../domain/records.js';
import { dictOf, listOf, objectOf, unknown, type ObjectValue, type Value } from '../../domain/values.js';
import type { Call, Entry } from '../library.js';
import { asModules } from '../moduleLists.js';
import { reportRule } from './reports.js';

/** https://pytorch.org/docs/stable/nn.html#containers: lists and dicts of modules are lists and dicts here. */
export const containerEntries: [string, Entry][] = [
  ['torch.nn.Sequential', sequential],
  ['torch.nn.Sequential.__call__', runSequential],
  ['torch.nn.Sequential.forward', runSequential],
  [
    'torch.nn.Sequential.__getitem__',
    ({ receiver, args, evaluation, span }) => itemOf(receiver, args[0]?.value, evaluation, span),
  ],
  ['torch.nn.Sequential.__setitem__', replaceModule],
  ['torch.nn.Sequential.children', ({ receiver }) => listOf([...(modulesOf(receiver)?.items ?? [])])],
  ['torch.nn.Sequential.__iter__', ({ receiver }) => modulesOf(receiver) ?? unknown],
  ['torch.nn.Sequential.__len__', ({ receiver }) => lengthOf(modulesOf(receiver))],
  ['torch.nn.Sequential.add_module', (call) => added(call, call.args[1]?.value)],
  ['torch.nn.Sequential.append', (call) => added(call, call.args[0]?.value)],
  ['torch.nn.ModuleList', (call) => asModules(listCopy(call))],
  ['torch.nn.ParameterList', listCopy],
  ['torch.nn.ModuleDict', (call) => asModules(dictCopy(call))],
  ['torch.nn.ParameterDict', dictCopy],
];

function sequential(call: Call): ObjectValue {
  const [first] = call.args;
  const items =
    first?.value.kind === 'dict'
      ? first.value.isOpen
        ? null
        : [...first.value.entries.values()]
      : call.isOpen || first?.value.kind === 'unknown'
        ? null
        : call.args.map(({ value }) => value);
  if (items) checkRecurrent(call, items);
  const names: Record<string, Value> = first?.value.kind === 'dict' ? Object.fromEntries(first.value.entries) : {};
  return objectOf('torch.nn.Sequential', { ...names, modules: items ? listOf(items) : unknown });
}

function runSequential(call: Call): Value {
  const items = modulesOf(call.receiver)?.items;
  if (!items) return unknown;
  let value = call.args[0]?.value ?? unknown;
  for (const module of items) {
    // What a recurrent layer gives is no tensor; the place where the layer was made says so.
    if (value.kind === 'tuple' && layerOf(module)) return unknown;
    value = call.evaluation.call(module, [value], { span: call.span, nameSpan: call.nameSpan });
  }
  return value;
}

/** A layer that returns a pair, before another one, which cannot read it. */
function checkRecurrent(call: Call, items: readonly Value[]): void {
  for (const [index, item] of items.entries()) {
    const layer = layerOf(item);
    const next = items[index + 1];
    if (!layer?.isRecurrent || layer.kind === 'RNNCell' || layer.kind === 'GRUCell') continue;
    const after = layerOf(next);
    if (!after) continue;
    reportRule(
      call,
      {
        code: 'recurrent-in-sequential',
        raises: after.isRecurrent
          ? "'tuple' object has no attribute 'dim'"
          : `${functionNames[after.kind] ?? after.kind.toLowerCase()}(): argument 'input' (position 1) must be Tensor, not tuple`,
        facts: { layer: layer.kind, next: after.kind },
      },
      { severity: 'warning', span: layer.span },
    );
  }
}

const functionNames: Readonly<Record<string, string>> = {
  LayerNorm: 'layer_norm',
  LeakyReLU: 'leaky_relu',
  BatchNorm1d: 'batch_norm',
};

/** What comes after is a layer of PyTorch, and not a class of the source that takes the output out of the tuple. */
function layerOf(value: Value | undefined): LayerRecord | null {
  return value?.kind === 'object' && value.type !== 'torch.nn.Identity' ? value.layer : null;
}

function modulesOf(value: Value | null): (Value & { kind: 'list' }) | null {
  const fields = value?.kind === 'object' ? value.fields : value?.kind === 'instance' ? value.base?.fields : undefined;
  const modules = fields?.get('modules');
  return modules?.kind === 'list' ? modules : null;
}

function itemOf(
  receiver: Value | null,
  index: Value | undefined,
  evaluation: Call['evaluation'],
  span: Call['span'],
): Value {
  const modules = modulesOf(receiver);
  if (!modules || !index) return unknown;
  const item = evaluation.subscript(modules, index, span);
  return item.kind === 'list' ? objectOf('torch.nn.Sequential', { modules: item }) : item;
}

/** `vgg.classifier[6] = nn.Linear(4096, 10)` */
function replaceModule({ receiver, args, evaluation }: Call): Value {
  const modules = modulesOf(receiver);
  const [index, module] = args.map(({ value }) => value);
  if (!modules) return unknown;
  const at = index?.kind === 'size' && typeof index.size === 'number' ? index.size : null;
  const place = at !== null && at < 0 && modules.items ? at + modules.items.length : at;
  const isThere = place !== null && modules.items?.[place] !== undefined;
  if (!isThere || !module || !modules.items) evaluation.forget(modules);
  else evaluation.setItems(modules, listOf(modules.items.with(place, module)));
  return unknown;
}

function lengthOf(list: Value | null): Value {
  return list?.kind === 'list' ? { kind: 'size', size: list.length } : unknown;
}

function added(call: Call, module: Value | undefined): Value {
  const modules = modulesOf(call.receiver);
  if (modules && module) call.evaluation.appendTo(modules, module);
  return call.receiver ?? unknown;
}

function listCopy(call: Call): Value {
  const { args, isOpen } = call;
  const given = args[0]?.value;
  if (given?.kind === 'list' && given.items) checkRepeated(call, given.items);
  if (!given && !isOpen) return listOf([]);
  if (given?.kind === 'tuple') return listOf([...given.items]);
  return given?.kind === 'list' ? { ...given, items: given.items && [...given.items] } : unknown;
}

/** `[cell] * n` is one cell, whose weights are those of all. */
function checkRepeated(call: Call, items: readonly Value[]): void {
  const [first, second] = items;
  if (!first || first !== second || layerOf(first)?.isRecurrent !== true) return;
  const span = call.args[0]?.valueSpan ?? call.span;
  const written = /^\[\s*(.+?)\s*\]\s*\*\s*([\w.]+)$/s.exec(call.evaluation.textOf(span));
  const text = written && /\)$/.test(written[1]!) ? `[${written[1]!} for _ in range(${written[2]!})]` : null;
  reportRule(
    call,
    { code: 'repeated-cell', raises: null, facts: { cell: layerOf(first)?.kind ?? null, count: items.length } },
    {
      severity: 'warning',
      span,
      fix: text === null ? null : { action: { kind: 'write', text }, edits: [{ span, text }] },
    },
  );
}

function dictCopy({ args, isOpen }: Call): Value {
  const given = args[0]?.value;
  if (!given && !isOpen) return dictOf([]);
  return given?.kind === 'dict' ? dictOf(given.entries, given.isOpen) : unknown;
}
