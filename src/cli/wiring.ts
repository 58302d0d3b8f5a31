import type {AddonDeps} from '../addons/addon-view.ts';
import type {NodeShellDeps} from '../cluster/access/node-shell.ts';
import type {DeleteDeps} from '../cluster/delete-cluster.ts';
import type {ImageDeps} from '../cluster/images/image-deps.ts';
import type {UserKubeconfig} from '../cluster/kubeconfig/user-kubeconfig.ts';
import type {Door} from '../cluster/remote/door.ts';
import type {NameDeps} from '../cluster/services/local-names.ts';
import type {StartDeps} from '../cluster/start/start-deps.ts';
import type {Paths} from '../cluster/state/paths.ts';
import type {StatusDeps} from '../cluster/status/read-status.ts';
import type {StopDeps} from '../cluster/stop-cluster.ts';
import type {Engine} from '../engine/engine.ts';
import type {BuildNodeImageDeps} from '../images/node-image/build-node-image.ts';
import type {ApiServerAddress} from '../kube/client/https-transport.ts';
import type {KubeconfigEntry} from '../kube/kubeconfig/kubeconfig-entry.ts';
import type {InteractiveShell, Shell} from '../node/shell.ts';
import type {SshEndpoint} from '../node/ssh-endpoint.ts';
import type {Progress} from '../progress/progress.ts';

