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

/** A user of the images besides Debian's, with a group of the same name and number. */
const accountSchema = z.strictObject({
  id: z.int().min(1),
  /** What is the user's and not root's, with all that lies in it. What nothing brings is made, as a folder. */
  owns: z.array(z.string().startsWith('/')).default([]),
});

/** The shape of images/samples/NAME/sample.yaml. Beside it, `files/` holds what goes into the images as it is. */
export const sampleSchema = z.strictObject({
  summary: z.string().min(1),
  /** What the images rest on: Debian's essential packages, or nothing at all. */
  base: z.enum(['debian', 'none']).default('debian'),
  packages: z.array(z.string()).default([]),
  /** Path of a busybox among the packages' files, which gets a link for each of its applets. */
  busybox: z.string().startsWith('/').optional(),
  /** Folder for jars: those that jars.sha256 names, of the dependencies in pom.xml, both beside sample.yaml. */
  jars: z.string().startsWith('/').optional(),
  accounts: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), accountSchema).optional(),
  images: z.array(sampleImageSchema).min(1),
});

export type SampleAccounts = Readonly<Record<string, z.output<typeof accountSchema>>>;

/** A sample application: what its images are made from. */
export interface Sample extends z.output<typeof sampleSchema> {
  readonly name: string;
  /** Where sample.yaml is. */
  readonly folder: string;
}
