import {Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {findBrowser, openInBrowser} from '../../cli/browser.ts';
import {durationFlag} from '../../cli/flags.ts';
import {renderTable} from '../../cli/render/table.ts';
import {allServices, findServices, isOwn} from '../../cluster/services/find-services.ts';
import {forwardNotes} from '../../cluster/services/forward-notes.ts';
import {writeNames} from '../../cluster/services/local-names.ts';
import {namedService, nameNotes} from '../../cluster/services/name-notes.ts';
import {type ReachedService, type ReachOptions, reachServices} from '../../cluster/services/reach-service.ts';
import {documentOf, type ServiceDocument, serviceColumns, serviceRows} from '../../cluster/services/service-document.ts';
import {checkUrlFormat, defaultUrlFormat} from '../../cluster/services/service-urls.ts';
import {openServiceView, type ServiceView} from '../../cluster/services/service-view.ts';
import {AppError, isAppError} from '../../errors/app-error.ts';
import type {Service} from '../../kube/service-types.ts';

export default class ServiceIndex extends BaseCommand<typeof ServiceIndex> {
  static override readonly summary = 'Open a Service in the browser, or print its URLs.';
  static override readonly description = [
    'A Service of type NodePort or LoadBalancer is reached at a node of the cluster. One that is inside the cluster only, and any where this machine does not reach the nodes, is reached through a port of this machine, as long as the command runs.',
    'It waits until somebody answers for the Service, and says why when nobody does.',
  ].join('\n');
  static override readonly examples = [
    '<%= config.bin %> service web',
    'curl $(<%= config.bin %> service web --url)',
    '<%= config.bin %> service web api -n shop --url --wait 2m',
    "<%= config.bin %> service redis --url --format '{{.IP}} {{.Port}}'",
    '<%= config.bin %> service web --bind-address 0.0.0.0',
    'sudo -E <%= config.bin %> service web --url --hosts',
  ];
  static override readonly strict = false;
  static override readonly flags = {
    namespace: Flags.string({
      char: 'n',
      default: 'default',
      env: 'FLOTILLA_NAMESPACE',
      helpValue: 'NAME',
      summary: 'Namespace of the Service.',
    }),
    url: Flags.boolean({env: 'FLOTILLA_URL', summary: 'Print the URLs, one for each port, and open no browser.'}),
    https: Flags.boolean({env: 'FLOTILLA_HTTPS', summary: 'Give URLs with https instead of http.'}),
    format: Flags.string({
      default: defaultUrlFormat,
      env: 'FLOTILLA_FORMAT',
      helpValue: 'TEMPLATE',
      summary: 'Go template of a URL, with the fields {{.IP}}, {{.Port}} and {{.Name}}.',
    }),
    wait: durationFlag({
      env: 'FLOTILLA_WAIT',
      summary: 'Longest time to wait for somebody who answers. Unless told: 30s while pods are being started, else 2s.',
    }),
    interval: durationFlag({env: 'FLOTILLA_INTERVAL', helpValue: '1s', summary: 'How often the reason is looked for while waiting.'}),
    all: Flags.boolean({env: 'FLOTILLA_ALL', summary: 'All Services of the namespace.'}),
    hosts: Flags.boolean({
      env: 'FLOTILLA_HOSTS',
      summary: 'Give the Service a name in /etc/hosts, NAME.NAMESPACE.PROFILE.internal, which `delete` takes out again.',
    }),
    'bind-address': Flags.string({
      env: 'FLOTILLA_BIND_ADDRESS',
      helpValue: 'ADDRESS',
      summary: 'Reach the Service through ports of this address of this machine, such as 127.0.0.1; 0.0.0.0 is all of them.',
    }),
  };

  override async run(): Promise<void> {
    const {progress, signal} = this;
    const {localPorts, ...options} = this.options();
    await using view = await openServiceView(this.profile, {localPorts}, await this.deps().serviceDeps({progress, signal}));
    const {reached, failures} = await reachServices(await this.services(view), options, view);
    await using stack = new AsyncDisposableStack();
    for (const one of reached) stack.use(one);
    if (reached.length === 0 && failures.length > 0) throw failures[0];
    await this.show(reached, view);
    for (const failure of failures) this.tell(failure);
    if (reached.some(isForwarded)) await ended(signal);
  }

  /** What the flags ask for. */
  private options(): ReachOptions & {readonly localPorts: boolean} {
    const {all, format, interval = 1000, wait, 'bind-address': address} = this.flags;
    if ((this.words.length === 0) === !all) {
      throw new AppError('E_USAGE', 'You must specify service name(s) or --all.', {
        hints: ['flotilla service list', 'flotilla service NAME --url'],
      });
    }
    checkUrlFormat(format);
    return {
      intervalMs: interval,
      localPorts: address !== undefined,
      ...(wait === undefined ? {} : {waitMs: wait}),
      ...(address === undefined ? {} : {bindAddress: address === '*' ? '0.0.0.0' : address}),
    };
  }

  private async services(view: ServiceView): Promise<readonly Service[]> {
    const {all, namespace} = this.flags;
    return all ? (await allServices(namespace, view)).filter(isOwn) : findServices(namespace, this.words, view);
  }

  private async show(reached: readonly ReachedService[], view: ServiceView): Promise<void> {
    const {format, hosts, https, url} = this.flags;
    if (hosts) await writeNames(reached.flatMap(namedService), view.cluster, view.names);
    const documents = reached.map((one) => documentOf(one, {format, https}));
    this.print(documents, () =>
      url ? documents.flatMap(({URLs}) => URLs).join('\n') : renderTable(serviceColumns, serviceRows(documents)),
    );
    for (const note of [...(await forwardNotes(reached, view)), ...(await nameNotes(reached, {format, https}, view))])
      this.progress.note(note);
    if (!url && !this.json) await this.open(documents);
  }

  private async open(documents: readonly ServiceDocument[]): Promise<void> {
    const browser = findBrowser(process.env);
    for (const {Namespace, Name, URLs} of documents) {
      for (const url of URLs.filter((one) => /^https?:/.test(one))) {
        if (browser && (await openInBrowser(url, browser)))
          this.progress.note(`Opening service ${Namespace}/${Name} in default browser...`);
        else this.progress.note(`There is no browser here; open ${url}`);
      }
    }
  }

  /** One of several Services is not reached: the others are, so it is no reason to fail before they were shown. */
  private tell(failure: unknown): void {
    if (!isAppError(failure)) throw failure;
    this.progress.warn(failure.message);
    process.exitCode = failure.exitCode;
  }
}

const isForwarded = ({ports}: ReachedService): boolean => ports.some(({forward}) => forward);

/** Waits until the user has had enough. */
function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), {once: true});
  });
}
