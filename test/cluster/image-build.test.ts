import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {setTimeout as delay} from 'node:timers/promises';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {findPaths} from '../../src/cluster/state/paths.ts';
import {builderLabel} from '../../src/images/node-image/bake-image.ts';
import {docker, dockerLines} from './support/docker.ts';
import {spawnCli} from './support/run-cli.ts';

const image = 'flotilla/node:kill-test';
const build = ['node-image', 'build', '--image-source', 'go', '--image', image, '-o', 'json'] as const;

const removeImage = () => docker(['rmi', '-f', image]).catch(() => '');
beforeAll(removeImage);
afterAll(removeImage);

interface BuildEvent {
  readonly type: string;
  readonly name?: string;
  readonly status?: string;
  readonly text?: string;
  readonly message?: string;
}

/** Builds, and kills the command with `kill -9` so many milliseconds after the first event that is meant. */
async function killAfter(isMeant: (event: BuildEvent) => boolean, milliseconds: number): Promise<void> {
  const cli = spawnCli(build);
  createInterface({input: cli.stdout}).on('line', async (line) => {
    if (!isMeant(JSON.parse(line) as BuildEvent)) return;
    await delay(milliseconds);
    cli.kill('SIGKILL');
  });
  const {signal, stderr} = await cli;
  expect(signal, stderr).toBe('SIGKILL');
}

/** What builds leave behind when nobody clears up: containers, images without their container images, half-made files. */
async function leftovers(): Promise<string[]> {
  const {cache} = findPaths();
  return [
    // Nodes inherit the label from their image, which was committed from such a container.
    ...(await dockerLines('ps', '-a', '--filter', `label=${builderLabel}`, '--format', '{{.Names}}')).filter((name) =>
      name.startsWith('flotilla-image-builder-'),
    ),
    ...(await dockerLines('images', 'flotilla/node-plain', '--format', '{{.Repository}}:{{.Tag}}')),
    ...['binaries', 'debian', 'images'].flatMap((folder) => readdirSync(join(cache, folder)).filter((name) => name.includes('.partial-'))),
  ];
}

it('after builds that were killed, two at once make one image and leave nothing behind', async () => {
  await killAfter(({name, status}) => name === 'Building the node image' && status === 'started', 1000);
  await killAfter(({text}) => text?.startsWith('unpacking kube-apiserver') === true, 200);
  expect(await leftovers()).not.toEqual([]);

  const notes: string[] = [];
  const results = await Promise.all(
    [1, 2].map(async () => {
      const cli = spawnCli(build);
      const events: BuildEvent[] = [];
      createInterface({input: cli.stdout}).on('line', (line) => events.push(JSON.parse(line) as BuildEvent));
      const {exitCode, stdout, stderr} = await cli;
      expect(exitCode, `${stdout.slice(-3000)}\n${stderr}`).toBe(0);
      notes.push(...events.flatMap(({type, message}) => (type === 'note' && message !== undefined ? [message] : [])));
      return events;
    }),
  );
  const built = results.filter((events) => events.some(({name}) => name === 'Building the node image'));
  expect(built).toHaveLength(1);
  expect(notes).toContainEqual('Waiting for another flotilla command that is changing node images.');
  const ids = results.map((events) => (events.at(-1) as unknown as {readonly image: {readonly id: string}}).image.id);
  expect(new Set(ids).size).toBe(1);
  expect(await leftovers()).toEqual([]);
});
