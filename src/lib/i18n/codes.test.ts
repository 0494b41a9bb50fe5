import { describe, expect, it } from 'vitest';
import type { DenyReason } from '#lib/access/decide.ts';
import type { FrameReason } from '#lib/archive/frame-source.ts';
import { TruthFlag } from '#lib/archive/manifest.ts';
import type { Part10Refusal } from '#lib/dicom/part10/part10.ts';
import type { GeometryNote } from '#lib/dicom/geometry/slice-order.ts';
import type { ArchiveReason } from '#lib/server/archive/port.ts';
import type { PixelRefusalCode } from '#lib/server/pixels/refusal.ts';
import { commands } from '#lib/viewer/controls/commands.ts';
import type { DecoderReason } from '#lib/viewer/frames/decoder.ts';
import { nextStepOf } from './next-step.ts';
import { textFor } from './sentence.ts';
import { en } from './en.ts';
import { th } from './th.ts';

/** Codes made outside the unions below. */
type Loose = 'patient-mismatch' | 'still-preparing' | 'conflict';
type RefusalCode =
	| Part10Refusal
	| PixelRefusalCode
	| ArchiveReason
	| DecoderReason
	| Exclude<FrameReason['kind'], 'refused'>
	| Loose;

// These four lines are the proof: a room's new code without a sentence stops `npm run check`, in either language.
const refusals: Readonly<Record<RefusalCode, string>> = th.reasons.refusal;
const englishRefusals: Readonly<Record<RefusalCode, string>> = en.reasons.refusal;
const ended: Readonly<Record<DenyReason, string>> = th.reasons.ended;
const geometry: Readonly<Record<GeometryNote, string>> = th.reasons.geometry;

const thai = /[\u0E00-\u0E7F]/;

describe('every code has a sentence', () => {
	it('in Thai and in English, each in its own script', () => {
		for (const text of [...Object.values(refusals), ...Object.values(ended), ...Object.values(geometry)]) {
			expect(text).toMatch(thai);
		}
		for (const text of Object.values(englishRefusals)) {
			expect(text.length).toBeGreaterThan(10);
			expect(text).not.toMatch(thai);
		}
		expect(Object.keys(en.reasons.refusal).sort()).toEqual(Object.keys(th.reasons.refusal).sort());
	});

	it('for every truth flag of the manifest, with its explanation', () => {
		for (const flag of TruthFlag.options) {
			for (const words of [th, en]) {
				expect(textFor(words.reasons.flag, flag)).toBeTruthy();
				expect(textFor(words.reasons.flagExplain, flag)).toBeTruthy();
			}
		}
	});

	it('for every command of the viewer', () => {
		for (const command of commands) {
			expect(textFor(th.command, command.id)).toMatch(thai);
			expect(textFor(en.command, command.id)).toBeTruthy();
		}
	});

	it('and a next step', () => {
		for (const code of Object.keys(refusals)) {
			expect(textFor(th.reasons.nextStep, nextStepOf(code))).toBeTruthy();
		}
	});

	it('but a code from a stranger finds nothing by accident', () => {
		expect(textFor(th.reasons.refusal, 'constructor')).toBeNull();
		expect(textFor(th.reasons.refusal, '__proto__')).toBeNull();
	});
});
