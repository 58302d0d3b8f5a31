import type {Shell} from './shell.ts';
import {tellingLines} from './telling-lines.ts';

/** Milliseconds; evidence is worth a moment, not a second hang. */
const patience = 10_000;

/** The line before each log. */
const boundary = '== log ==';

/** What a node shows when something on it did not get ready: failed units, containers that do not run, what kubelet and containers say last. */
export async function diagnoseNode(shell: Shell): Promise<readonly string[]> {
  const script = `
systemctl --failed --no-legend --plain | cut -d' ' -f1 | sed 's/^/failed unit: /'
crictl ps -a 2>/dev/null | awk 'NR > 1 && $0 !~ / Running / {print "container not running: " $0}' | cut -c1-160
for name in etcd kube-apiserver; do
  log=$(ls -t /var/log/pods/kube-system_$name-*/$name/*.log 2>/dev/null | head -n 1)
  [ -z "$log" ] || { echo '${boundary}'; tail -n 40 "$log" | cut -c1-400; }
done
echo '${boundary}'
journalctl _SYSTEMD_UNIT=kubelet.service -n 40 -o cat --no-pager | cut -c1-400`;
  const result = await shell.tryRun(['sh', '-c', script], {signal: AbortSignal.timeout(patience)}).catch(() => undefined);
  if (!result) return [`node ${shell.node} does not answer`];
  const [states = '', ...logs] = result.stdout.split(`${boundary}\n`);
  return [...states.split('\n').filter(Boolean).slice(0, 6), ...logs.flatMap(tellingLines)];
}
