import {describe, expect, it} from 'vitest';
import type {ContainerDetails, Engine} from '../../../src/engine/engine.ts';
import type {EngineEndpoint} from '../../../src/engine/engine-endpoint.ts';
import {withOwnContainer} from '../../../src/engine/own-container.ts';

const id = '0123456789abcdef'.repeat(4);
const endpoint: EngineEndpoint = {url: 'unix:///var/run/docker.sock', origin: 'a test', isLocal: true};
const mountinfo = `612 590 254:1 /var/lib/docker/containers/${id}/resolv.conf /etc/resolv.conf rw - ext4 /dev/vda rw
613 590 254:1 /var/lib/docker/containers/${id}/hostname /etc/hostname rw - ext4 /dev/vda rw
`;
const socket = {type: 'bind', source: '/run/user/7/docker.sock', target: '/var/run/docker.sock'};

/** What becomes of the endpoint in a place with this mountinfo, and an engine with this container. */
async function seen(text: string | undefined, container?: Partial<ContainerDetails>, of: EngineEndpoint = endpoint) {
  const asked: string[] = [];
  const inspect = async (name: string) => {
    asked.push(name);
    return container && ({id, networkMode: 'bridge', mounts: [socket], ...container} as ContainerDetails);
  };
  const engine = {endpoint: of, containers: {inspect}} as unknown as Engine;
  return {asked, endpoint: await withOwnContainer(engine, {readText: () => text}, {signal: new AbortController().signal})};
}

describe('the endpoint', () => {
  it('is as it was outside of containers, and the engine is not asked', async () => {
    expect(await seen('613 590 254:1 / / rw - ext4 /dev/vda rw\n')).toEqual({asked: [], endpoint});
    expect(await seen(undefined)).toEqual({asked: [], endpoint});
  });

  it('is as it was in a container of another engine', async () => {
    expect(await seen(mountinfo)).toEqual({asked: [id], endpoint});
  });

  it('is as it was in a container with the network of its machine', async () => {
    expect((await seen(mountinfo, {networkMode: 'host'})).endpoint).toBe(endpoint);
  });

  it('of another machine is not asked', async () => {
    const far = {url: 'tcp://docker:2375', origin: 'a test', isLocal: false};
    expect(await seen(mountinfo, {}, far)).toEqual({asked: [], endpoint: far});
  });

  it('knows the container and where the socket is on its machine', async () => {
    const ownContainer = {id, socket: '/run/user/7/docker.sock'};
    expect((await seen(mountinfo, {})).endpoint).toEqual({...endpoint, isLocal: false, ownContainer});
  });

  it('knows that /run and /var/run are one folder', async () => {
    const mounts = [{...socket, target: '/run/docker.sock'}];
    expect((await seen(mountinfo, {mounts})).endpoint.ownContainer?.socket).toBe('/run/user/7/docker.sock');
  });

  it('takes the container whose network is used', async () => {
    expect((await seen(mountinfo, {networkMode: 'container:abc'})).endpoint.ownContainer?.id).toBe('abc');
  });
});
