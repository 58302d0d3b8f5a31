import {Args, Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {buildOptions} from '../../cli/values/build-options.ts';
import {buildUserImage} from '../../cluster/images/build-image.ts';
import {AppError} from '../../errors/app-error.ts';
import {folderContext} from '../../images/user-images/folder-context.ts';

export default class ImageBuild extends BaseCommand<typeof ImageBuild> {
  static override readonly summary = 'Build an image with the container engine and load it into all nodes.';
  static override readonly description =
    'The word is a folder with a Dockerfile, of which .dockerignore keeps files back, or - for a context from standard input, as a tar. The output of the builder goes to standard error.';
  static override readonly examples = [
    '<%= config.bin %> image build -t my-app:dev .',
    '<%= config.bin %> image build -t my-app:dev -f docker/Dockerfile --build-arg VERSION=1 .',
    'tar -c . | <%= config.bin %> image build -t my-app:dev -',
  ];
  static override readonly args = {path: Args.string({required: true, description: 'Folder of the build context, or -.'})};
  static override readonly streamsEvents = true;
  static override readonly flags = {
    tag: Flags.string({char: 't', env: 'FLOTILLA_TAG', helpValue: 'NAME', required: true, summary: 'Name for the image.'}),
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
    const {args, flags, profile: cluster, progress, signal} = this;
    if (/^(?:https?|git):\/\//.test(args.path)) {
      throw new AppError('E_USAGE', 'A build context is a folder or -, not an address.', {hints: [`git clone ${args.path} context`]});
    }
    const context =
      args.path === '-'
        ? {open: () => process.stdin, ...(flags.file === undefined ? {} : {dockerfile: flags.file})}
        : folderContext(args.path, flags.file);
    const {open, ...place} = context;
    const options = buildOptions(flags['build-opt'] ?? [], flags);
    const showsOutput = !this.json && !flags.quiet;
    const onOutput = (line: string): void => void (showsOutput && process.stderr.write(`${line}\n`));
    const built = await buildUserImage(
      {cluster, tag: flags.tag, context: open, ...place, ...options, onOutput},
      await this.deps().imageDeps({progress, signal}),
    );
    this.print(built, () => '');
  }
}
