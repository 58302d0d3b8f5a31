import type {z} from 'zod';
import {checkSpec} from './check-spec.ts';
import type {ClusterSpec, NodeRole, NodeSpec, Taint} from './cluster-spec.ts';
import {explainIssue} from './explain-issue.ts';
import {cpusSchema, labelsSchema, memorySchema, taintEffects, taintSchema} from './field-schemas.ts';
import {specError} from './spec-issue.ts';
import {withoutUndefined} from './without-undefined.ts';

/** What the command line says about nodes that are added. */
export interface NodeFlags {
  readonly role: NodeRole;
  /** `disk=ssd` */
  readonly labels: readonly string[];
  /** `key=value:NoSchedule`, `key:NoExecute`, as kubectl takes them. */
  readonly taints: readonly string[];
  readonly cpus?: string | undefined;
  readonly memory?: string | undefined;
}

/**
 * The specification of an added node: like the cluster's first of its role, or its first, with labels and taints of its own, and without ports
 * of the host, which are taken.
 * @throws AppError E_CONFIG, E_MEMORY with the flag that is wrong.
 */
export function readNodeSpec(
  flags: NodeFlags,
  {nodes, networking}: Pick<ClusterSpec, 'networking'> & {readonly nodes: readonly NodeSpec[]},
): NodeSpec {
  const {role} = flags;
  const like = nodes.find((node) => node.role === role) ?? nodes[0];
  const node = {
    ...(like as NodeSpec),
    role,
    ports: [],
    labels: checked('labels', labelsSchema, Object.fromEntries(flags.labels.map(pairOf))),
    taints: flags.taints.map((text) => withoutUndefined(checked('taints', taintSchema, taintOf(text))) as Taint),
    ...(flags.cpus === undefined ? {} : {cpus: checked('cpus', cpusSchema, flags.cpus)}),
    ...(flags.memory === undefined ? {} : {memory: checked('memory', memorySchema, flags.memory)}),
  };
  const issues = checkSpec([{node}], networking).filter(({id}) => id === 'E_MEMORY');
  if (issues.length > 0) throw specError(issues.map(({id, message}) => ({id, line: `--memory: ${message}`})));
  return node;
}

function checked<T extends z.ZodType>(flag: string, schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.flatMap((issue) => explainIssue(issue, schema, value));
  throw specError(
    issues.map(({message, path, atKey}) => ({id: 'E_CONFIG', line: `--${flag}: ${atKey ? `"${String(path.at(-1))}" is ` : ''}${message}`})),
  );
}

function pairOf(text: string): readonly [string, string] {
  const [key = '', value = ''] = text.split(/=(.*)/s);
  return [key, value];
}

function taintOf(text: string): object {
  const [, key = '', value, effect] = /^([^=:]*)(?:=([^:]*))?(?::(.*))?$/.exec(text) ?? [];
  if (effect === undefined) {
    const line = `--taints: "${text}" has no effect; write ${key || 'key'}${value === undefined ? '' : `=${value}`}:${taintEffects[0]}, or ${taintEffects.slice(1).join(' or ')}`;
    throw specError([{id: 'E_CONFIG', line}]);
  }
  return {key, effect, ...(value === undefined ? {} : {value})};
}
