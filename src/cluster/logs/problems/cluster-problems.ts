import type {KnownProblem} from './known-problem.ts';

/** What goes wrong between the parts of a cluster. */
export const clusterProblems: readonly KnownProblem[] = [
  {
    id: 'certificate-expired',
    pattern: /certificate has expired or is not yet valid|x509: certificate (has expired|is not yet valid)|token used before issued/i,
    means: 'A certificate or token is not valid at this time: it has expired, or the clocks differ, as after a laptop slept.',
    remedy: ['flotilla start -p NAME renews certificates', 'flotilla doctor compares the clocks'],
  },
  {
    id: 'certificate-unknown',
    pattern: /x509: certificate signed by unknown authority|tls: failed to verify certificate/i,
    means: 'A server shows a certificate of an authority that the node does not trust; a proxy that opens TLS does that.',
    remedy: ["add the authority's certificate to the nodes, or load the image from this machine"],
  },
  {
    id: 'port-in-use',
    pattern: /bind: address already in use|port is already allocated|listen tcp\S* \S+: bind:/i,
    means: 'Another program has the port.',
    remedy: ["ss -ltnp 'sport = :PORT' shows which, on the host or on the node"],
  },
  {
    id: 'no-route',
    pattern: /dial tcp \S+:(6443|2379|2380): connect: (no route to host|network is unreachable)/i,
    means: 'A node cannot reach the API server or etcd of another: its network is gone or its address has changed.',
    remedy: ['flotilla start -p NAME'],
  },
  {
    id: 'image-pull',
    pattern: /\b(ImagePullBackOff|ErrImagePull|ErrImageNeverPull|InvalidImageName)\b|failed to pull (and unpack )?image/i,
    means: 'The image does not exist under that name, or the node cannot reach its registry.',
    remedy: ['kubectl describe pod NAME shows the name and the answer', 'flotilla image load IMAGE -p NAME brings one from this machine'],
  },
  {
    id: 'registry-limit',
    pattern: /toomanyrequests|429 Too Many Requests.*(registry|manifests)|pull rate limit/i,
    means: 'The registry refuses more downloads for now.',
    remedy: ['wait, log in, or use a mirror'],
  },
  {
    id: 'crash-loop',
    pattern: /\bCrashLoopBackOff\b|[Bb]ack-off \S+ restarting failed container/,
    means: 'A container ends again and again; the reason is in its own log.',
    remedy: ['kubectl logs NAME --previous', 'kubectl describe pod NAME'],
  },
  {
    id: 'architecture',
    pattern: /exec format error|no match for platform in manifest/i,
    means: 'The image is for another processor architecture than the node.',
    remedy: ['build or pull it for this architecture: docker build --platform linux/amd64 or linux/arm64'],
  },
  {
    id: 'container-config',
    pattern: /\b(CreateContainerConfigError|CreateContainerError|RunContainerError)\b/,
    means: 'The container cannot be made: a ConfigMap, Secret or volume that it names is missing, or the runtime refuses it.',
    remedy: ['kubectl describe pod NAME'],
  },
  {
    id: 'unschedulable',
    // Events of the past say little: before nodes are ready no pod can be placed.
    pattern: /\bPodScheduled=False\b/,
    means: 'No node can take the pod: too little memory or processor is left, or labels and taints forbid it.',
    remedy: ['kubectl describe pod NAME', 'kubectl describe nodes'],
  },
  {
    id: 'mount-failed',
    // The kubelet waits for its caches to fill when it starts.
    pattern: /(\bFailedMount\b|MountVolume\.SetUp failed|Unable to attach or mount volumes)(?!.*failed to sync (configmap|secret) cache)/,
    means: 'A volume of a pod cannot be mounted.',
    remedy: ['kubectl describe pod NAME', 'kubectl get pv,pvc -A'],
  },
  {
    id: 'etcd-slow',
    pattern:
      /slow fdatasync|waiting for ReadIndex response took too long|etcdserver: request timed out|failed to send out heartbeat on time|apply request took too long.{0,200}"took":"(\d+\.\d+s|[5-9]\d\d\.|[5-9]\d\dms)/i,
    means: 'etcd waits for the disk, or for the processor; then the API server is slow or restarts.',
    remedy: ["move the engine's data to a faster disk, or give the host less to do"],
  },
  {
    id: 'etcd-quorum',
    pattern:
      /etcdserver: (no leader|too many learner members|mvcc: database space exceeded)|lost leader|raft.*(no leader|lost the TCP streaming)/i,
    means: 'etcd has lost its majority or its space; the API server cannot write.',
    remedy: ['flotilla start -p NAME starts the control planes that have stopped'],
  },
  {
    id: 'dns-loop',
    pattern: /plugin\/loop: Loop .* detected/,
    means: 'CoreDNS forwards to itself, because the node names a loopback resolver.',
    remedy: ['docker restart NODE, which writes its resolv.conf anew'],
  },
  {
    id: 'dns-upstream',
    pattern: /\[ERROR\] plugin\/errors: .*(i\/o timeout|connection refused|SERVFAIL)/,
    means: 'CoreDNS gets no answer from the resolver of the host, as with a VPN or a filtered network.',
    remedy: ['docker exec NODE getent hosts example.org shows whether the node can resolve names'],
  },
  {
    id: 'cni',
    pattern:
      /failed to (setup|set up) network for sandbox|cni plugin not initialized|failed to find plugin "[^"]+" in path|no IP addresses available in range set/i,
    means: 'Pods get no network: the CNI configuration or a plugin is missing, or the addresses of the node are used up.',
    remedy: ['flotilla start -p NAME writes the configuration again'],
  },
  {
    id: 'join-token',
    pattern:
      /token id "?\S+"? is invalid for this cluster or it has expired|failed to validate the identity of the API Server|could not find a JWS signature/i,
    means: 'A node wanted to join with a token that is no longer good.',
    remedy: ['flotilla start -p NAME joins it with a new one'],
  },
  {
    id: 'kubelet-config',
    pattern:
      /failed to load kubelet config file|failed to run Kubelet|failed to validate kubelet flags|unknown feature gate|unrecognized feature gate/i,
    means: 'The kubelet or another component does not accept its configuration.',
    remedy: ['flotilla delete -p NAME, then start again without the feature gate or option'],
  },
  {
    id: 'init-system',
    pattern: /Couldn't find an alternative telinit implementation|Failed to (boot|start) system.*container/i,
    means: "The node's init program is not the first process: the engine puts one of its own before it.",
    remedy: ['remove "init": true from /etc/docker/daemon.json and restart the engine'],
  },
  {
    id: 'network-vanished',
    pattern: /network \S+ not found|failed to set up container networking.*network/i,
    means: 'The network of the cluster was removed.',
    remedy: ['flotilla start -p NAME makes it again'],
  },
];
