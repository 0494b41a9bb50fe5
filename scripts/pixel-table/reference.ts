import * as v from 'valibot';

const Entry = v.object({
	file: v.string(),
	transfer_syntax: v.optional(v.string(), ''),
	image: v.optional(v.boolean(), false),
	agree: v.optional(v.nullable(v.string()), null),
	disputed: v.optional(v.boolean(), false),
	lossy: v.optional(v.boolean(), false),
	bits_stored: v.optional(v.nullable(v.number()), null),
	high_bit: v.optional(v.nullable(v.number()), null),
	signed: v.optional(v.boolean(), false),
	values: v.optional(v.nullable(v.object({ dtype: v.string(), sha256: v.string() })), null),
	probe: v.optional(v.record(v.string(), v.union([v.number(), v.array(v.number())])), {}),
	decoders: v.optional(v.record(v.string(), v.string()), {}),
});
export type ReferenceEntry = v.InferOutput<typeof Entry>;

/** The images among the files; `values` is null where no outside decoder could read one. */
export function parseReference(json: unknown): ReferenceEntry[] {
	return v.parse(v.object({ files: v.array(Entry) }), json).files.filter((entry) => entry.image);
}

export function parseHostile(json: unknown): string[] {
	return v.parse(v.array(v.object({ file: v.string() })), json).map((entry) => entry.file);
}
