import type { Span } from '../model.js';

/**
 * A program as the evaluator reads it, whatever language it was written in: the few statements and expressions that
 * Python and JavaScript share, with their places. `python.ts` and `javascript.ts` make it from Lezer's trees.
 *
 * What a language has and this does not (match, decorators' effects …) becomes the nearest thing that claims
 * nothing: an `unknown` expression, or the statements inside it.
 */
export interface Program {
  readonly language: 'python' | 'javascript';
  readonly body: readonly Statement[];
  /** What stands in brackets that nobody closed yet, in the document. */
  readonly unfinished: readonly Span[];
  /** Whether it had to be mended before it could be read. */
  readonly isBroken: boolean;
  /**
   * The place in the document of a place in this program's spans. Statements that did not change keep their addresses
   * while what stands before them grows or shrinks.
   */
  readonly at: (address: number) => number;
}

export type Expression =
  | { readonly kind: 'name'; readonly name: string; readonly span: Span }
  /** `isInteger` is false for `1.` and `1e3`; JavaScript's numbers are integers where their value is one. */
  | { readonly kind: 'number'; readonly value: number; readonly isInteger: boolean; readonly span: Span }
  | { readonly kind: 'string'; readonly value: string; readonly span: Span }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly span: Span }
  /** None, null and undefined. */
  | { readonly kind: 'none'; readonly span: Span }
  | { readonly kind: 'ellipsis'; readonly span: Span }
  /** An f-string or a template. */
  | { readonly kind: 'template'; readonly parts: readonly Expression[]; readonly span: Span }
  | {
      readonly kind: 'attribute';
      readonly object: Expression;
      readonly name: string;
      readonly nameSpan: Span;
      readonly span: Span;
    }
  /** `x[1:, None]` has a tuple as its index. */
  | { readonly kind: 'subscript'; readonly object: Expression; readonly index: Expression; readonly span: Span }
  | {
      readonly kind: 'slice';
      readonly lower: Expression | null;
      readonly upper: Expression | null;
      readonly step: Expression | null;
      readonly span: Span;
    }
  | CallExpression
  | { readonly kind: 'tuple'; readonly items: readonly Expression[]; readonly span: Span }
  /** Sets too. */
  | { readonly kind: 'list'; readonly items: readonly Expression[]; readonly span: Span }
  /** An entry without a key is spread into the dict: `**other`, `...other`. */
  | { readonly kind: 'dict'; readonly entries: readonly DictEntry[]; readonly span: Span }
  /** `*rest` and `...rest`, in a list, a tuple or a target. */
  | { readonly kind: 'starred'; readonly value: Expression; readonly span: Span }
  | {
      readonly kind: 'binary';
      /** `+ - * / // % ** @ & | ^ << >>` */
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
      readonly span: Span;
    }
  /** `- + ~ not` (JavaScript's `!` is `not`). */
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression; readonly span: Span }
  | {
      readonly kind: 'compare';
      /** `== != < <= > >= in not-in is is-not` (JavaScript's `===` is `==`). */
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: 'logical';
      readonly operator: 'and' | 'or' | '??';
      readonly left: Expression;
      readonly right: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: 'conditional';
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: 'lambda';
      readonly parameters: readonly Parameter[];
      /** An expression is what it returns. */
      readonly body: Expression | readonly Statement[];
      readonly span: Span;
    }
  | {
      readonly kind: 'comprehension';
      readonly form: 'list' | 'set' | 'dict' | 'generator';
      /** The key of a dict comprehension. */
      readonly key: Expression | null;
      readonly element: Expression;
      readonly clauses: readonly ComprehensionClause[];
      readonly span: Span;
    }
  /** `(n := 3)`, and JavaScript's `a = b` inside an expression. */
  | { readonly kind: 'assignment'; readonly target: Expression; readonly value: Expression; readonly span: Span }
  /** Python's; `isEach` is `yield from`, which gives each item of the value. What somebody sends is not known. */
  | { readonly kind: 'yield'; readonly value: Expression | null; readonly isEach: boolean; readonly span: Span }
  /** What is broken, or what says nothing to us. Its parts are looked at all the same. */
  | { readonly kind: 'unknown'; readonly parts: readonly Expression[]; readonly span: Span };

export interface CallExpression {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly args: readonly CallArgument[];
  /** `new X(…)`. */
  readonly isNew: boolean;
  readonly span: Span;
}

export interface CallArgument {
  /** The keyword of `units=3`; null for a positional one. */
  readonly keyword: string | null;
  readonly keywordSpan: Span | null;
  /** `*args` is a list to spread, `**kwargs` a dict. */
  readonly spread: 'list' | 'dict' | null;
  readonly value: Expression;
  /** Keyword included. */
  readonly span: Span;
}

export interface DictEntry {
  readonly key: Expression | null;
  readonly value: Expression;
  readonly span: Span;
}

export interface ComprehensionClause {
  readonly target: Expression;
  readonly iterable: Expression;
  readonly conditions: readonly Expression[];
}

