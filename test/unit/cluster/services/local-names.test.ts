import {describe, expect, it} from 'vitest';
import {findName, forgetNames, type NameDeps, writeNames} from '../../../../src/cluster/services/local-names.ts';
import {recordProgress} from '../../../fakes/recorded-progress.ts';

/** A machine with this hosts file, and a resolver that knows these names. */
function machine(text: string, {mayWrite = true, known = [] as readonly string[]} = {}) {
  const progress = recordProgress();
  const state = {text};
  const deps: NameDeps = {
    progress,
    resolvesTo: async (name) => known.includes(name),
    hosts: {
      path: '/etc/hosts',
      read: async () => state.text,
      write: async (next) => {
        if (mayWrite) state.text = next;
        return mayWrite;
      },
    },
  };
  return {deps, state, told: progress.told};
}

const web = {namespace: 'shop', name: 'web', address: '172.30.0.10'};

describe('the name of a Service', () => {
  it('is written when asked for, and forgotten with its cluster', async () => {
    const {deps, state, told} = machine('127.0.0.1 localhost\n');
    expect(await findName(web, 'dev', deps)).toBeUndefined();
    await writeNames([web], 'dev', deps);
    expect(await findName(web, 'dev', deps)).toBe('web.shop.dev.internal');
    await forgetNames('dev', deps);
    expect(state.text).toBe('127.0.0.1 localhost\n');
    expect(told).toEqual([]);
  });

  it('comes as a command where the user may not write', async () => {
    const {deps, told} = machine('', {mayWrite: false});
    await writeNames([web], 'dev', deps);
    expect(told).toEqual([expect.stringContaining("echo '172.30.0.10 web.shop.dev.internal # flotilla:dev' | sudo tee -a /etc/hosts")]);
  });

  it('is that of a port of this machine only where the system resolves it', async () => {
    const near = {...web, address: '127.0.0.1'};
    expect(await findName(near, 'dev', machine('', {known: ['web.shop.dev.localhost']}).deps)).toBe('web.shop.dev.localhost');
    expect(await findName(near, 'dev', machine('').deps)).toBeUndefined();
    expect(await findName(web, 'dev', machine('', {known: ['web.shop.dev.localhost']}).deps)).toBeUndefined();
  });

  it('that stays behind is told, with the command that removes it', async () => {
    const {deps, told} = machine('172.30.0.10 web.shop.dev.internal # flotilla:dev\n', {mayWrite: false});
    await forgetNames('dev', deps);
    expect(told).toEqual([expect.stringContaining("sudo sed -i '/# flotilla:dev$/d' /etc/hosts")]);
  });
});
