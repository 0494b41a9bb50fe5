import { beforeEach, describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { imageInstance, studyOf } from '#lib/archive/manifest.fixture.ts';
import { StudyManifest } from '#lib/archive/manifest.ts';
import type { Look } from '#lib/consult/record/event.ts';
import type { ReadingSession } from '../reading-session.svelte.ts';
import { SecondLook } from './second-look.svelte.ts';

const series = (uid: string): unknown => ({
	...{ uid, number: 1, modality: 'CT', description: null, bodyPart: null, geometryNotes: [] },
	instances: [1, 2, 3].map((n) => ({ ...imageInstance(), uid: `${uid}.${n}` })),
});
const prior = v.parse(StudyManifest, studyOf('1.9', [series('1.9.1'), series('1.9.2')]));
const look = (instance: string): Look => ({
	...{ study: '1.9', series: instance.slice(0, 5), instance, frame: 1, window: null, inverted: false },
	...{ zoom: 1, middle: [0.5, 0.5], mirrored: false, turn: 0 },
});

/** A page that notes what is done to it; `beside` is what stands there. */
class Page {
	readonly did: string[] = [];
	readonly study = v.parse(StudyManifest, studyOf('1.1', []));
	readonly stage = { kind: 'pictures' };
	beside: object | null = null;

	lay(study: string): Promise<void> {
		this.did.push(`lay ${study}`);
		this.beside ??= { shown: null, asked: study, viewport: {} };
		return Promise.resolve();
	}
	unlay(): void {
		this.did.push('unlay');
		this.beside = null;
	}
	/** Its study has come, at the first series. */
	come(): void {
		const viewport = {
			...{ series: prior.series[0], seen: null, stack: [], index: 0 },
			wear: (at: number) => this.did.push(`wear ${at}`),
		};
		this.beside = {
			...{ asked: '1.9', viewport, shown: { study: prior, series: prior.series[0], at: 1 } },
			openAt: (_: unknown, opened: { uid: string }, at: number) => {
				viewport.series = prior.series.find(({ uid }) => uid === opened.uid);
				this.did.push(`open ${opened.uid} ${at}`);
			},
		};
	}
}

let page: Page;
let second: SecondLook;
beforeEach(() => {
	page = new Page();
	second = new SecondLook(() => page.did.push('acted'));
	second.attach(page as unknown as ReadingSession);
});

describe('the second picture of whoever is followed', () => {
	it('is laid beside once, however often it moves meanwhile, and worn when it has come', () => {
		for (const instance of ['1.9.1.1', '1.9.1.2', '1.9.1.3']) {
			second.hear(4, look(instance));
			second.follow(4);
		}
		expect(page.did).toEqual(['lay 1.9']);
		page.come();
		second.follow(4);
		expect(page.did).toEqual(['lay 1.9', 'wear 2']);
		second.hear(4, look('1.9.2.1'));
		second.follow(4);
		expect(page.did.slice(2)).toEqual(['open 1.9.2 0', 'wear 0']);
	});

	it('goes when they have one again', () => {
		page.come();
		second.hear(4, look('1.9.1.1'));
		second.hear(4, null);
		second.follow(4);
		expect(page.did).toEqual(['unlay']);
	});

	it('is nobody’s who hasn’t told, and stays as it is for a picture that isn’t in it', () => {
		page.come();
		second.follow(7);
		second.hear(4, { ...look('1.9.1.1'), instance: '1.9.1.99' });
		second.follow(4);
		expect(page.did).toEqual([]);
	});
});
