import type { LayerRecord, Records } from '../domain/records.js';
import { onlyWarnings, type RuleReport } from '../domain/rules.js';
import type { ElementType, Scope, TensorLibrary, Value } from '../domain/values.js';
import type { Evaluation, Library } from '../libraries/library.js';
import type { NamedSize, Span } from '../model.js';
import type { Program, Statement } from '../syntax/program.js';
import { attributeByName, callValue } from './calls.js';
import { givenAttributes } from './givenAttributes.js';
import { readStates } from './lowerLayers.js';
import { keptGraphs } from './keptGraphs.js';
import { swappedStates } from './swappedStates.js';
import { oldStates } from './oldStates.js';
import { createImports, type ProgramOf } from './imports.js';
import { absent } from './journal.js';
import { appendItem, forgetList } from './lists.js';
import { eachItem } from './loops.js';
import { newScope, newSymbol, OutOfWork, quietly, write, type Machine } from './machine.js';
import { runOtherModes } from './otherModes.js';
import { hoist, runBlock } from './statements.js';
import { isPython2 } from './python2.js';
import { readSubscript } from './subscripts.js';
import { runUncalled } from './uncalled.js';
import { floatsOfText, wordCounter } from './words.js';

export interface EvaluateOptions {
  readonly text: string;
  readonly library: Library;
  readonly programOf: ProgramOf;
  /** Whose tensors the whole document works with. */
  readonly tensors: TensorLibrary | null;
  /** What PyTorch's floats are in the whole document; by default what its text says. */
  readonly floats?: ElementType | null;
  /** Expressions and statements that may be looked at; by default `mostWork` of the text. */
  readonly maxWork?: number;
}

export interface Evaluated {
  readonly records: Records;
  readonly sizes: readonly NamedSize[];
  /** False where the work allowed was used up before the end. */
  readonly isWhole: boolean;
  /** How many expressions and statements were looked at. */
  readonly work: number;
}

/** Runs a program over what is known of its values; the places it gives are the program's own. Never throws on any program, and always ends. */
export function evaluateProgram(program: Program, options: EvaluateOptions): Evaluated {
  const machine = newMachine(program, options);
  const scope = newScope(null, 'module');
  const isWhole = runWithin(() => {
    hoist(machine, program.body, scope);
    runModule(machine, program.body, scope);
    runUncalled(machine);
  });
  if (isWhole) runWithin(() => runOtherModes(machine));
  else {
    // Problems of a loop that was not seen to its end are not certain.
    const [certain] = machine.marks;
    if (certain !== undefined) machine.records.problems.length = certain;
  }
  const isSaid = ({ size, from }: NamedSize) => size !== '…' && !(from && machine.counters.has(from.start));
  const sizes = [...machine.sizes.values()].filter(isSaid);
  return { records: machine.records, sizes, isWhole, work: machine.work };
}

/** Whether something ran to its end with the work that is allowed. */
function runWithin(run: () => void): boolean {
  try {
    run();
    return true;
  } catch (error) {
    if (!(error instanceof OutOfWork) && !(error instanceof RangeError)) throw error;
    return false;
  }
}

/** What leaves a block, other than an exception, is a slip here: a `return` whose `def` is half typed. */
function runModule(machine: Machine, body: readonly Statement[], scope: Scope): void {
  for (const statement of body) if (runBlock(machine, [statement], scope) === 'raise') return;
}

/** As many expressions and statements as the text is long, and some more. */
export function mostWork(text: string): number {
  return 40_000 + text.length;
}

