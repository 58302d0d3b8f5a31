import {isAppError} from '../../errors/app-error.ts';
import type {Check, CheckState} from './check.ts';
import {instancesCheck, watchesCheck} from './checks/limit-checks.ts';
import type {DoctorFacts} from './doctor-facts.ts';
import {type GatherInput, gatherFacts} from './gather/gather-facts.ts';
import {limitsToSet} from './inotify-limits.ts';
import {judge} from './judge.ts';
import {plannedRoles} from './planned-nodes.ts';
import {type LimitName, type RaisedLimit, raiseLimits, type SysctlPlaces} from './raise-limits.ts';

export interface DoctorInput {
  readonly nodes?: number;
  /** Put right what root may. */
  readonly fix: boolean;
}

export interface DoctorDeps extends Omit<GatherInput, 'nodes'> {
  readonly isRoot: boolean;
  readonly sysctl: SysctlPlaces;
}

const limitOf: Readonly<Record<string, LimitName>> = {[instancesCheck]: 'max_user_instances', [watchesCheck]: 'max_user_watches'};

/** Looks at the host and says what is wrong with it; with `fix` it raises inotify limits that are too low, and nothing else. */
export async function runDoctor({nodes, fix}: DoctorInput, {isRoot, sysctl, ...deps}: DoctorDeps): Promise<readonly Check[]> {
  const facts = await gatherFacts({...deps, ...(nodes === undefined ? {} : {nodes})});
  const checks = judge(facts);
  const lacking = checks.filter(({id, state}) => limitOf[id] !== undefined && (state === 'problem' || state === 'warning'));
  if (!fix || lacking.length === 0) return checks;
  const outcome = await tryToRaise(lacking, facts, {isRoot, sysctl});
  return checks.map((check) => (lacking.includes(check) ? withOutcome(check, outcome) : check));
}

/** What was raised, or why nothing could be. */
type Outcome = readonly RaisedLimit[] | string;

async function tryToRaise(
  lacking: readonly Check[],
  facts: DoctorFacts,
  {isRoot, sysctl}: Pick<DoctorDeps, 'isRoot' | 'sysctl'>,
): Promise<Outcome> {
  if (isAppError(facts.engine) || !facts.engine.endpoint.isLocal) return "not fixed: the engine's machine is not this one";
  if (!isRoot) return 'not fixed: only root may';
  const {instances, watches} = limitsToSet(plannedRoles(facts.plannedNodes, facts.engine.clusters), facts.inotify?.others ?? 0);
  const values = {max_user_instances: instances, max_user_watches: watches};
  const wanted = lacking.flatMap(({id}) => limitOf[id] ?? []).map((name) => [name, values[name]] as const);
  try {
    return await raiseLimits(Object.fromEntries(wanted), sysctl);
  } catch (error) {
    return `not fixed: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function withOutcome(check: Check, outcome: Outcome): Check {
  if (typeof outcome === 'string') return {...check, found: `${check.found}; ${outcome}`};
  const raised = outcome.find(({name}) => name === limitOf[check.id]);
  if (!raised) return check;
  const keeps =
    raised.persistent === undefined
      ? 'until the next boot, for there is no /etc/sysctl.d'
      : `and ${raised.persistent} sets it at each boot`;
  const {id, why} = check;
  return {id, why, state: 'fixed', found: `fs.inotify.${raised.name} was ${raised.before} and is ${raised.now} now, ${keeps}`, remedy: []};
}

/** The exit code's reason: the first problem. Warnings do not count. */
export const firstProblem = (checks: readonly Check[]): Check | undefined => checks.find(({state}) => state === 'problem');

export function countStates(checks: readonly Check[]): Readonly<Partial<Record<CheckState, number>>> {
  return Object.fromEntries(Object.entries(Object.groupBy(checks, ({state}) => state)).map(([state, some]) => [state, some.length]));
}
