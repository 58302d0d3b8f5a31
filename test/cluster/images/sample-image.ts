import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {execa} from 'execa';
import type {TestCluster} from '../support/test-cluster.ts';

/** What the lower layers leave to the upper ones: a file and a folder that go, a folder whose mode must stay. */
const dockerfile = `FROM scratch
COPY busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
RUN mkdir -p /data/old /kept && echo old > /data/old/file && echo gone > /gone && chmod 1777 /kept && head -c 2000000 /dev/zero > /big
RUN rm /gone && rm -r /data && mkdir /data && echo new > /data/new && echo kept > /kept/file
COPY note /note
CMD ["sleep", "3600"]
`;

/** Prints what a container of the sample image sees. */
export const looks = 'cat /note; ls /data; test -e /gone || echo gone; stat -c %a /kept; wc -c < /big; sleep 3600';

export const looksOf = (note: string): string => `${note}\nnew\ngone\n1777\n2000000`;

/** Writes a build context for an image of several layers, with a shell, of which only the uppermost depends on `note`. */
export async function writeContext(folder: string, note: string, cluster: TestCluster): Promise<string> {
  await mkdir(join(folder, 'ignored'), {recursive: true});
  const find = 'base64 "$(find /usr/lib/flotilla/store -path "*/fs/bin/busybox" | head -n 1)"';
  await writeFile(join(folder, 'busybox'), Buffer.from(await cluster.onNode(cluster.controlPlane, 'sh', '-c', find), 'base64'), {
    mode: 0o755,
  });
  await writeFile(join(folder, 'Dockerfile'), dockerfile);
  await writeFile(join(folder, 'note'), `${note}\n`);
  await writeFile(join(folder, '.dockerignore'), 'ignored\n');
  await writeFile(join(folder, 'ignored', 'large'), 'x'.repeat(1000));
  return folder;
}

/** Builds with the engine's own command line. */
export async function buildSample(folder: string, tag: string): Promise<void> {
  await execa('docker', ['build', '-q', '-t', tag, folder], {env: {DOCKER_BUILDKIT: '0'}});
}
