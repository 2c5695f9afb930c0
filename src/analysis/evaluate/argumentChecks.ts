import type { ClassValue, FunctionValue, InstanceValue, Value } from '../domain/values.js';
import type { Fix, Span } from '../model.js';
import { argumentFault, faultOfNone, type ArgumentFault, type Signature } from '../libraries/argumentFaults.js';
import type { CallArgument, CallExpression, Expression, Parameter } from '../syntax/program.js';
import { findInOrder, findMethod, libraryBase, lineage } from './attributes.js';
import { callMethodOf, type Arguments } from './calls.js';
import { isSketch } from './missingReturns.js';
import { isDerivedFrom, isInOrder, isWholeClass } from './wholeClasses.js';
import type { Machine } from './machine.js';

/**
 * Whether a function, a class or an instance of the source takes what a call in the source gives it, which is reported
 * where it does not. Only where the callee is certain: what decorators that are not known make of a function nobody knows, and a test in whose branch the
 * call stands may ask which callee it is.
 */
export function takesArguments(machine: Machine, callee: Value, call: CallExpression, given: Arguments): boolean {
  if (machine.language !== 'python' || machine.quiet > 0 || machine.branches > 0 || given.isOpen) return true;
  if (call.args.some(({ spread, value }) => spread !== null || value.kind === 'unknown')) return true;
  if (mayDerive(machine, callee, call.callee) || isReplaced(machine, callee)) return true;
  if (isOfOther(machine, call.callee)) return true;
  const target = targetOf(machine, callee);
  const fault = target && faultOf(machine, target, call.args);
  if (!target || !fault || (callee.kind === 'class' && hasMetaclass(machine, callee))) return true;
  const { cause, names, words, meant } = fault;
  const argument = cause === 'unknown' || cause === 'twice' ? keywordOf(call, names[0]) : undefined;
  machine.evaluation.report({
    code: 'wrong-arguments',
    severity: 'error',
    span: argument?.span ?? call.span,
    raises: `${target.name}() ${words}`,
    facts: { callee: target.shown, cause, names: names.map((name) => `\`${name}\``).join(', ') || null, meant },
    fixes: meant !== null && argument?.keywordSpan ? [renamed(argument.keywordSpan, meant)] : [],
    related:
      target.method?.statement && target.method.module === null
        ? [{ span: target.method.statement.nameSpan, what: 'defined', shape: null }]
        : [],
  });
  return false;
}

/** `cls(…)`, `self.__class__(…)` and `type(self)(…)` make instances of classes that derive from this one, too. */
function mayDerive({ frames }: Machine, callee: Value, written: Expression): boolean {
  if (callee.kind !== 'class') return false;
  return (
    callee === frames.at(-1)?.self || written.kind === 'call' || written.kind === 'subscript' || isClassOf(written)
  );
}

/** What makes the instances of a class may take other arguments than its constructor. */
function hasMetaclass({ evaluation }: Machine, type: ClassValue): boolean {
  return lineage(type).some(({ statement: { nameSpan, body } }) =>
    /\bmetaclass\s*=/.test(evaluation.textOf({ start: nameSpan.end, end: body[0]?.span.start ?? nameSpan.end })),
  );
}

/** A method that a class which derives from this one may have another of: of an instance that only we made, nobody knows. */
function isReplaced(machine: Machine, callee: Value): boolean {
  if (callee.kind === 'function' && callee.owner && callee.statement && isSketch(callee.statement)) return true;
  const type = callee.kind === 'function' ? callee.self : callee;
  if (type?.kind === 'class') return !isInOrder(machine, type);
  if (type?.kind !== 'instance') return false;
  const name = callee.kind === 'function' ? callee.name : callMethodOf(machine, type.class);
  return !isInOrder(machine, type.class) || (machine.guessed.has(type) && isDerivedFrom(machine, type.class, name));
}

/** `super(Other, self).step(x)` names a class that is not the one in which it stands; `__new__` is bound to none. */
function isOfOther({ frames }: Machine, written: Expression): boolean {
  if (written.kind !== 'attribute') return false;
  const { object, name } = written;
  if (object.kind !== 'call' || object.callee.kind !== 'name' || object.callee.name !== 'super')
    return name === '__new__';
  const named = object.args[0]?.value;
  const isOwn = named?.kind === 'name' && named.name === frames.at(-1)?.owner?.name;
  return name === '__new__' || (object.args.length > 0 && !isOwn);
}

function isClassOf(written: Expression): boolean {
  return written.kind === 'attribute' && written.name === '__class__';
}

interface Target {
  /** As Python names it in its errors: `Net.forward`. */
  readonly name: string;
  /** As the program does: `Net`, `model`. */
  readonly shown: string;
  /** Null for the constructor that every object has, or every module. */
  readonly method: FunctionValue | null;
  /** Whether the first parameter is given by the call itself: `self`. */
  readonly isBound: boolean;
}

