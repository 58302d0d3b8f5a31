import {describe, expect, it} from 'vitest';
import {apiServerUrl} from '../../../../src/cluster/plan/api-server-url.ts';
import type {DecidedSpec} from '../../../../src/cluster/plan/cluster-plan.ts';
import {publishedAddress, remoteNote} from '../../../../src/cluster/remote/publish-address.ts';
import {readSpec} from '../../../../src/cluster/spec/read-spec.ts';

const sshHost = async (url: string) => `real-name-of-${new URL(url).hostname}`;
const subnet = 'fd00::/112,172.30.0.0/22';
const publish = (url: string, apiServerAddress?: string, inContainer = false) =>
  publishedAddress(
    {...readSpec({flags: {apiServerAddress}}), subnet},
    {url, origin: 'a test', isLocal: url.startsWith('unix:'), ...(inContainer ? {ownContainer: {id: 'c', socket: '/s'}} : {})},
    sshHost,
  );

describe('the API server is published', () => {
  it.each([
    ['unix:///run/docker.sock', undefined, {address: '127.0.0.1'}],
    ['unix:///run/docker.sock', '0.0.0.0', {address: '0.0.0.0'}],
    ['tcp://box.example:2376', undefined, {address: '0.0.0.0', host: 'box.example'}],
    ['tcp://[fd00::5]:2376', undefined, {address: '0.0.0.0', host: 'fd00::5'}],
    ['tcp://10.0.0.5:2376', '10.0.0.7', {address: '10.0.0.7'}],
    ['ssh://me@box', undefined, {address: '127.0.0.1'}],
    ['ssh://me@box:2222', '0.0.0.0', {address: '0.0.0.0', host: 'real-name-of-box'}],
    ['ssh://me@box', '10.0.0.7', {address: '10.0.0.7'}],
  ])('by %s with --apiserver-address %s', async (url, flag, expected) => {
    expect(await publish(url, flag)).toEqual(expected);
  });

  it.each([
    [undefined, {address: '172.30.0.1'}],
    ['0.0.0.0', {address: '0.0.0.0', host: '172.30.0.1'}],
    ['10.0.0.7', {address: '10.0.0.7'}],
  ])('from a container beside the nodes with --apiserver-address %s', async (flag, expected) => {
    expect(await publish('unix:///run/docker.sock', flag, true)).toEqual(expected);
  });
});

it.each([
  [{address: '127.0.0.1', port: 1}, 'https://127.0.0.1:1'],
  [{address: '0.0.0.0', port: 1}, 'https://127.0.0.1:1'],
  [{address: '0.0.0.0', port: 1, host: 'box'}, 'https://box:1'],
  [{address: '0.0.0.0', port: 1, host: 'fd00::5'}, 'https://[fd00::5]:1'],
])('the URL of %j', (apiServer, url) => {
  expect(apiServerUrl({apiServer} as DecidedSpec)).toBe(url);
});

describe('the note of a start', () => {
  const note = (url: string, address: string) => remoteNote({apiServer: {address, port: 16_443}}, {url, origin: 'a test', isLocal: false});
  it('is none of a local engine', () => expect(note('unix:///x', '127.0.0.1')).toBeUndefined());
  it('says how kubectl gets there', () => {
    expect(note('ssh://me@box:2222', '127.0.0.1')).toContain('ssh -N -L 16443:127.0.0.1:16443 -p 2222 me@box');
    expect(note('ssh://box', '127.0.0.1')).toContain('ssh -N -L 16443:127.0.0.1:16443 box');
  });
  it('is, in a container beside the nodes, that of a cluster which is published on 127.0.0.1', () => {
    const endpoint = {url: 'unix:///x', origin: 'a test', isLocal: false, ownContainer: {id: 'c', socket: '/s'}};
    expect(remoteNote({apiServer: {address: '127.0.0.1', port: 1}}, endpoint)).toContain('`flotilla kubectl` reaches the cluster');
    expect(remoteNote({apiServer: {address: '172.30.0.1', port: 1}}, endpoint)).toBeUndefined();
  });
  it('says where the API server can be reached', () => expect(note('tcp://box:2376', '0.0.0.0')).toContain('port 16443 of all addresses'));
});
