import {expect, test} from 'vitest';
import {NamedLines} from '../../../../src/cluster/tunnel/named-lines.ts';
import {silentProgress} from '../../../../src/progress/silent-progress.ts';

/** Lines written of a machine with this hosts file, where these names lead to 127.0.0.1 by themselves. */
async function linesOf(hostsText: string | Error, ...events: readonly [name: string, address: string | undefined][]) {
  const printed: [document: object, text: string][] = [];
  const lines = new NamedLines(
    'dev',
    {
      progress: silentProgress,
      hosts: {
        path: '/etc/hosts',
        read: async () => {
          if (hostsText instanceof Error) throw hostsText;
          return hostsText;
        },
        write: async () => false,
      },
      resolvesTo: async (name, address) => address === '127.0.0.1' && name === 'web.default.dev.localhost',
    },
    (document, text) => printed.push([document, text]),
  );
  for (const [name, address] of events) lines.write({namespace: 'default', name}, `${name} line`, address);
  await lines.written();
  return printed;
}

test('a line has the name of the hosts file that leads to the address', async () => {
  const hosts = '172.30.2.1 web.default.dev.internal # flotilla:dev\n';
  expect(await linesOf(hosts, ['web', '172.30.2.1'], ['web', '172.30.2.9'])).toEqual([
    [{namespace: 'default', name: 'web', hostName: 'web.default.dev.internal'}, 'web line  web.default.dev.internal'],
    [{namespace: 'default', name: 'web'}, 'web line'],
  ]);
});

test('a line of a port of this machine has the name that the system resolves by itself', async () => {
  expect((await linesOf('', ['web', '127.0.0.1'], ['api', '127.0.0.1'], ['web', undefined])).map(([, text]) => text)).toEqual([
    'web line  web.default.dev.localhost',
    'api line',
    'web line',
  ]);
});

test('a hosts file that cannot be read keeps no line back', async () => {
  expect(await linesOf(new Error('EIO'), ['web', '172.30.2.1'])).toEqual([[{namespace: 'default', name: 'web'}, 'web line']]);
});