export interface Parameter {
  /** A name, or a pattern (a `tuple`, `list` or `dict` expression) in JavaScript. */
  readonly target: Expression;
  readonly default: Expression | null;
  /** `*args`, `**kwargs`, and JavaScript's `...rest`, which is a list. */
  readonly rest: 'list' | 'dict' | null;
  /** It stands behind `*` or `*args` and is given by its keyword only. */
  readonly isKeywordOnly: boolean;
}

export interface FunctionStatement {
  readonly kind: 'function';
  readonly name: string;
  readonly nameSpan: Span;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  readonly decorators: readonly Expression[];
  /** Whether a call gives what goes through the values that the body yields. */
  readonly isGenerator: boolean;
  readonly span: Span;
}

export interface ClassStatement {
  readonly kind: 'class';
  readonly name: string;
  readonly nameSpan: Span;
  readonly bases: readonly Expression[];
  /** Methods are `function`s (JavaScript's constructor is called `constructor`), fields are `assign`s. */
  readonly body: readonly Statement[];
  readonly decorators: readonly Expression[];
  readonly span: Span;
}

export type Statement =
  | { readonly kind: 'expression'; readonly expression: Expression; readonly span: Span }
  /**
   * `a = b = value` has two targets. Targets are names, attributes, subscripts, tuples, lists, starred ones, and, in
   * JavaScript, dicts whose entries' values are the targets (a default there is an `assignment`).
   */
  | {
      readonly kind: 'assign';
      readonly targets: readonly Expression[];
      /** Null where a name is only declared: `x: int`, `let x`. */
      readonly value: Expression | null;
      readonly annotation: Expression | null;
      /** Whether it makes a new name in the innermost block: `let` and `const`. */
      readonly declares: boolean;
      /** What a comment behind it says of the axes of the value: `# (batch, seq, features)`. */
      readonly axes?: readonly AxisWord[];
      readonly span: Span;
    }
  | {
      readonly kind: 'augmented';
      readonly target: Expression;
      /** Without the `=`. */
      readonly operator: string;
      readonly value: Expression;
      readonly span: Span;
    }
  | FunctionStatement
  | ClassStatement
  | { readonly kind: 'return'; readonly value: Expression | null; readonly span: Span }
  | {
      readonly kind: 'if';
      readonly test: Expression;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
      readonly span: Span;
    }
  /** `for x in xs`, `for (const x of xs)`. */
  | {
      readonly kind: 'for';
      readonly target: Expression;
      readonly iterable: Expression;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
      readonly span: Span;
    }
  /** `while`, and JavaScript's counting `for`, whose update is given apart as `continue` does not skip it. */
  | {
      readonly kind: 'while';
      readonly test: Expression | null;
      readonly body: readonly Statement[];
      readonly update: readonly Statement[];
      readonly otherwise: readonly Statement[];
      readonly span: Span;
    }
  | {
      readonly kind: 'with';
      readonly items: readonly { readonly value: Expression; readonly target: Expression | null }[];
      readonly body: readonly Statement[];
      readonly span: Span;
    }
  | {
      readonly kind: 'try';
      readonly body: readonly Statement[];
      readonly handlers: readonly {
        /** Null for one that catches all. */
        readonly type: Expression | null;
        readonly name: string | null;
        readonly body: readonly Statement[];
      }[];
      readonly otherwise: readonly Statement[];
      readonly final: readonly Statement[];
      readonly span: Span;
    }
  /** A block of its own (JavaScript), or several statements in place of one. */
  | { readonly kind: 'block'; readonly body: readonly Statement[]; readonly span: Span }
  | {
      readonly kind: 'import';
      /** `torch.nn`, `./model`, `.config`; relative ones keep their dots. */
      readonly module: string;
      readonly names: readonly ImportedName[];
      readonly span: Span;
    }
  /** `export { a as b }` is nothing here: what a module's top level holds can be imported from it. */
  | { readonly kind: 'global'; readonly names: readonly string[]; readonly span: Span }
  | { readonly kind: 'delete'; readonly targets: readonly Expression[]; readonly span: Span }
  /** `raise` and `throw`. */
  | { readonly kind: 'raise'; readonly value: Expression | null; readonly span: Span }
  | { readonly kind: 'assert'; readonly test: Expression; readonly span: Span }
  | { readonly kind: 'break'; readonly span: Span }
  | { readonly kind: 'continue'; readonly span: Span };

/** An axis as a comment names it. */
export interface AxisWord {
  /** Null where it is one of the others: features, hidden units, channels. */
  readonly role: 'batch' | 'time' | null;
  /** Of `batch=32`, or a number in place of a word. */
  readonly size: number | null;
}

export interface ImportedName {
  /**
   * What is imported: a name of the module, `default`, `*` for everything by its own name (Python's `import *`), or
   * null for the module itself (`import torch.nn as nn`, `import * as tf`).
   */
  readonly name: string | null;
  /**
   * The name that it gets here. `import torch.nn` without `as` binds `torch`, and its module is `torch.nn` with `local`
   * `torch`; `isRoot` tells that the bound value is the root package and not the module.
   */
  readonly local: string;
  readonly isRoot: boolean;
  readonly span: Span;
}
