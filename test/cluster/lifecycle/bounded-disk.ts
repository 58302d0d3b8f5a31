import {docker} from '../support/docker.ts';

interface VolumeDetails {
  readonly Labels: Readonly<Record<string, string>>;
}

/** A node's volume on a file system of its own, which is small, so that it can be filled without filling the machine's disk. */
export class BoundedDisk {
  readonly #node: string;

  constructor(node: string) {
    this.#node = node;
  }

  /** Removes the node with its volume, and makes a volume of the same name and labels. */
  async replaceVolume(): Promise<void> {
    const [details] = JSON.parse(await docker(['volume', 'inspect', this.#volume])) as [VolumeDetails];
    const image = await docker(['inspect', '--format', '{{.Config.Image}}', this.#node]);
    await docker(['rm', '-f', this.#node]);
    await docker(['volume', 'rm', this.#volume]);
    const labels = Object.entries(details.Labels).map(([key, value]) => `--label=${key}=${value}`);
    const options = ['type=tmpfs', 'device=tmpfs', 'o=size=300m'].map((option) => `--opt=${option}`);
    await docker(['volume', 'create', ...labels, ...options, this.#volume]);
    // It is empty again whenever nobody has it mounted.
    await docker(['run', '-d', '--name', this.#keeper, '-v', `${this.#volume}:/volume`, '--entrypoint', 'sleep', image, 'infinity']);
  }

  fill(): Promise<string> {
    return docker(['exec', this.#node, 'sh', '-c', 'cat /dev/zero > /var/filling || true']);
  }

  free(): Promise<string> {
    return docker(['exec', this.#node, 'rm', '/var/filling']);
  }

  /** Before the cluster is deleted: a volume that somebody uses stays. */
  async close(): Promise<void> {
    await docker(['rm', '-f', this.#keeper]);
  }

  get #volume(): string {
    return `${this.#node}-var`;
  }

  get #keeper(): string {
    return `${this.#node}-keeper`;
  }
}
