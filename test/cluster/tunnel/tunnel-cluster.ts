import {on} from 'node:events';
import {expect} from 'vitest';
import {spawnCli} from '../support/run-cli.ts';
import {TestCluster} from '../support/test-cluster.ts';
import {until} from '../support/until.ts';

interface ServiceObject {
  readonly metadata: {readonly name: string};
  readonly spec: {readonly healthCheckNodePort?: number};
  readonly status: {readonly loadBalancer: {readonly ingress?: readonly {readonly ip: string}[]}};
}

interface TunnelStatus {
  readonly state: string;
  readonly until?: string;
  readonly memoryBytes?: number;
  readonly services: readonly {
    readonly name: string;
    readonly addresses: readonly string[];
    readonly nodes: readonly string[];
    readonly problem?: string;
  }[];
}

/** A cluster with a tunnel. */
export class TunnelCluster extends TestCluster {
  async tunnelStatus(): Promise<TunnelStatus> {
    const {stdout, stderr, exitCode} = await this.cli('tunnel status', '-o', 'json');
    expect(exitCode, stderr).toBe(0);
    return JSON.parse(stdout) as TunnelStatus;
  }

  /** What the tunnel says of a Service. */
  async shown(name: string): Promise<TunnelStatus['services'][number] | undefined> {
    return (await this.tunnelStatus()).services.find((service) => service.name === name);
  }

  async service(name: string, namespace = 'default'): Promise<ServiceObject> {
    return this.get<ServiceObject>('service', name, '-n', namespace);
  }

  async addresses(name: string, namespace = 'default'): Promise<string[]> {
    return ((await this.service(name, namespace)).status.loadBalancer.ingress ?? []).map(({ip}) => ip);
  }

  /** The addresses of a Service, as soon as it has some. */
  async awaitAddresses(name: string, namespace = 'default'): Promise<string[]> {
    let found: string[] = [];
    await until(`an address of ${name}`, async () => {
      found = await this.addresses(name, namespace);
      return found.length > 0;
    });
    return found;
  }

  /** Makes a Service and gives its first address in the moment in which that comes into its status. */
  async firstAddress(name: string, service: object): Promise<string> {
    const shown = ['-o', 'jsonpath={.status.loadBalancer.ingress[0].ip}{"\\n"}'];
    const only = ['--field-selector', `metadata.name=${name}`];
    const watch = spawnCli(['kubectl', '-p', this.profile, '--', 'get', 'services', '--watch', ...only, ...shown], this);
    // From now on, lest one is missed; leaving a loop over the process itself would wait for its end.
    const seen = on(watch.stdout, 'data', {close: ['end']});
    try {
      await this.apply([service]);
      for await (const [chunk] of seen as AsyncIterable<[Buffer]>) {
        const address = chunk.toString().trim();
        if (address !== '') return address;
      }
      throw new Error(`${name} has no address.`);
    } finally {
      watch.kill();
      await watch;
    }
  }

  /** The node that the first address of a Service leads to. */
  async nodeOf(name: string): Promise<string> {
    return (await this.shown(name))?.nodes[0] ?? '';
  }
}
