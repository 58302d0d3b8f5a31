import {z} from 'zod';
import {AppError} from '../../errors/app-error.ts';

const schema = z.object({
  architecture: z.string().default(''),
  rootfs: z.object({diff_ids: z.array(z.string().regex(/^sha256:[0-9a-f]{64}$/)).default([])}),
});

/** The parts of an image's configuration that loading it needs. @throws AppError E_IMAGE_ARCHIVE. */
export function parseImageConfig(content: Buffer | undefined, image: string): {architecture: string; diffIds: readonly string[]} {
  const parsed = schema.safeParse(content && safeJson(content));
  if (!parsed.success) throw new AppError('E_IMAGE_ARCHIVE', `The archive has no configuration of the image ${image}.`);
  return {architecture: parsed.data.architecture, diffIds: parsed.data.rootfs.diff_ids};
}

function safeJson(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString());
  } catch {
    return undefined;
  }
}
