import {createInterface} from 'node:readline';
import {execa} from 'execa';

interface EngineEvent {
  readonly Type: string;
  readonly Action: string;
  readonly Actor: {readonly ID: string; readonly Attributes: Readonly<Record<string, string>>};
}

/** The engine does these by itself as part of other steps. */
const inner = new Set(['mount', 'unmount']);

/**
 * Follows what the engine does for one profile until it is disposed. Steps are told by what is done and to what, and how often that was
 * before, as in `exec_start init-control-plane on control-plane #1`: their names are the same in each run, whatever their order is.
 */
export function followSteps(profile: string, onStep: (step: string) => void): AsyncDisposable {
  // Not a moment earlier: what another command did to the profile just before is none of the steps.
  const since = (Date.now() / 1000).toFixed(3);
  const events = execa('docker', ['events', '--since', since, '--format', '{{json .}}'], {stdin: 'ignore', buffer: false, reject: false});
  const counts = new Map<string, number>();
  createInterface({input: events.stdout}).on('line', (line) => {
    const step = nameOf(JSON.parse(line) as EngineEvent, profile);
    if (step === undefined) return;
    const count = (counts.get(step) ?? 0) + 1;
    counts.set(step, count);
    onStep(`${step} #${count}`);
  });
  return {
    async [Symbol.asyncDispose]() {
      events.kill();
      await events;
    },
  };
}

function nameOf({Type, Action, Actor}: EngineEvent, profile: string): string | undefined {
  const subject = Type === 'volume' ? Actor.ID : (Actor.Attributes['name'] ?? '');
  if (!subject.startsWith(profile) || inner.has(Action)) return undefined;
  const [action = '', command = ''] = Action.split(/: (.*)/s);
  const program = command === '' ? '' : ` ${/flotilla\/([\w-]+)/.exec(command)?.[1] ?? command.split(' ')[0]}`;
  return `${Type} ${action}${program} on ${subject.slice(profile.length + 1) || 'cluster'}`;
}
