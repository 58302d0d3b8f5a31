import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {createDockerEngine} from '../../src/engine/docker/create-docker-engine.ts';
import {runCli} from '../cluster/support/run-cli.ts';
import {until} from '../cluster/support/until.ts';

const folder = mkdtempSync(join(tmpdir(), 't-podman-'));
const url = `unix://${join(folder, 'podman.sock')}`;
const places = ['--root', join(folder, 'root'), '--runroot', join(folder, 'run')];
let service: ReturnType<typeof startService>;

const startService = () => execa('podman', [...places, 'system', 'service', '--time=0', url], {reject: false, stdio: 'ignore'});

beforeAll(async () => {
  service = startService();
  const ping = ['-fs', '--unix-socket', join(folder, 'podman.sock'), 'http://localhost/_ping'];
  await until('podman', async () => (await execa('curl', ping, {reject: false})).stdout === 'OK');
});
afterAll(async () => {
  service.kill('SIGTERM');
  await service;
  await execa('umount', [join(folder, 'root/overlay')], {reject: false});
  rmSync(folder, {recursive: true, force: true});
});

it('Podman is told from Docker behind the same API, and refused with the reason', async () => {
  await expect(createDockerEngine({url, origin: 'the usual socket of Podman', isLocal: true})).rejects.toMatchObject({
    id: 'E_ENGINE_UNSUPPORTED',
    message: expect.stringMatching(/is Podman \d+\.\d+\.\d+, which cannot run nodes: it gives a container no fixed address/),
  });
});

it.each(['start', 'status', 'node-image build'])('%s does nothing with it', async (command) => {
  const {exitCode, stderr} = await runCli(command.split(' '), {env: {DOCKER_HOST: url}});
  expect({exitCode, stderr}).toEqual({exitCode: 56, stderr: expect.stringContaining('(from DOCKER_HOST) is Podman')});
  expect((await execa('podman', [...places, 'images', '-q'])).stdout).toBe('');
});

it('doctor names it', async () => {
  const {stdout, exitCode} = await runCli(['doctor'], {env: {DOCKER_HOST: url}});
  expect({exitCode, stdout}).toEqual({exitCode: expect.any(Number), stdout: expect.stringContaining('is Podman')});
  expect(exitCode).not.toBe(0);
});
