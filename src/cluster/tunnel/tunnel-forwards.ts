import type {Duplex} from 'node:stream';
import {type Forward, openForward} from '../../network/forwarding/open-forward.ts';
import type {TunnelService} from './tunnel-state.ts';

/** A port of a Service that a port of this machine leads to. */
export interface ForwardedPort {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
  readonly forward: Pick<Forward, 'address' | 'port' | 'insteadOf'>;
}

export interface TunnelForwardsDeps {
  /** Where ports are opened. */
  readonly bindAddress: string;
  /** A connection to a port of a Service. */
  dial(service: TunnelService, port: number): Promise<Duplex>;
  onOpen(port: ForwardedPort): void;
  onClose(port: ForwardedPort): void;
  /** A port that could not be opened, a connection that could not be led on, a protocol that cannot be. */
  onTrouble(sentence: string): void;
}

/** Ports of this machine that lead to Services of type LoadBalancer, for as long as those are there. */
export class TunnelForwards implements AsyncDisposable {
  readonly #deps: TunnelForwardsDeps;
  readonly #open = new Map<string, {readonly forward: Forward; readonly port: ForwardedPort}>();
  readonly #services = new Map<string, TunnelService>();
  readonly #told = new Set<string>();
  #work: Promise<void> = Promise.resolve();

  constructor(deps: TunnelForwardsDeps) {
    this.#deps = deps;
  }

  /** Opens ports for what is new and closes those of what has gone, after what was asked for before. */
  follow(services: readonly TunnelService[]): Promise<void> {
    this.#work = this.#work.then(() => this.#reconcile(services));
    return this.#work;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.follow([]);
  }

  async #reconcile(services: readonly TunnelService[]): Promise<void> {
    const wanted = this.#wanted(services);
    for (const [key, {forward, port}] of this.#open) {
      if (wanted.has(key)) continue;
      this.#open.delete(key);
      await forward[Symbol.asyncDispose]();
      this.#deps.onClose(port);
    }
    // One after the other, so that the same ports are chosen each time.
    for (const [key, {service, port}] of wanted) {
      this.#services.set(key, service);
      if (!this.#open.has(key)) await this.#openOne(key, service, port);
    }
  }

  /** Ports that shall be open, by what they are called in messages. */
  #wanted(services: readonly TunnelService[]): Map<string, {readonly service: TunnelService; readonly port: number}> {
    const all = services.flatMap((service) => (service.addresses.length === 0 ? [] : service.ports.map((port) => ({...port, service}))));
    for (const {service, port, protocol} of all)
      if (protocol !== 'TCP')
        this.#tellOnce(
          `${keyOf(service, port)}/${protocol} is not forwarded to this machine: only TCP can be. It answers in the cluster and on the machine of the engine.`,
        );
    return new Map(all.filter(({protocol}) => protocol === 'TCP').map(({service, port}) => [keyOf(service, port), {service, port}]));
  }

  async #openOne(key: string, {namespace, name}: TunnelService, port: number): Promise<void> {
    const {bindAddress, dial, onOpen, onTrouble} = this.#deps;
    try {
      const forward = await openForward({
        address: bindAddress,
        port,
        dial: () => dial(this.#services.get(key) as TunnelService, port),
        onTrouble: (error) => onTrouble(`A connection to ${key} failed: ${messageOf(error)}`),
      });
      const opened = {namespace, name, port, forward};
      this.#open.set(key, {forward, port: opened});
      onOpen(opened);
    } catch (error) {
      this.#tellOnce(`${key} is not forwarded: ${messageOf(error)}`);
    }
  }

  #tellOnce(sentence: string): void {
    if (this.#told.has(sentence)) return;
    this.#told.add(sentence);
    this.#deps.onTrouble(sentence);
  }
}

const keyOf = ({namespace, name}: TunnelService, port: number): string => `${namespace}/${name}:${port}`;
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
