import {z} from 'zod';
import type {ErrorId} from '../../errors/catalogue.ts';
import {nearestKey} from './nearest-key.ts';
import type {Path, SpecIssue} from './spec-issue.ts';

/** zod's issue in our words; one for each unknown key. `root` is the schema that was applied, `raw` what it was applied to. */
export function explainIssue(issue: z.core.$ZodIssue, root: z.ZodType, raw: unknown): readonly SpecIssue[] {
  const {path} = issue;
  const value = valueAt(raw, path);
  const as = (message: string, id: ErrorId = 'E_CONFIG'): readonly SpecIssue[] => [{id, path, message}];
  switch (issue.code) {
    case 'unrecognized_keys':
      return unknownKeys(issue.keys, path, knownKeys(root, path));
    case 'invalid_value': {
      const allowed = issue.values.map(String).filter(Boolean);
      const choice = allowed.map((word) => `"${word}"`).join(' or ');
      if (value === undefined) return as(`is missing; it must be ${choice}`);
      return as(`must be ${choice}, not ${shown(value)}${allowed.length > 1 ? didYouMean(String(value), allowed) : ''}`);
    }
    case 'invalid_type':
      if (value === undefined) return as(`is missing; it must be ${nameOf(issue.expected)}`);
      return as(
        `must be ${nameOf(issue.expected)}, not ${shown(value)}${issue.expected === 'string' && isScalar(value) ? '; put it in quotes' : ''}`,
      );
    case 'invalid_union':
      return as(unionMessage(issue.message, value));
    case 'invalid_key':
      return [{id: 'E_CONFIG', path, message: issue.issues[0]?.message ?? issue.message, atKey: true}];
    case 'custom':
      return as(issue.message, issue.params?.['errorId'] ?? 'E_CONFIG');
    default:
      return as(boundInWords(issue.message));
  }
}

/** zod's "Too big: expected number to be <=65535". */
export function boundInWords(message: string): string {
  const bounds: Readonly<Record<string, string>> = {'<=': 'at most ', '>=': 'at least ', '<': 'less than ', '>': 'more than '};
  return message.replace(
    /^Too (?:small|big): expected \w+ to (be|have) ([<>]=?)/,
    (_all, verb: string, bound: string) => `must ${verb} ${bounds[bound]}`,
  );
}

function unknownKeys(keys: readonly string[], path: Path, known: readonly string[]): readonly SpecIssue[] {
  return keys.map((key) => ({
    id: 'E_CONFIG',
    path: [...path, key],
    message: `unknown field${didYouMean(key, known) || `; known are ${known.join(', ')}`}`,
    atKey: true,
  }));
}

/** The words of the schema; one that has none of its own gives zod's. */
function unionMessage(message: string, value: unknown): string {
  return message === 'Invalid input' ? `is of a wrong type: ${shown(value)}` : message;
}

function didYouMean(word: string, candidates: readonly string[]): string {
  const near = nearestKey(word, candidates);
  return near === undefined ? '' : `; did you mean "${near}"?`;
}

function nameOf(type: string): string {
  const names: Readonly<Record<string, string>> = {
    string: 'text',
    boolean: 'true or false',
    array: 'a list',
    object: 'a map',
    record: 'a map',
    int: 'a whole number',
    number: 'a number',
  };
  return names[type] ?? type;
}

function isScalar(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint';
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value !== null && typeof value === 'object') return 'a map';
  return value === null ? 'empty' : typeof value === 'string' ? `"${value}"` : String(value);
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value !== null && typeof value === 'object' ? Reflect.get(value, key) : undefined), raw);
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  /** A part that may be null is one of these. */
  readonly anyOf?: readonly JsonSchema[];
}

/** The field names that the schema allows at a place; read from its JSON Schema, which is zod's public way to look inside. */
function knownKeys(root: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  const whole = z.toJSONSchema(root, {io: 'input', unrepresentable: 'any'}) as JsonSchema;
  const place = path.reduce<JsonSchema | undefined>(
    (schema, key) => (typeof key === 'number' ? filled(schema)?.items : filled(schema)?.properties?.[String(key)]),
    whole,
  );
  return Object.keys(filled(place)?.properties ?? {});
}

const filled = (schema: JsonSchema | undefined): JsonSchema | undefined =>
  schema?.anyOf?.find(({properties, items}) => properties ?? items) ?? schema;
