import {z} from 'zod';
import {imageName} from '../user-images/image-name.ts';

const name = z.string().refine((text) => imageName(text) === text, 'Give the whole name of the image, with its registry and its tag.');

/** One image of a sample: what it runs, and all the names it goes by. */
const sampleImageSchema = z.strictObject({
  names: z.array(name).min(1),
  entrypoint: z.array(z.string()).min(1).optional(),
  cmd: z.array(z.string()).min(1).optional(),
  env: z.record(z.string(), z.string()).default({}),
  user: z.string().optional(),
  workdir: z.string().startsWith('/').optional(),
});

/** The shape of images/samples/NAME/sample.yaml. Beside it, `files/` holds what goes into the images as it is. */
export const sampleSchema = z.strictObject({
  summary: z.string().min(1),
  /** What the images rest on: Debian's essential packages, or nothing at all. */
  base: z.enum(['debian', 'none']).default('debian'),
  packages: z.array(z.string()).default([]),
  /** Path of a busybox among the packages' files, which gets a link for each of its applets. */
  busybox: z.string().startsWith('/').optional(),
  images: z.array(sampleImageSchema).min(1),
});

/** A sample application: what its images are made from. */
export interface Sample extends z.output<typeof sampleSchema> {
  readonly name: string;
  /** Where sample.yaml is. */
  readonly folder: string;
}
