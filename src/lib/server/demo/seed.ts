/**
 * The demo that a first start gives. Files are drawn in a thread and stored through the same door as anyone's; the link is
 * handed out once the CT it opens is whole, the rest follows behind it. A second start finds everything and draws nothing;
 * one that was broken off stores what is missing (storing the same file again is a success).
 */
import type { Clock } from '#lib/base/clock.ts';
import { errorFields, log } from '#lib/base/log.ts';
import type { Result } from '#lib/base/result.ts';
import type { IngestOutcome } from '#lib/server/archive/ingest.ts';
import { putHospital } from '#lib/server/archive/catalogue/hospitals.ts';
import type { LinkRefusal, MadeLink } from '#lib/server/identity/share-link.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { demoVersion } from './dataset-parts.ts';
import type { DemoFile, DemoStep } from './demo-files.ts';
import { isKnown, makeNamesLink, makeReferralLink, stillOpens } from './demo-link.ts';
import type { KeptDemo, KeptLink } from './demo-link-file.ts';
import { keepDemo, keptNote, readKeptDemo } from './demo-link-file.ts';
import { demoHospitals } from './demo-people.ts';
import { drawFiles } from './draw-files.ts';

export interface DemoParts {
	readonly db: Database;
	readonly clock: Clock;
	readonly dataDir: string;
	readonly ingest: (bytes: Uint8Array, signal: AbortSignal) => Promise<IngestOutcome>;
	readonly signal: AbortSignal;
	/** For tests; else a thread draws them. */
	readonly draw?: (signal: AbortSignal) => AsyncIterable<DemoFile>;
}

export interface DemoLink {
	readonly secret: string;
	readonly pin: string;
}

export interface Demo {
	/** One patient's referral; resolves when its CT can be opened. null: the demo could not be made. */
	readonly referral: Promise<DemoLink | null>;
	/** Ten other people; resolves when everything is stored. */
	readonly names: Promise<DemoLink | null>;
}

export function seedDemo(parts: DemoParts): Demo {
	const referral = Promise.withResolvers<DemoLink | null>();
	const names = seed(parts, referral.resolve).catch((error: unknown) => {
		if (!parts.signal.aborted) log('error', 'demo-failed', errorFields(error));
		return null;
	});
	// A failure before the CT was whole: there is no link to wait for.
	void names.then(() => referral.resolve(null));
	return { referral: referral.promise, names };
}

async function seed(parts: DemoParts, opened: (link: DemoLink) => void): Promise<DemoLink> {
	for (const hospital of demoHospitals) await putHospital(parts.db, hospital);
	const kept = await keptHere(parts);
	let state: KeptDemo | null = null;
	const openReferral = async (): Promise<KeptDemo> => {
		if (state !== null) return state;
		const referral =
			(await usable(parts, kept?.referral)) ?? made(await makeReferralLink(parts.db, parts.clock()));
		state = {
			note: keptNote,
			version: demoVersion,
			complete: kept?.complete ?? false,
			referral,
			names: kept?.names ?? null,
		};
		await keepDemo(parts.dataDir, state);
		opened(referral);
		return state;
	};
	// A kept link was handed out, so its CT is there.
	if (kept !== null) await openReferral();
	if (kept?.complete !== true) {
		await storeAll(parts, async (step) => {
			if (step === 'chest-ct') await openReferral();
		});
	}
	const now = await openReferral();
	const names = (await usable(parts, kept?.names)) ?? made(await makeNamesLink(parts.db, parts.clock()));
	await keepDemo(parts.dataDir, { ...now, complete: true, names });
	return names;
}

/** What an earlier start kept, if it was for these drawings and this database. */
async function keptHere(parts: DemoParts): Promise<KeptDemo | null> {
	const kept = await readKeptDemo(parts.dataDir);
	if (kept === null || kept.version !== demoVersion) return null;
	return (await isKnown(parts.db, kept.referral)) ? kept : null;
}

async function usable(parts: DemoParts, link: KeptLink | null | undefined): Promise<KeptLink | null> {
	if (link === null || link === undefined) return null;
	return (await stillOpens(parts.db, link, parts.clock())) ? link : null;
}

function made(link: Result<MadeLink, LinkRefusal>): MadeLink {
	if (!link.ok) throw new Error(`the demo's link was refused: ${link.reason}`);
	return link.value;
}

async function storeAll(parts: DemoParts, afterStep: (step: DemoStep) => Promise<void>): Promise<void> {
	const started = parts.clock();
	const tally: { step: DemoStep | null; files: number; refused: number } = {
		step: null,
		files: 0,
		refused: 0,
	};
	const finish = async () => {
		const { step, files, refused } = tally;
		if (step === null) return;
		log('info', 'demo-step', { step, files, refused, ms: parts.clock() - started });
		await afterStep(step);
	};
	for await (const { step, bytes } of (parts.draw ?? drawFiles)(parts.signal)) {
		if (tally.step !== step) {
			await finish();
			Object.assign(tally, { step, files: 0, refused: 0 });
		}
		const outcome = await parts.ingest(bytes, parts.signal);
		tally.files++;
		if (outcome.kind !== 'refused') continue;
		// A demo that lacks files for want of the archive must not be called complete: the next start tries again.
		if (outcome.code === 'unavailable' || outcome.code === 'aborted')
			throw new Error(`demo file ${outcome.code}`);
		tally.refused++;
		log('warn', 'demo-file-refused', { step, code: outcome.code });
	}
	await finish();
}
