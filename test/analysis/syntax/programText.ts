import type { Expression, Parameter, Statement } from '../../../src/analysis/syntax/program.js';

/** Statements in a short form of their own, to compare in tests: `x = call(tf.zeros, [2, 3])`. */
export function programText(statements: readonly Statement[]): string {
  return statements.map(statementText).join('; ');
}

function statementText(statement: Statement): string {
  switch (statement.kind) {
    case 'expression':
      return expressionText(statement.expression);
    case 'assign': {
      const targets = statement.targets.map(expressionText).join(' = ');
      const value = statement.value ? ` = ${expressionText(statement.value)}` : '';
      return `${statement.declares ? 'let ' : ''}${targets}${value}`;
    }
    case 'augmented':
      return `${expressionText(statement.target)} ${statement.operator}= ${expressionText(statement.value)}`;
    case 'function': {
      const decorators = statement.decorators.map((decorator) => `@${expressionText(decorator)} `).join('');
      const star = statement.isGenerator ? '*' : '';
      return `${decorators}def ${star}${statement.name}${parametersText(statement.parameters)} ${bodyText(statement.body)}`;
    }
    case 'class': {
      const decorators = statement.decorators.map((decorator) => `@${expressionText(decorator)} `).join('');
      return `${decorators}class ${statement.name}(${statement.bases.map(expressionText).join(', ')}) ${bodyText(statement.body)}`;
    }
    case 'return':
    case 'raise':
      return statement.value ? `${statement.kind} ${expressionText(statement.value)}` : statement.kind;
    case 'if':
      return `if ${expressionText(statement.test)} ${bodyText(statement.body)}${elseText(statement.otherwise)}`;
    case 'for':
      return `for ${expressionText(statement.target)} of ${expressionText(statement.iterable)} ${bodyText(statement.body)}`;
    case 'while': {
      const update = statement.update.length > 0 ? ` then ${bodyText(statement.update)}` : '';
      return `while ${statement.test ? expressionText(statement.test) : 'true'} ${bodyText(statement.body)}${update}`;
    }
    case 'try': {
      const handlers = statement.handlers.map(({ name, body }) => ` catch ${name ?? ''} ${bodyText(body)}`).join('');
      const final = statement.final.length > 0 ? ` finally ${bodyText(statement.final)}` : '';
      return `try ${bodyText(statement.body)}${handlers}${final}`;
    }
    case 'block':
      return bodyText(statement.body);
    case 'import': {
      const names = statement.names.map(({ name, local }) => `${name ?? 'whole'} as ${local}`).join(', ');
      return `import ${statement.module} (${names})`;
    }
    default:
      return statement.kind;
  }
}

function elseText(statements: readonly Statement[]): string {
  return statements.length > 0 ? ` else ${bodyText(statements)}` : '';
}

function bodyText(statements: readonly Statement[]): string {
  return `{${programText(statements)}}`;
}

function parametersText(parameters: readonly Parameter[]): string {
  const words = parameters.map(({ target, default: value, rest }) => {
    const name = `${rest ? '...' : ''}${expressionText(target)}`;
    return value ? `${name} = ${expressionText(value)}` : name;
  });
  return `(${words.join(', ')})`;
}

export function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case 'name':
      return expression.name;
    case 'number':
      return `${expression.value}${expression.isInteger || !Number.isInteger(expression.value) ? '' : '.0'}`;
    case 'string':
      return JSON.stringify(expression.value);
    case 'boolean':
      return String(expression.value);
    case 'template':
      return `template(${expression.parts.map(expressionText).join(', ')})`;
    case 'attribute':
      return `${expressionText(expression.object)}.${expression.name}`;
    case 'subscript':
      return `${expressionText(expression.object)}[${expressionText(expression.index)}]`;
    case 'call': {
      const args = expression.args.map(({ spread, value }) => (spread ? '...' : '') + expressionText(value));
      return `${expression.isNew ? 'new ' : ''}${expressionText(expression.callee)}(${args.join(', ')})`;
    }
    case 'tuple':
    case 'list':
      return `[${expression.items.map(expressionText).join(', ')}]`;
    case 'dict': {
      const entries = expression.entries.map(({ key, value }) =>
        key ? `${expressionText(key)}: ${expressionText(value)}` : `...${expressionText(value)}`,
      );
      return `{${entries.join(', ')}}`;
    }
    case 'starred':
      return `...${expressionText(expression.value)}`;
    case 'binary':
    case 'compare':
    case 'logical':
      return `(${expressionText(expression.left)} ${expression.operator} ${expressionText(expression.right)})`;
    case 'unary':
      return `(${expression.operator} ${expressionText(expression.operand)})`;
    case 'conditional':
      return `(${expressionText(expression.test)} ? ${expressionText(expression.then)} : ${expressionText(expression.otherwise)})`;
    case 'lambda': {
      const body = 'kind' in expression.body ? expressionText(expression.body) : bodyText(expression.body);
      return `${parametersText(expression.parameters)} => ${body}`;
    }
    case 'assignment':
      return `(${expressionText(expression.target)} = ${expressionText(expression.value)})`;
    case 'unknown':
      return `?(${expression.parts.map(expressionText).join(', ')})`;
    default:
      return expression.kind;
  }
}
