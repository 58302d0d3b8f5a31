/** What a runner of GitHub Actions knows while it runs a step: contexts by name, and the functions that tell how things went. */
export interface ExpressionScope {
  readonly contexts: Readonly<Record<string, unknown>>;
  readonly functions: Readonly<Record<string, () => boolean>>;
}

type Value = string | number | boolean | null;

const token = /\s*(?:(&&|\|\||==|!=|!|\(|\))|'((?:[^']|'')*)'|(\d+)|([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*))/y;
const isTrue = (value: Value): boolean => value !== false && value !== '' && value !== null && value !== 0;

/** Evaluates the part of GitHub's expression language that our action is written in. @throws Error for anything else. */
export function evaluate(text: string, scope: ExpressionScope): Value {
  const words = tokenize(text);
  let at = 0;
  const next = (expected: string): boolean => words[at] === expected && at++ >= 0;

  function or(): Value {
    let left = and();
    while (next('||')) {
      const right = and();
      left = isTrue(left) ? left : right;
    }
    return left;
  }
  function and(): Value {
    let left = comparison();
    while (next('&&')) {
      const right = comparison();
      left = isTrue(left) ? right : left;
    }
    return left;
  }
  function comparison(): Value {
    const left = unary();
    if (next('==')) return left === unary();
    if (next('!=')) return left !== unary();
    return left;
  }
  function unary(): Value {
    if (next('!')) return !isTrue(unary());
    if (!next('(')) return primary();
    const value = or();
    if (!next(')')) throw new Error(`A parenthesis is not closed in: ${text}`);
    return value;
  }
  function primary(): Value {
    const word = words[at++];
    if (word === undefined || typeof word === 'string') throw new Error(`Nothing is understood at word ${at} of: ${text}`);
    if ('literal' in word) return word.literal;
    if (!next('(')) return lookUp(word.name, scope);
    const answer = scope.functions[word.name];
    if (!answer || !next(')')) throw new Error(`There is no function ${word.name} for: ${text}`);
    return answer();
  }

  const value = or();
  if (at < words.length) throw new Error(`Something is left over at word ${at + 1} of: ${text}`);
  return value;
}

function tokenize(text: string): (string | {readonly literal: Value} | {readonly name: string})[] {
  const words = [];
  token.lastIndex = 0;
  while (text.slice(token.lastIndex).trim() !== '') {
    const from = token.lastIndex;
    const [, operator, quoted, digits, name = ''] = token.exec(text) ?? [];
    if (token.lastIndex === 0) throw new Error(`Not understood: ${text.slice(from)}`);
    if (operator !== undefined) words.push(operator);
    else if (quoted !== undefined) words.push({literal: quoted.replaceAll("''", "'")});
    else if (digits !== undefined) words.push({literal: Number(digits)});
    else words.push({name});
  }
  return words;
}

/** A context must be one that there is; what it does not have is empty, as on GitHub. */
function lookUp(path: string, {contexts}: ExpressionScope): Value {
  const [context = '', ...keys] = path.split('.');
  if (!(context in contexts)) throw new Error(`There is no context ${context} here.`);
  const found = keys.reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key], contexts[context]);
  return (found ?? '') as Value;
}

/** A text with its `${{ }}` filled in. */
export const fillIn = (text: string, scope: ExpressionScope): string =>
  text.replaceAll(/\$\{\{(.*?)\}\}/g, (_, expression: string) => String(evaluate(expression, scope)));
