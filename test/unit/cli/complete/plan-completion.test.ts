import {describe, expect, it} from 'vitest';
import type {CompletionManifest} from '../../../../src/cli/complete/completion-manifest.ts';
import {type NameSource, runCompletion} from '../../../../src/cli/complete/run-completion.ts';

const profile = {name: 'profile', char: 'p', type: 'option', summary: 'Name of the cluster.'} as const;
const manifest: CompletionManifest = {
  commands: {
    start: {
      id: 'start',
      summary: 'Start a cluster.',
      flags: {
        profile,
        config: {name: 'config', type: 'option', helpValue: 'FILE|-'},
        cni: {name: 'cni', type: 'option', helpValue: 'default|none|FILE'},
        memory: {name: 'memory', type: 'option', helpValue: '5120|5g'},
        layout: {name: 'layout', char: 'l', type: 'option', options: ['one', 'two']},
        label: {name: 'label', type: 'option', multiple: true},
        deep: {name: 'deep', char: 'd', type: 'boolean', allowNo: true},
        secret: {name: 'secret', type: 'boolean', hidden: true},
        'kubernetes-version': {name: 'kubernetes-version', type: 'option'},
      },
    },
    stop: {id: 'stop', summary: 'Stop a cluster.', flags: {profile}},
    list: {id: 'list', summary: 'List clusters.', aliases: ['profile:list']},
    profile: {id: 'profile', summary: 'Choose a cluster.', args: {name: {name: 'name'}}},
    'node:delete': {id: 'node:delete', summary: 'Delete a node.', args: {name: {name: 'name'}}, flags: {profile}},
    'node:list': {id: 'node:list', summary: 'List nodes.'},
    'config:set': {id: 'config:set', summary: 'Store a default.', args: {name: {name: 'name'}, value: {name: 'value'}}},
    'config:get': {id: 'config:get', summary: 'Show a default.', args: {name: {name: 'name'}}},
    completion: {id: 'completion', summary: 'Print a script.', args: {shell: {name: 'shell', options: ['bash', 'zsh']}}},
    cp: {id: 'cp', summary: 'Copy.', args: {from: {name: 'from'}}},
    each: {id: 'each', summary: 'Take any words.', strict: false},
    inner: {id: 'inner', summary: 'Nobody calls this.', hidden: true},
  },
};
const names: NameSource = {
  profiles: async () => ['dev', 'demo', 'flotilla'],
  nodes: async (wanted) => [`${wanted ?? 'active'}-control-plane`, `${wanted ?? 'active'}-worker`],
};

/** The values for a command line that ends where the cursor is, and the directive behind them. */
async function complete(line: string): Promise<string> {
  const text = await runCompletion(line.split(' '), names, manifest);
  return text
    .trimEnd()
    .split('\n')
    .map((one) => one.split('\t')[0])
    .join(' ');
}

describe('settings', () => {
  it.each([
    ['config set ', 'cni deep kubernetes-version label layout memory profile :4'],
    ['config get la', 'label layout :4'],
    ['config set layout ', 'one two :4'],
    ['config set deep ', 'true false :4'],
    ['config set profile d', 'dev demo :4'],
    ['config set layout one ', ':4'],
    ['config get layout ', ':4'],
    ['config set nonsense ', ':4'],
  ])('%s', async (line, candidates) => {
    expect(await complete(line)).toBe(candidates);
  });
});

describe('commands', () => {
  it('are offered with what they do, hidden ones and parts of names apart', async () => {
    expect(await complete('')).toBe('completion config cp each list node profile start stop :4');
    expect(await runCompletion(['sto'], names, manifest)).toBe('stop\tStop a cluster\n:4\n');
  });

  it.each([
    ['st', 'start stop :4'],
    ['node ', 'delete list :4'],
    ['node l', 'list :4'],
    ['nothing ', ':4'],
    ['inner ', ':4'],
  ])('after "%s" are %s', async (line, expected) => {
    expect(await complete(line)).toBe(expected);
  });
});

describe('flags', () => {
  it.each([
    ['start --', '--cni --config --deep --help --kubernetes-version --label --layout --memory --no-deep --profile :4'],
    ['start --deep --', '--cni --config --help --kubernetes-version --label --layout --memory --profile :4'],
    ['start -d --no', ':4'],
    ['start --label a --lab', '--label :4'],
    ['start --l', '--label --layout :4'],
    ['start x --l', '--label --layout :4'],
    ['--h', '--help :4'],
    ['stop -- --', ':4'],
  ])('after "%s" are %s', async (line, expected) => {
    expect(await complete(line)).toBe(expected);
  });
});

describe('values', () => {
  it.each([
    ['start --layout ', 'one two :4'],
    ['start -l t', 'two :4'],
    ['start --layout=', '--layout=one --layout=two :4'],
    ['start --layout=o', '--layout=one :4'],
    ['start -p d', 'dev demo :4'],
    ['start --profile=d', '--profile=dev --profile=demo :4'],
    ['start --label ', ':4'],
    ['start --config ', ':0'],
    ['start --cni ', 'default none :0'],
    ['start --memory ', ':4'],
    ['start --nonsense=', ':4'],
    ['start --kubernetes-version v1.3', 'v1.37.2 v1.36.3 :4'],
  ])('after "%s" are %s', async (line, expected) => {
    expect(await complete(line)).toBe(expected);
  });
});

describe('arguments', () => {
  it.each([
    ['completion ', 'bash zsh :4'],
    ['completion bash ', ':4'],
    ['profile ', 'list dev demo flotilla :4'],
    ['node delete ', 'active-control-plane active-worker :4'],
    ['node delete -p dev ', 'dev-control-plane dev-worker :4'],
    ['node delete --profile=dev dev-w', 'dev-worker :4'],
    ['node delete -pdev dev-w', 'dev-worker :4'],
    ['node delete -- ', 'active-control-plane active-worker :4'],
    ['cp ', ':0'],
    ['cp a ', ':4'],
    ['each a b ', ':0'],
  ])('after "%s" are %s', async (line, expected) => {
    expect(await complete(line)).toBe(expected);
  });

  it('are none where the engine does not answer', async () => {
    const silent: NameSource = {
      profiles: () => Promise.reject(new Error('no engine')),
      nodes: () => Promise.reject(new Error('no engine')),
    };
    expect(await runCompletion(['start', '-p', ''], silent, manifest)).toBe(':4\n');
  });
});
