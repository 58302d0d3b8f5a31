import {Args, Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {buildOptions} from '../../cli/values/build-options.ts';
import {buildUserImage} from '../../cluster/images/build-image.ts';
import {buildSamples} from '../../cluster/images/build-samples.ts';
import {AppError} from '../../errors/app-error.ts';
import {chosenSamples, readSamples} from '../../images/samples/read-samples.ts';
import {folderContext} from '../../images/user-images/folder-context.ts';

export default class ImageBuild extends BaseCommand<typeof ImageBuild> {
  static override readonly summary = 'Build an image with the container engine and load it into all nodes.';
  static override readonly description =
    'The word is a folder with a Dockerfile, of which .dockerignore keeps files back, or - for a context from standard input, as a tar. The output of the builder goes to standard error. With --sample, images of the Kubernetes tutorials are made from Debian packages instead, which needs no registry.';
  static override readonly examples = [
    '<%= config.bin %> image build -t my-app:dev .',
    '<%= config.bin %> image build -t my-app:dev -f docker/Dockerfile --build-arg VERSION=1 .',
    'tar -c . | <%= config.bin %> image build -t my-app:dev -',
    '<%= config.bin %> image build --sample redis --sample guestbook',
  ];
  static override readonly args = {path: Args.string({description: 'Folder of the build context, or -.'})};
  static override readonly streamsEvents = true;
  static override readonly flags = {
    tag: Flags.string({char: 't', env: 'FLOTILLA_TAG', helpValue: 'NAME', summary: 'Name for the image.'}),
    sample: Flags.string({
      env: 'FLOTILLA_SAMPLE',
      helpValue: 'NAME',
      multiple: true,
      exclusive: ['tag', 'file', 'build-arg', 'build-opt', 'no-cache', 'target'],
      summary: 'Sample application to make, of those that `image samples` lists, or all; may be repeated.',
    }),
    file: Flags.string({
      char: 'f',
      env: 'FLOTILLA_FILE',
      helpValue: 'PATH',
      summary: 'Path of the Dockerfile; Dockerfile in the context unless told.',
    }),
    'build-arg': Flags.string({
      env: 'FLOTILLA_BUILD_ARG',
      helpValue: 'KEY=VALUE',
      multiple: true,
      summary: 'Build argument; may be repeated.',
    }),
    'build-opt': Flags.string({
      env: 'FLOTILLA_BUILD_OPT',
      helpValue: 'OPTION',
      multiple: true,
      summary: 'As in minikube: no-cache, target=STAGE or build-arg=KEY=VALUE; may be repeated.',
    }),
    'no-cache': Flags.boolean({env: 'FLOTILLA_NO_CACHE', summary: 'Build every step anew.'}),
    target: Flags.string({env: 'FLOTILLA_TARGET', helpValue: 'STAGE', summary: 'Stage of the Dockerfile to build.'}),
    all: Flags.boolean({
      env: 'FLOTILLA_ALL',
      summary: 'Load the image into all nodes, which is always done; for scripts made for minikube.',
    }),
  };

  override async run(): Promise<void> {
    await (this.flags.sample === undefined ? this.#build() : this.#buildSamples(this.flags.sample));
  }

  async #build(): Promise<void> {
    const {args, flags, profile: cluster, progress, signal} = this;
    const {path} = args;
    const {tag} = flags;
    if (path === undefined || tag === undefined) {
      const missing = path === undefined ? 'the folder of the build context' : 'a name for the image, --tag';
      throw new AppError('E_USAGE', `${this.config.bin} image build needs ${missing}, or --sample.`, {
        hints: ['flotilla image build -t my-app:dev .', 'flotilla image samples'],
      });
    }
    if (/^(?:https?|git):\/\//.test(path)) {
      throw new AppError('E_USAGE', 'A build context is a folder or -, not an address.', {hints: [`git clone ${path} context`]});
    }
    const context =
      path === '-'
        ? {open: () => process.stdin, ...(flags.file === undefined ? {} : {dockerfile: flags.file})}
        : folderContext(path, flags.file);
    const {open, ...place} = context;
    const options = buildOptions(flags['build-opt'] ?? [], flags);
    const showsOutput = !this.json && !flags.quiet;
    const onOutput = (line: string): void => void (showsOutput && process.stderr.write(`${line}\n`));
    const built = await buildUserImage(
      {cluster, tag, context: open, ...place, ...options, onOutput},
      await this.deps().imageDeps({progress, signal}),
    );
    this.print(built, () => '');
  }

  async #buildSamples(names: readonly string[]): Promise<void> {
    const {args, profile: cluster, progress, signal} = this;
    if (args.path !== undefined) throw new AppError('E_USAGE', `A sample has no build context: leave "${args.path}" out.`);
    const samples = await (names.includes('all') ? readSamples() : chosenSamples(names));
    const loaded = await buildSamples({cluster, samples}, await this.deps().imageDeps({progress, signal}));
    this.print(loaded, () => loaded.images.join('\n'));
  }
}
