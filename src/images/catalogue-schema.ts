import {z} from 'zod';

const versionPattern = /^v\d+\.\d+\.\d+$/;
const templates = z.record(z.string(), z.string());

const needSchema = z.union([
  z.strictObject({program: z.string(), package: z.string()}),
  /** A C library, as pkg-config names it. */
  z.strictObject({library: z.string(), package: z.string()}),
]);

const goSchema = z
  .strictObject({
    /** Go modules of the component's version; the first one's go.mod gives the build its directives. */
    modules: z.array(z.string()).min(1).optional(),
    /** Instead of modules: a folder of our own, beside components.yaml. */
    source: z.string().optional(),
    /** With source: folder in it -> `module@version` that is copied there, below the files of our own. */
    copies: templates.optional(),
    packages: templates,
    ldflags: z.array(z.string()).default([]),
    tags: z.array(z.string()).default([]),
    cgo: z.boolean().default(false),
    localReplaces: z.string().optional(),
    needs: z.array(needSchema).default([]),
  })
  .refine((go) => (go.modules === undefined) !== (go.source === undefined), 'Give either modules or source.');

const releaseSchema = z.strictObject({
  url: z.string(),
  /** Where the SHA-256 is: the sum alone, or lines of "sum  name". */
  checksum: z.string(),
  /** Binary name -> member of the archive at `url`; without it, `url` is the binary itself. */
  members: templates.optional(),
});

const imageSchema = z.strictObject({
  reference: z.string(),
  folder: z.string().startsWith('/').optional(),
  entrypoint: z.array(z.string()).optional(),
  cmd: z.array(z.string()).optional(),
  user: z.string().optional(),
  env: z.record(z.string(), z.string()).default({}),
  packages: z.array(z.string()).default([]),
  /** Path -> target. */
  links: templates.default({}),
  /** Path of a busybox in the image, which gets a link for each of its applets. */
  busybox: z.string().startsWith('/').optional(),
  certificates: z.boolean().default(false),
  /** Path in the image -> folder of the component's Go module; what is there for tests only stays out. */
  moduleFiles: templates.default({}),
});

const componentSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9-]+$/),
    part: z.enum(['core', 'addon']).default('core'),
    version: z.union([
      z.literal('kubernetes'),
      z.string().regex(versionPattern, 'Expected vX.Y.Z.'),
      z.strictObject({byKubernetes: z.record(z.string().regex(/^\d+\.\d+$/), z.string().regex(versionPattern, 'Expected vX.Y.Z.'))}),
    ]),
    node: z.string().startsWith('/').optional(),
    go: goSchema.optional(),
    release: releaseSchema.optional(),
    image: imageSchema.optional(),
  })
  .refine((component) => component.node !== undefined || component.image !== undefined, 'Give node, image or both.')
  .refine((component) => component.node === undefined || component.go !== undefined, 'A binary of the node needs go.')
  .refine((component) => !component.image || !component.go || component.image.folder !== undefined, 'An image of binaries needs folder.');

/** The shape of images/components.yaml. */
export const catalogueSchema = z
  .strictObject({
    go: z.strictObject({minimum: z.string(), toolchain: z.string()}),
    components: z.array(componentSchema).min(1),
  })
  .refine(({components}) => new Set(components.map(({name}) => name)).size === components.length, 'Two components have the same name.');

export type Catalogue = z.output<typeof catalogueSchema>;
export type CatalogueComponent = Catalogue['components'][number];
export type GoRecipe = z.output<typeof goSchema>;
