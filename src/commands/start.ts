import {askedCluster} from '../cli/asked-cluster.ts';
import {BaseCommand} from '../cli/base-command.ts';
import {imageSourceInput} from '../cli/image-source-flags.ts';
import {minikubeFlags, minikubeNotes} from '../cli/minikube-flags.ts';
import {dryRunDocument, dryRunText} from '../cli/render/dry-run-document.ts';
import {startedDocument, startedText} from '../cli/render/started-text.ts';
import {startFlags} from '../cli/start-flags.ts';
import type {HostSize} from '../cluster/presets/scale-to-host.ts';
import {dryRun} from '../cluster/start/dry-run.ts';
import {parseWaitFor} from '../cluster/start/parse-wait-for.ts';
import {startCluster} from '../cluster/start/start-cluster.ts';
import {isAppError} from '../errors/app-error.ts';
import type {Sample} from '../images/samples/sample-schema.ts';

export default class Start extends BaseCommand<typeof Start> {
  static override readonly summary = 'Create a cluster, or start one that exists.';
  static override readonly description =
    'Run it again at any time: what is missing is created, what is stopped is started, what an interruption left half done is finished.';
  static override readonly examples = [
    '<%= config.bin %> start',
    '<%= config.bin %> start -n 3 --cpus 2 --memory 2g',
    '<%= config.bin %> start -p next --kubernetes-version v1.36.3',
    '<%= config.bin %> start --config cluster.yaml',
    '<%= config.bin %> start --addons metrics-server,node-exporter',
    '<%= config.bin %> start --preset zookeeper',
    '<%= config.bin %> start --config kind.yaml --dry-run -o json',
    'DOCKER_HOST=ssh://me@box <%= config.bin %> start -n 3',
    '<%= config.bin %> start -p dual --ip-family dual --network-policy',
    '<%= config.bin %> start -p calico --cni calico.yaml --pod-cidr 192.168.0.0/16',
  ];
  static override readonly streamsEvents = true;
  static override readonly flags = {...startFlags, ...minikubeFlags};
  static override readonly interruptedHints = ['flotilla start goes on where this ended', 'flotilla delete removes what was made'];

  override async run(): Promise<void> {
    const {progress, signal, profile, flagsGiven: given} = this;
    const asked = await askedCluster({
      flags: this.flags,
      given,
      profile,
      configDir: this.config.configDir,
      env: process.env,
      host: () => this.hostSize(),
    });
    const {spec, explicit, sources, flags, preset} = asked;
    for (const warning of asked.warnings) progress.warn(warning);
    for (const note of [...minikubeNotes(this.flags), ...(preset?.scaled ?? [])]) progress.note(note);
    const wait = parseWaitFor(flags.wait);
    // Loaded only when asked for: a start without addons shall not pay for them.
    const start = spec.addons.length > 0 ? await import('../addons/start-addons.ts') : undefined;
    const addons = (await start?.addonsToStart(spec.addons)) ?? [];
    const samples = preset?.samples.length ? await (await import('../images/samples/read-samples.ts')).chosenSamples(preset.samples) : [];
    if (flags['dry-run']) {
      const result = await dryRun(spec, explicit, {engine: () => this.deps().engine(), progress, signal, given});
      this.print(dryRunDocument(result, sources, preset), () => dryRunText(result, sources, preset));
      return;
    }
    const cluster = await startCluster(
      {
        spec,
        explicit,
        given,
        wait,
        waitTimeoutMs: flags['wait-timeout'],
        imageSource: imageSourceInput(flags),
        keepContext: flags['keep-context'],
        apparmor: flags.apparmor,
      },
      await this.deps().startDeps({progress, signal}),
    );
    const request = {cluster: cluster.name, addons, waitMs: wait.length === 0 ? 0 : flags['wait-timeout']};
    const plans = await start?.startAddons(request, await this.deps().addonDeps({progress, signal}));
    if (preset?.storageClass === 'shared') await this.shareVolumes(cluster.name);
    const loaded = samples.length > 0 ? await this.load(cluster.name, samples) : [];
    const enabled = plans?.map(({addon}) => addon.name) ?? [];
    // Since the program was started: what somebody waits for.
    const started = {cluster, addons: enabled, preset, samples: loaded, keepContext: flags['keep-context'], took: performance.now()};
    this.print(startedDocument(started), () => startedText(started));
  }

  /** Without an engine a dry run shows the preset as it is written. */
  private async hostSize(): Promise<HostSize | undefined> {
    try {
      const {cpus, memoryBytes} = await (await this.deps().engine()).info({signal: this.signal});
      return {cpus, memoryMiB: Math.floor(memoryBytes / 1024 ** 2)};
    } catch (error) {
      if (this.flags['dry-run'] && isAppError(error, 'E_ENGINE_UNAVAILABLE', 'E_ENGINE_PERMISSION')) return undefined;
      throw error;
    }
  }

  private async shareVolumes(cluster: string): Promise<void> {
    const {progress, signal} = this;
    const {shareVolumes} = await import('../cluster/presets/share-volumes.ts');
    await shareVolumes(cluster, await this.deps().addonDeps({progress, signal}));
  }

  private async load(cluster: string, samples: readonly Sample[]): Promise<readonly string[]> {
    const {progress, signal} = this;
    const {loadSamples} = await import('../cluster/presets/load-samples.ts');
    return loadSamples(cluster, samples, await this.deps().imageDeps({progress, signal}));
  }
}