function newMachine(
  program: Program,
  { text, library, tensors, floats = floatsOfText(text), programOf, maxWork = mostWork(text) }: EvaluateOptions,
): Machine {
  const records: Records = { layers: [], tensors: [], problems: [], hasRecurrent: false };
  const sizes = new Map<number, NamedSize>();
  const machine: Machine = {
    language: program.language,
    text,
    at: program.at,
    tensors,
    countWord: wordCounter(program.body),
    givenAttributes: givenAttributes(program.body),
    oldStates: oldStates(program.body),
    keptGraphs: keptGraphs(program.body),
    swappedStates: swappedStates(program.body),
    readStates: readStates(program.body),
    guessed: new WeakSet(),
    lent: new WeakSet(),
    defaults: new WeakSet(),
    isUncalled: false,
    library,
    records,
    sizes,
    journals: [],
    work: 0,
    maxWork,
    depth: 0,
    keys: 0,
    quiet: 0,
    caught: 0,
    module: null,
    undecided: 0,
    openTests: 0,
    testsBefore: new WeakMap(),
    mayLeave: 0,
    branches: 0,
    marks: [],
    frames: [],
    called: new Set(),
    running: new Map(),
    instances: new Map(),
    classes: [],
    functions: [],
    isAssuming: false,
    modes: new Map(),
    lookedAt: null,
    floats,
    isUnseen: false,
    counters: new Set(),
    births: new WeakMap(),
    givenToUnknown: new Map(),
    attributeSpans: new WeakMap(),
    imports: createImports(programOf),
    get evaluation() {
      return evaluation;
    },
  };
  const evaluation = evaluationOf(machine);
  return machine;
}

function evaluationOf(machine: Machine): Evaluation {
  const noSpan: Span = { start: 0, end: 0 };
  let errors = 0;
  return {
    language: machine.language,
    get isAssuming() {
      return machine.isAssuming;
    },
    get floats() {
      return machine.isUnseen ? null : machine.floats;
    },
    forgetFloats() {
      machine.floats = null;
    },
    get isPython2() {
      return isPython2(machine);
    },
    get errors() {
      return errors;
    },
    report(report) {
      if (report.severity === 'error') errors++;
      if (machine.quiet > 0 || machine.module !== null) return;
      if (machine.caught > 0 && (report.severity === 'error' || !isSilent(report))) return;
      const isCertain = !machine.isAssuming || report.severity !== 'error';
      const problem: RuleReport = isCertain ? report : { ...report, severity: 'warning' };
      machine.testsBefore.set(problem, machine.undecided + machine.openTests);
      machine.records.problems.push(problem);
    },
    call(callee, args, site, keywords = {}) {
      const given = {
        args: args.map(argumentOf),
        keywords: new Map(Object.entries(keywords).map(([name, value]) => [name, argumentOf(value)] as const)),
        isOpen: false,
      };
      return callValue(machine, callee, given, site);
    },
    attribute: (value, name) => attributeByName(machine, value, name, noSpan),
    subscript: (value, index, span) => readSubscript(machine, value, index, span),
    symbol: (name, bounds) => newSymbol(machine, name, bounds),
    recordLayer(layer) {
      const record: LayerRecord = { ...layer, name: null, calls: [] };
      if (layer.isRecurrent) machine.records.hasRecurrent = true;
      if (machine.module === null) machine.records.layers.push(record);
      return record;
    },
    setField(object, name, value) {
      const holder =
        object.kind === 'object'
          ? object.fields
          : object.kind === 'instance'
            ? object.attributes
            : object.kind === 'dict'
              ? object.entries
              : null;
      if (holder) write(machine, holder, name, value);
    },
    removeEntry(dict, key) {
      if (dict.kind === 'dict') write(machine, dict.entries, key, absent);
    },
    openDict(dict) {
      write(machine, dict, 'isOpen', true);
    },
    appendTo(list, item) {
      if (list.kind !== 'list') return;
      appendItem(machine, list, item);
    },
    setItems(list, { items, length, element }) {
      if (list.kind !== 'list') return;
      write(machine, list, 'items', items);
      write(machine, list, 'length', length);
      write(machine, list, 'element', element);
    },
    each: (list, turn) => eachItem(machine, list, turn),
    quietly: (run) => quietly(machine, run),
    setAxes(tensor, axes) {
      write(machine, tensor, 'axes', axes);
    },
    forget(list) {
      forgetList(machine, list);
    },
    textOf: ({ start, end }) => machine.text.slice(machine.at(start), machine.at(end)),
    textBefore: ({ start }, count) => machine.text.slice(Math.max(0, machine.at(start) - count), machine.at(start)),
  };
}

/** Whether the program goes on at its line. */
function isSilent({ code, raises }: RuleReport): boolean {
  return raises === null || onlyWarnings.has(code);
}

function argumentOf(value: Value) {
  return { value, span: null, valueSpan: null };
}