/** What belongs to one run of a command. */
export interface RunContext {
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** What commands that look at clusters need, all of them together. */
export interface ReadDeps extends RunContext, StatusDeps {
  readonly paths: Paths;
}

/** What commands about Services need. */
export interface ServiceDeps extends ReadDeps, NameDeps {
  /** A way into a cluster's network. Dispose of it. */
  door(cluster: string): Door;
}

/** What commands work with. Each part is made, and its libraries are loaded, when first asked for, and once. */
export interface Wiring {
  /** The container engine that the user's surroundings point to. @throws AppError E_ENGINE_UNAVAILABLE, E_ENGINE_PERMISSION. */
  engine(): Promise<Engine>;
  /** Runs commands inside a node, given its name, through the engine. */
  shell(node: string): Promise<Shell>;
  /** Runs commands on a machine that SSH reaches. Dispose of it. */
  sshShell(endpoint: SshEndpoint): Promise<InteractiveShell>;
  /** Folders of this user. */
  paths(): Promise<Paths>;
  nodeImageDeps(context: RunContext): Promise<BuildNodeImageDeps>;
  startDeps(context: RunContext): Promise<StartDeps>;
  deleteDeps(context: RunContext): Promise<DeleteDeps>;
  /** For commands that stop, pause and schedule. */
  lifecycleDeps(context: RunContext): Promise<StopDeps>;
  /** For commands about the images of a cluster. */
  imageDeps(context: RunContext): Promise<ImageDeps>;
  /** The user's kubeconfig files. */
  userKubeconfig(signal: AbortSignal): Promise<UserKubeconfig>;
  /** For commands that get into nodes, by exec or SSH. */
  nodeShellDeps(context: RunContext): Promise<NodeShellDeps & RunContext & {readonly engine: Engine}>;
  /** For commands that look at a cluster, its nodes and its API server, and change none of them. */
  readDeps(context: RunContext): Promise<ReadDeps>;
  /** For commands about addons. */
  addonDeps(context: RunContext): Promise<AddonDeps>;
  /** For commands that lead to Services. */
  serviceDeps(context: RunContext): Promise<ServiceDeps>;
  /** For names of Services on this machine. */
  nameDeps(context: RunContext): Promise<NameDeps>;
}

/** How long a build of another command is waited for: the longest seen took 15 minutes. */
const imageBuildMs = 45 * 60_000;

/** The only place that constructs adapters. Imports are dynamic: `version` and `--help` must load none of them. */
export function wire(): Wiring {
  const engine = once(async () => {
    const [{findEndpoint}, {createDockerEngine}, {withOwnContainer}, {thisMachine}] = await Promise.all([
      import('../engine/find-endpoint.ts'),
      import('../engine/docker/create-docker-engine.ts'),
      import('../engine/own-container.ts'),
      import('../engine/surroundings.ts'),
    ]);
    const made = await createDockerEngine(await findEndpoint());
    const endpoint = await withOwnContainer(made, thisMachine, {signal: AbortSignal.timeout(30_000)});
    if (endpoint === made.endpoint) return made;
    await made.close();
    return createDockerEngine(endpoint);
  });
  const paths = once(async () => (await import('../cluster/state/paths.ts')).findPaths());
  const userKubeconfig: Wiring['userKubeconfig'] = async (signal) =>
    (await import('../cluster/kubeconfig/user-kubeconfig.ts')).userKubeconfig(process.env, signal);
  const nodeImageDeps: Wiring['nodeImageDeps'] = async ({progress, signal}) => {
    const [{nodeCapabilities}, madeEngine, {cache}] = await Promise.all([
      import('../cluster/plan/node-capabilities.ts'),
      engine(),
      paths(),
    ]);
    const capabilities = async (probeImage: string): Promise<readonly string[]> =>
      nodeCapabilities((await madeEngine.hostFacts({signal, probeImage})).capabilities);
    const lock = async (): Promise<AsyncDisposable> => {
      const {lockImageBuild} = await import('../cluster/state/cluster-lock.ts');
      return lockImageBuild({paths: await paths(), progress, signal, timeoutMs: imageBuildMs});
    };
    return {engine: madeEngine, cacheDir: cache, progress, signal, capabilities, lock};
  };
  const readDeps: Wiring['readDeps'] = async (context) => {
    const [{ExecShell}, kubeApi, {thisVicinity}, kubeconfig, madeEngine, madePaths] = await Promise.all([
      import('../node/exec/exec-shell.ts'),
      kubeApis(await engine(), context),
      import('../cluster/status/this-vicinity.ts'),
      userKubeconfig(context.signal),
      engine(),
      paths(),
    ]);
    const shellOf = (node: string): Shell => new ExecShell(madeEngine, node);
    return {...context, engine: madeEngine, paths: madePaths, kubeconfig, vicinity: thisVicinity, shellOf, kubeApi};
  };
  const nameDeps: Wiring['nameDeps'] = async ({progress}) => {
    const [{hostsFile}, {resolvesTo}] = await Promise.all([
      import('../network/local-names/hosts-file.ts'),
      import('../network/local-names/resolves-to.ts'),
    ]);
    return {progress, hosts: hostsFile(), resolvesTo};
  };
  return {
    engine,
    paths,
    nameDeps,
    nodeImageDeps,
    userKubeconfig,
    readDeps,
    addonDeps: async (context) => {
      const [deps, {lock}] = await Promise.all([readDeps(context), nodeImageDeps(context)]);
      return {...deps, buildLock: lock};
    },
    serviceDeps: async (context) => {
      const [deps, {SshDialler}] = await Promise.all([readDeps(context), import('../node/ssh/ssh-dialler.ts')]);
      const door = (cluster: string) =>
        new SshDialler(async (signal) => {
          const [{doorEndpoint}, {temporaryKeys}] = await Promise.all([
            import('../cluster/remote/door-endpoint.ts'),
            import('../node/ssh/ssh-key.ts'),
          ]);
          return doorEndpoint(cluster, {...deps, keys: await temporaryKeys()}, {signal});
        });
      return {...deps, ...(await nameDeps(context)), door};
    },
    imageDeps: async (context) => ({...context, engine: await engine(), paths: await paths()}),
    lifecycleDeps: async (context) => {
      const [kubeconfig, madeEngine, madePaths] = await Promise.all([userKubeconfig(context.signal), engine(), paths()]);
      return {...context, engine: madeEngine, paths: madePaths, kubeconfig};
    },
    nodeShellDeps: async (context) => {
      const [{ExecShell}, {SshShell}, madeEngine, madePaths] = await Promise.all([
        import('../node/exec/exec-shell.ts'),
        import('../node/ssh/ssh-shell.ts'),
        engine(),
        paths(),
      ]);
      return {
        ...context,
        engine: madeEngine,
        paths: madePaths,
        execShell: (node) => new ExecShell(madeEngine, node),
        sshShell: (endpoint) => new SshShell(endpoint),
      };
    },
    deleteDeps: async (context) => {
      const [kubeconfig, {hostsFile}, madeEngine, madePaths] = await Promise.all([
        import('../kube/kubeconfig/update-kubeconfig.ts'),
        import('../network/local-names/hosts-file.ts'),
        engine(),
        paths(),
      ]);
      const removeKubeconfig = (name: string): Promise<boolean> =>
        kubeconfig.removeKubeconfig({name, env: process.env, signal: context.signal});
      return {...context, engine: madeEngine, paths: madePaths, removeKubeconfig, hosts: hostsFile()};
    },
    startDeps: async (context) => {
      const [{ensureNodeImage}, {useNodeImage}, {ExecShell}, kubeApi, kubeconfig, madeEngine, imageDeps, madePaths] = await Promise.all([
        import('../images/node-image/ensure-node-image.ts'),
        import('../images/node-image/use-node-image.ts'),
        import('../node/exec/exec-shell.ts'),
        kubeApis(await engine(), context),
        import('../kube/kubeconfig/update-kubeconfig.ts'),
        engine(),
        nodeImageDeps(context),
        paths(),
      ]);
      return {
        ...context,
        engine: madeEngine,
        paths: madePaths,
        shellOf: (node) => new ExecShell(madeEngine, node),
        nodeImage: ({image, kubernetesVersion}, source) =>
          image === undefined
            ? ensureNodeImage({...source, kubernetesVersion}, imageDeps)
            : useNodeImage(image, kubernetesVersion, imageDeps),
        registryImage: async () => {
          const [{ensureRegistryImage}, {goArchitectureOf}, info] = await Promise.all([
            import('../images/registry/ensure-registry-image.ts'),
            import('../cluster/images/image-deps.ts'),
            madeEngine.info(context),
          ]);
          const architecture = goArchitectureOf(info.architecture);
          return ensureRegistryImage({...context, images: madeEngine.images, cacheDir: madePaths.cache, architecture});
        },
        publicKey: async (cluster) => {
          const [{ensureSshKey}, {privateKeyPath}] = await Promise.all([
            import('../node/ssh/ssh-key.ts'),
            import('../cluster/state/paths.ts'),
          ]);
          return ensureSshKey(privateKeyPath(madePaths, cluster), `flotilla ${cluster}`);
        },
        checkKubeconfig: (name) => kubeconfig.checkKubeconfig({name, env: process.env}),
        kubeApi,
        saveKubeconfig: (entry, keepContext) => kubeconfig.mergeKubeconfig({entry, keepContext, env: process.env, signal: context.signal}),
      };
    },
    sshShell: async (endpoint) => {
      const {SshShell} = await import('../node/ssh/ssh-shell.ts');
      return new SshShell(endpoint);
    },
    shell: async (node) => {
      const {ExecShell} = await import('../node/exec/exec-shell.ts');
      return new ExecShell(await engine(), node);
    },
  };
}

/** Clients of API servers: through the engine where it is on another machine, else directly, where `connect` says if it does. */
async function kubeApis(engine: Engine, {signal}: RunContext): Promise<StatusDeps['kubeApi']> {
  const [{HttpsKubeApi}, {dialCluster}, {isRemote}] = await Promise.all([
    import('../kube/client/https-kube-api.ts'),
    import('../cluster/remote/dial-cluster.ts'),
    import('../engine/is-remote.ts'),
  ]);
  const way = (cluster: string, connect: ApiServerAddress['connect']): Pick<ApiServerAddress, 'connect' | 'dial'> => {
    if (isRemote(engine.endpoint)) return {dial: () => dialCluster(engine, cluster, {signal}, connect)};
    return connect ? {connect} : {};
  };
  return (entry, connect) => new HttpsKubeApi({...apiServerAddress(entry), ...way(entry.name, connect)});
}

function apiServerAddress({server, caData, clientCertData, clientKeyData}: KubeconfigEntry): ApiServerAddress {
  return {server, ca: caData, cert: clientCertData, key: clientKeyData};
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
