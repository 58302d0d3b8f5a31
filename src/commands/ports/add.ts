import {BaseCommand} from '../../cli/base-command.ts';
import {nodeFlag} from '../../cli/flags.ts';
import {addPorts} from '../../cluster/ports/add-ports.ts';
import {parsePorts} from '../../cluster/ports/parse-ports.ts';
import {showMapping} from '../../cluster/ports/port-proxy.ts';

export default class PortsAdd extends BaseCommand<typeof PortsAdd> {
  static override readonly summary = 'Publish ports of a node on the host, while the cluster runs.';
  static override readonly description = [
    '[ADDRESS:]HOST:NODE[/PROTOCOL], as for docker run -p; a single number is the same port on both sides, host port 0 a free one. The address is 127.0.0.1 unless told, the protocol TCP.',
    'NODE is any port in the node: a NodePort, a host port of a pod, or what a program listens on. The ports stay until they are removed, through stop, start and restarts of the host.',
  ].join('\n');
  static override readonly examples = [
    '<%= config.bin %> ports add 8080:30080',
    '<%= config.bin %> ports add 5353:30053/udp 0.0.0.0:80:30080 -n worker',
  ];
  static override readonly strict = false;
  static override readonly streamsEvents = true;
  static override readonly flags = {node: nodeFlag()};

  override async run(): Promise<void> {
    const {flags, profile, progress, signal, words} = this;
    const ports = parsePorts(words);
    const added = await addPorts({cluster: profile, node: flags.node, ports}, await this.deps().deleteDeps({progress, signal}));
    this.print({ports: added}, () => added.map(showMapping).join('\n'));
  }
}
