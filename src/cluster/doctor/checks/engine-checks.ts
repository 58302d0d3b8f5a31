import type {HostFacts} from '../../../engine/host-facts.ts';
import {type AppError, isAppError} from '../../../errors/app-error.ts';
import {neededCapabilities} from '../../start/node-needs.ts';
import {type Check, ok, problem, skipped, warning} from '../check.ts';
import type {EngineFacts} from '../doctor-facts.ts';

const engine = {id: 'engine', why: 'Nodes are containers of this engine; nothing works without it.'};
const version = {id: 'engine-version', why: 'Nodes need private cgroup namespaces, which engines have since API 1.41 (Docker 20.10).'};
const capabilities = {id: 'capabilities', why: 'Inside a node, programs mount file systems, make devices and set up networks.'};
const clock = {id: 'clock', why: 'Certificates and tokens count as expired or not yet valid when two clocks differ.'};

const oldestApi = [1, 41] as const;
/** Nodes do without these; some pods want them. */
const welcome = ['SYS_RESOURCE', 'NET_RAW', 'AUDIT_WRITE', 'SYS_NICE', 'IPC_LOCK'];
/** Tokens are issued and checked to the second. */
const toleratedSkewMs = 2000;

/** Whether an engine answers, where it was found, and what to do when not. */
export function checkEngine(facts: EngineFacts | AppError): Check {
  if (!isAppError(facts)) return ok(engine, `${facts.endpoint.url}, found by ${facts.endpoint.origin}`);
  return problem(engine, facts.id, [facts.message, ...facts.details].join(' '), ...facts.hints);
}

export function checkEngineVersion({info}: Pick<EngineFacts, 'info'>): Check {
  const [major = 0, minor = 0] = info.apiVersion.split('.').map(Number);
  const found = `${info.version}, API ${info.apiVersion}, ${info.operatingSystem}, ${info.architecture}`;
  if (major > oldestApi[0] || (major === oldestApi[0] && minor >= oldestApi[1])) return ok(version, found);
  return problem(
    version,
    'E_ENGINE_UNSUPPORTED',
    found,
    'update the engine to Docker 20.10 or newer: https://docs.docker.com/engine/install/',
  );
}

export function checkCapabilities(host: Pick<HostFacts, 'capabilities'> | undefined): Check {
  if (!host) return skipped(capabilities, notExamined);
  const lacking = (names: readonly string[]): string[] => names.filter((name) => !host.capabilities.includes(name));
  const named = (names: readonly string[]): string => names.map((name) => `CAP_${name}`).join(', ');
  const missing = lacking(neededCapabilities);
  if (missing.length > 0) {
    const remedy =
      'run the engine outside the restricted container or service that it is in; `grep CapBnd /proc/$(pgrep -o dockerd)/status` shows its bounding set';
    return problem(capabilities, 'E_ENGINE_UNSUPPORTED', `the engine cannot grant ${named(missing)}`, remedy);
  }
  const absent = lacking(welcome);
  return ok(
    capabilities,
    absent.length === 0 ? 'all that nodes use' : `all that nodes need; the engine cannot grant ${named(absent)}, which they do without`,
  );
}

export function checkClock({endpoint, clockAheadMs}: Pick<EngineFacts, 'endpoint' | 'clockAheadMs'>): Check {
  if (endpoint.isLocal) return ok(clock, "the engine has this machine's clock");
  if (clockAheadMs === undefined) return skipped(clock, 'no node runs that could be asked for the time');
  const seconds = (Math.abs(clockAheadMs) / 1000).toFixed(1);
  if (Math.abs(clockAheadMs) <= toleratedSkewMs) return ok(clock, `the engine's clock differs by ${seconds} s`);
  const way = clockAheadMs > 0 ? 'ahead' : 'behind';
  return warning(
    clock,
    `the engine's clock is ${seconds} s ${way}`,
    'set both clocks: sudo timedatectl set-ntp true; with Docker Desktop, restart it',
  );
}

/** What is said of checks that need host facts when there are none. */
export const notExamined = "the engine's host cannot be looked at without an image: flotilla node-image build";
