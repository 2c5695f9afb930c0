import { anyNumber } from '../../domain/anyNumber.js';
import { type TensorValue, type Value } from '../../domain/values.js';
import type { Call, Entry, Library, LibraryFunction } from '../library.js';
import { packedFrom } from '../pytorch/packed.js';
import { checkCreated, checkOf } from './checks.js';
import { retyped } from './elementTypes.js';
import { convertModule, nameGiven, nameWeights } from './moduleTypes.js';
import { numpyRule } from './numpyTypes.js';
import type { TypeRule, Types } from './rules.js';
import { torchRule } from './torchTypes.js';

/**
 * A library whose operations also tell the type of the numbers that they give, as far as that is certain, and look at
 * that of what they are given. What no rule names gives tensors without a type, so that none is older than its tensor.
 */
export function withElementTypes(library: Library): Library {
  const entries = [...library.entries].map(([path, entry]): [string, Entry] => [
    path,
    typeof entry === 'function' && isCounted.test(path) ? typed(path, entry) : entry,
  ]);
  return { ...library, entries: new Map(entries) };
}

const isCounted = /^(torch|numpy|sklearn|pandas)\./;
const isModule = /^torch\.nn\.[A-Z]\w*$/;
const isConversion = /^torch\.nn\.Module\.(double|float|half|bfloat16|to|type)$/;
const isStandard = /^torch\.set_default_(dtype|tensor_type)$/;
/** Of a plain number they make one that is no float of Python's. */
const isSingle = /^numpy\.float(16|32)$/;
const packedCast = /\.PackedSequence\.(to|float|double)$/;

function typed(path: string, entry: LibraryFunction): LibraryFunction {
  if (isStandard.test(path)) {
    return (call) => {
      call.evaluation.forgetFloats();
      return entry(call);
    };
  }
  if (isConversion.test(path)) {
    return (call) => {
      convertModule(call);
      return entry(call);
    };
  }
  if (packedCast.test(path)) {
    return (call) => {
      const padded = packedFrom(call.receiver ?? undefined)?.padded;
      if (call.receiver && padded?.elementType)
        call.evaluation.setField(call.receiver, 'padded', retyped(padded, undefined));
      return entry(call);
    };
  }
  if (isSingle.test(path)) {
    const rule = numpyRule(path);
    return withRule(rule, (call) => {
      const made = entry(call);
      return made.kind === 'float' ? anyNumber : made;
    });
  }
  const rule = torchRule(path) ?? numpyRule(path);
  if (isModule.test(path) && rule === undefined) return (call) => nameWeights(call, entry(call));
  if (/^torch\.nn\.\w+\.from_pretrained$/.test(path)) return (call) => nameGiven(call, entry(call));
  const check = checkOf(path);
  return withRule(rule, check ? checked(check, entry) : entry);
}

function checked(check: (call: Call) => void, entry: LibraryFunction): LibraryFunction {
  return (call) => {
    check(call);
    return entry(call);
  };
}

function withRule(rule: TypeRule | undefined, entry: LibraryFunction): LibraryFunction {
  if (rule === 'as-made') return entry;
  return (call) => {
    const made = entry(call);
    const types = rule?.(call, made);
    if (typeof types === 'string' && call.keywords.size > 0) checkCreated(call, types);
    return settled(made, types, call);
  };
}

/** What a call has made, with the type that it certainly has, or with none. */
function settled(made: Value, types: Types, call: Call): Value {
  switch (made.kind) {
    case 'tensor': {
      const type = typeof types === 'string' ? types : undefined;
      if (made.elementType === type) return made;
      // What it was given, or has from elsewhere, stays as it is for whoever else has it.
      if (made.elementType || isGiven(made, call)) return retyped(made, type);
      if (type) made.elementType = type;
      return made;
    }
    case 'tuple': {
      const items = made.items.map((item, index) => settled(item, typeAt(types, index), call));
      return items.every((item, index) => item === made.items[index]) ? made : { ...made, items };
    }
    case 'list': {
      if (types === undefined) return made;
      made.items?.forEach((item, index) => void settled(item, typeAt(types, index), call));
      if (!made.items) void settled(made.element, typeof types === 'string' ? types : undefined, call);
      return made;
    }
    case 'object': {
      // What holds its numbers itself: packed sequences, tables.
      const inner = packedFrom(made)?.padded ?? made.fields.get('__array__');
      const isOld = made === call.receiver || call.args.some(({ value }) => value === made);
      if (!isOld && inner?.kind === 'tensor' && typeof types === 'string' && !inner.elementType)
        inner.elementType = types;
      return made;
    }
    default:
      return made;
  }
}

function typeAt(types: Types, index: number): Types {
  return typeof types === 'string' || types === undefined ? types : types[index];
}

function isGiven(made: TensorValue, { receiver, args, keywords }: Call): boolean {
  if (made === receiver || args.some(({ value }) => value === made)) return true;
  return keywords.size > 0 && [...keywords.values()].some(({ value }) => value === made);
}