function targetOf(machine: Machine, callee: Value): Target | null {
  switch (callee.kind) {
    case 'function':
      return functionTarget(callee, callee.self !== null, callee.name);
    case 'class':
      return constructorTarget(machine, callee);
    case 'instance':
      return instanceTarget(machine, callee);
    default:
      return null;
  }
}

function functionTarget(method: FunctionValue, isBound: boolean, shown: string): Target | null {
  if (!isPlain(method)) return null;
  const { owner, name } = method;
  return { name: owner && name ? `${owner.name}.${name}` : name || '<lambda>', shown, method, isBound };
}

function constructorTarget(machine: Machine, callee: ClassValue): Target | null {
  if (callee.statement.decorators.length > 0 || findMethod(callee, '__new__')) return null;
  const own = callee.attributes.get('__init__');
  if (own) return own.kind === 'function' ? functionTarget(own, true, callee.name) : null;
  if (!isWholeClass(machine, callee)) return null;
  const inherited = findInOrder(machine, callee, '__init__');
  if (inherited) return inherited.kind === 'function' ? functionTarget(inherited, true, callee.name) : null;
  const base = libraryBase(machine, callee);
  if (base !== null && base !== 'torch.nn.Module') return null;
  return { name: base === null ? callee.name : 'Module.__init__', shown: callee.name, method: null, isBound: true };
}

/** Keras' layers have keywords of their own, which a `call` need not take. */
function instanceTarget(machine: Machine, { class: type, attributes }: InstanceValue): Target | null {
  const base = libraryBase(machine, type);
  if (base === undefined || (base !== null && machine.library.bases.get(base)?.framework !== 'pytorch')) return null;
  for (const name of ['__call__', callMethodOf(machine, type)]) {
    if (attributes.has(name)) return null;
    const method = findMethod(type, name);
    if (method) return method.kind === 'function' ? functionTarget(method, true, type.name) : null;
  }
  return null;
}

/** Python 2 takes a tuple apart among the parameters: `def step(x, (h, c))`. */
const pattern = /[(,]\s*\(/;

function isPlain({ statement, parameters }: FunctionValue): boolean {
  if (!statement) return parameters.every(({ target }) => target.kind === 'name');
  return statement.decorators.every(keepsParameters) && parameters.every(({ target }) => target.kind === 'name');
}

const keeping =
  /^(staticmethod|classmethod|abstractmethod|override|final|no_grad|inference_mode|enable_grad|export|ignore|unused)$/;

export function keepsParameters(decorator: Expression): boolean {
  const named = decorator.kind === 'call' ? decorator.callee : decorator;
  return (named.kind === 'name' || named.kind === 'attribute') && keeping.test(named.name);
}

/** What Python finds wrong with the arguments of a call. */
function faultOf(machine: Machine, target: Target, args: readonly CallArgument[]): ArgumentFault | null {
  const { method, isBound, name, shown } = target;
  const keywords = args.flatMap(({ keyword }) => (keyword === null ? [] : [keyword]));
  const written = args.length - keywords.length;
  if (!method) return faultOfNone(name !== shown, written, keywords);
  const fault = argumentFault(signatureOf(method), written + Number(isBound), keywords);
  if (!fault || isOutdated(machine, method)) return null;
  return fault.cause === 'extra' && lacksSelf(method, isBound, written) ? { ...fault, cause: 'self' } : fault;
}

function signatureOf({ parameters }: FunctionValue): Signature {
  let signature = signatures.get(parameters);
  if (!signature) signatures.set(parameters, (signature = signatureFrom(parameters)));
  return signature;
}

const signatures = new WeakMap<readonly Parameter[], Signature>();

function signatureFrom(parameters: readonly Parameter[]): Signature {
  const plain = parameters.filter(({ rest }) => rest === null);
  return {
    parameters: plain.map((parameter) => ({
      name: nameOf(parameter),
      isRequired: !parameter.default,
      isKeywordOnly: parameter.isKeywordOnly,
    })),
    takesMore: parameters.some(({ rest }) => rest === 'list'),
    takesAny: parameters.some(({ rest }) => rest === 'dict'),
  };
}

function nameOf({ target }: Parameter): string {
  return target.kind === 'name' ? target.name : '';
}

/** `def forward(x)` in a class: it gets the object first, and is given one argument more than it has. */
function lacksSelf({ parameters, statement }: FunctionValue, isBound: boolean, written: number): boolean {
  const [first] = parameters;
  return (
    isBound &&
    statement !== null &&
    written === parameters.length &&
    !/^(_*self|cls|_)$/.test(first ? nameOf(first) : '')
  );
}

function isOutdated({ evaluation }: Machine, { statement }: FunctionValue): boolean {
  const [first] = statement?.body ?? [];
  if (!statement || !first) return false;
  return pattern.test(evaluation.textOf({ start: statement.nameSpan.end, end: first.span.start }).slice(1));
}

function keywordOf({ args }: CallExpression, name: string | undefined): CallArgument | undefined {
  return args.find(({ keyword }) => keyword === name);
}

function renamed(span: Span, text: string): Fix {
  return { action: { kind: 'write', text: `${text}=` }, edits: [{ span, text }] };
}
