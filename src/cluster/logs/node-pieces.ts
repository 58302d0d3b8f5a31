/** One thing to collect in a node. */
export interface Piece {
  /** Title of a section, or path of a file. */
  readonly name: string;
  /** A line of shell. */
  readonly command: string;
}

export interface PieceInput {
  /** The node runs, so that its programs can be asked. */
  readonly isLive: boolean;
  /** The node's /var. */
  readonly varFolder: string;
}

/** Seconds for one piece; a program that hangs must not keep the rest from being collected. */
const patience = 20;
const kubectl = 'kubectl --kubeconfig /etc/kubernetes/admin.conf --request-timeout=5s';

function journal({isLive, varFolder}: PieceInput): string {
  return `journalctl --no-pager --quiet --no-hostname ${isLive ? '' : `-D ${varFolder}/log/journal `}-o short-iso`;
}

/** What `logs` prints of a node besides the logs of its pods: the end of each journal, and what runs. */
export function recentPieces(input: PieceInput & {readonly lines: number}): readonly Piece[] {
  const units = ['kubelet', 'containerd', 'flotilla-network', 'flotilla-dns'];
  const journals = units.map((unit): Piece => ({name: unit, command: `${journal(input)} -n ${input.lines} -u ${unit}`}));
  const status = input.isLive ? [{name: 'container status', command: 'crictl ps -a'}] : [];
  return [...status, ...journals];
}

/** Says so when the disk of a node that runs is full: then its journals may not have it. */
export const fullDiskPieces = ({isLive}: PieceInput): readonly Piece[] =>
  isLive
    ? [{name: 'disk', command: `df -P /var | awk 'NR == 2 && $5 + 0 >= 99 {print "/var is used to " $5 ": no space left on device"}'`}]
    : [];

/** What the API server says, for people; asked of the first control plane that runs. */
export const describePieces: readonly Piece[] = [{name: 'describe nodes', command: `${kubectl} describe nodes`}];

/** jq: one line per container that waits or has ended, and per pod that no node takes. */
const podStates = `.items[] | "\\(.metadata.namespace)/\\(.metadata.name)" as $pod |
  (((.status.initContainerStatuses // []) + (.status.containerStatuses // []))[] | select(.state.waiting or .lastState.terminated) |
    "\\($pod)/\\(.name): \\(.state.waiting.reason // "") \\(.state.waiting.message // ""); it last ended with \\(.lastState.terminated.reason // "nothing")"),
  ((.status.conditions // [])[] | select(.type == "PodScheduled" and .status == "False") | "\\($pod): PodScheduled=False \\(.reason // ""): \\(.message // "")")`;

/** States of pods and warnings as lines, for they are where known problems often show first. */
export const apiProblemPieces: readonly Piece[] = [
  {
    name: 'pods',
    command: `${kubectl} get pods -A -o json | jq -r '${podStates}'`,
  },
  {
    name: 'events',
    command: `${kubectl} get events -A --field-selector type=Warning -o json | jq -r '.items[] | "\\(.lastTimestamp // .eventTime // .metadata.creationTimestamp) \\(.involvedObject.namespace // "")/\\(.involvedObject.name): \\(.reason): \\(.message)"'`,
  },
];

/** The files about one node in a collection of logs. */
export function nodeFilePieces(input: PieceInput): readonly Piece[] {
  const read = journal(input);
  const stored: Piece[] = [
    {name: 'journal.log', command: read},
    {name: 'kubelet.log', command: `${read} -u kubelet`},
    {name: 'containerd.log', command: `${read} -u containerd`},
    {name: 'kubelet-config.yaml', command: `cat ${input.varFolder}/lib/kubelet/config.yaml`},
    {name: 'routes.txt', command: `cat ${input.varFolder}/lib/flotilla/routes ${input.varFolder}/lib/flotilla/network.env`},
  ];
  return input.isLive ? [...stored, ...livePieces] : stored;
}

const livePieces: readonly Piece[] = [
  {name: 'containers.txt', command: 'crictl ps -a'},
  {name: 'pods.txt', command: 'crictl pods'},
  {name: 'images.txt', command: 'crictl images'},
  {name: 'network.txt', command: 'ip addr; echo; ip route; echo; ip rule; echo; ss -tulnp'},
  {name: 'nftables.txt', command: 'nft list ruleset'},
  {name: 'dns.txt', command: 'cat /etc/hosts /etc/resolv.conf'},
  {name: 'mounts.txt', command: 'cat /proc/self/mounts'},
  {name: 'disk.txt', command: 'df -h; echo; df -i'},
  // Names only: arguments of programs may hold secrets.
  {name: 'processes.txt', command: 'ps -eo pid,ppid,stat,etime,rss,pcpu,comm'},
  {name: 'units.txt', command: 'systemctl --no-pager list-units --all; systemctl --no-pager --failed'},
  {name: 'versions.txt', command: 'date -Is; uname -a; kubelet --version; containerd --version; runc --version; cat /etc/os-release'},
];

/** What the API server says of the cluster. No Secrets, and no ConfigMaps, in which people keep what belongs in Secrets. */
export const apiFilePieces: readonly Piece[] = [
  {name: 'readyz.txt', command: `${kubectl} get --raw '/readyz?verbose'`},
  {name: 'describe-nodes.txt', command: `${kubectl} describe nodes`},
  ...Object.entries({
    'nodes.json': 'nodes',
    'pods.json': 'pods',
    'events.json': 'events',
    'workloads.json': 'deployments,replicasets,daemonsets,statefulsets,jobs,cronjobs',
    'services.json': 'services,endpointslices,ingresses,networkpolicies',
    'storage.json': 'storageclasses,persistentvolumes,persistentvolumeclaims',
    'leases.json': 'leases',
  }).map(([name, kinds]): Piece => ({name, command: `${kubectl} get ${kinds} -A -o json`})),
];

/** Quotes a text for the shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * A script that does all pieces in turn. Before each it prints a line of the mark and the piece's name; after one that failed, a line of the
 * mark, `!` and why: its exit code and the first line of its complaint. 124 says that it took too long.
 */
export function pieceScript(pieces: readonly Piece[], mark: string): string {
  const steps = pieces.map(
    ({name, command}) =>
      `printf '\\n%s %s\\n' ${mark} ${quoted(name)}\n` +
      `timeout ${patience} sh -c ${quoted(command)} 2>"$complaint" || printf '\\n%s!%s %s\\n' ${mark} $? "$(head -n 1 "$complaint")"`,
  );
  return `complaint=$(mktemp)\n${steps.join('\n')}\nrm -f "$complaint"`;
}

/** The script for logs of pods: the end of the newest file of each container. Namespaces are a pattern of the shell, such as `kube-system`. */
export function podLogScript({
  varFolder,
  lines,
  mark,
  namespaces,
}: {
  varFolder: string;
  lines: number;
  mark: string;
  namespaces: string;
}): string {
  return `
for container in ${varFolder}/log/pods/${namespaces}_*/*/; do
  newest=$(ls -t "$container" 2>/dev/null | head -n 1)
  [ -n "$newest" ] || continue
  pod=\${container#${varFolder}/log/pods/}
  printf '\\n%s %s\\n' ${mark} "pods/$pod$newest"
  case $newest in *.gz) zcat "$container$newest" ;; *) cat "$container$newest" ;; esac | tail -n ${lines}
done`;
}
