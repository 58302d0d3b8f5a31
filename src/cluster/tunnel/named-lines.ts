import {findName, type NameDeps} from '../services/local-names.ts';

/** What happens to a Service: its line on the screen, and the same as a document. */
interface ServiceEvent {
  readonly namespace: string;
  readonly name: string;
}

/** Writes lines about Services, each with a name that leads to its address where one resolves, in the order in which they are given. */
export class NamedLines {
  readonly #cluster: string;
  readonly #deps: NameDeps;
  readonly #print: (document: object, text: string) => void;
  #before: Promise<void> = Promise.resolve();

  constructor(cluster: string, deps: NameDeps, print: (document: object, text: string) => void) {
    this.#cluster = cluster;
    this.#deps = deps;
    this.#print = print;
  }

  /** `address`: where this machine reaches the Service, if anywhere. */
  write(event: ServiceEvent, text: string, address: string | undefined): void {
    const found = address === undefined ? undefined : this.#find(event, address);
    this.#before = this.#before.then(async () => {
      const hostName = await found;
      this.#print(hostName === undefined ? event : {...event, hostName}, hostName === undefined ? text : `${text}  ${hostName}`);
    });
  }

  /** Resolves when all is written. */
  written(): Promise<void> {
    return this.#before;
  }

  /** A name is a convenience: that none can be looked up is no reason to keep the address back. */
  async #find({namespace, name}: ServiceEvent, address: string): Promise<string | undefined> {
    return findName({namespace, name, address}, this.#cluster, this.#deps).catch(() => undefined);
  }
}
