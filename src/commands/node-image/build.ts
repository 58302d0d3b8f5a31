import {Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {imageSourceFlags, imageSourceInput} from '../../cli/image-source-flags.ts';
import {formatBytes} from '../../cli/render/bytes.ts';
import {checkImageReference} from '../../cluster/spec/check-image-reference.ts';
import {resolveVersion} from '../../cluster/spec/resolve-version.ts';
import {defaultKubernetesVersion} from '../../images/default-version.ts';
import {ensureNodeImage} from '../../images/node-image/ensure-node-image.ts';

export default class NodeImageBuild extends BaseCommand<typeof NodeImageBuild> {
  static override readonly summary = 'Build the image that nodes run, for one Kubernetes version.';
  static override readonly description =
    'Brings every program and container image that a cluster needs, so that nodes pull nothing. Does nothing when the image is there and current.';
  static override readonly examples = [
    '<%= config.bin %> node-image build',
    '<%= config.bin %> node-image build --kubernetes-version v1.36.3 --image-source go',
    '<%= config.bin %> node-image build --image example.org/node:mine && <%= config.bin %> start --image example.org/node:mine',
  ];
  static override readonly streamsEvents = true;
  static override readonly flags = {
    'kubernetes-version': Flags.string({
      default: defaultKubernetesVersion,
      env: 'FLOTILLA_KUBERNETES_VERSION',
      helpValue: 'vX.Y.Z',
      summary: 'Version of Kubernetes.',
    }),
    image: Flags.string({
      env: 'FLOTILLA_IMAGE',
      helpValue: 'REF',
      parse: async (text) => checkImageReference(text),
      summary: 'Name for the image, to be given to `start --image`; the one that `start` looks for unless told.',
    }),
    force: Flags.boolean({env: 'FLOTILLA_FORCE', summary: 'Build even when the image is there and current.'}),
    ...imageSourceFlags,
  };

  override async run(): Promise<void> {
    const {signal, progress} = this;
    const wiring = this.deps();
    const {image: name} = this.flags;
    const input = {
      kubernetesVersion: resolveVersion(this.flags['kubernetes-version']),
      ...imageSourceInput(this.flags),
      ...(name === undefined ? {} : {image: name}),
    };
    const image = await ensureNodeImage(input, await wiring.nodeImageDeps({progress, signal}), {force: this.flags.force});
    this.print(
      {image},
      () => `${image.reference}  Kubernetes ${image.kubernetesVersion}  ${formatBytes(image.sizeBytes)}  source ${image.source}`,
    );
  }
}
