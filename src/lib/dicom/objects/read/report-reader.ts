/**
 * Marks in structured reports of any maker: measurement groups (PS3.16 TID 1410, 1411, 1501) as one mark each, and coordinates
 * anywhere else by themselves. The tree is walked once, with a budget: a hostile file nests and repeats as it likes.
 */
import type { Dataset } from '../../dataset.ts';
import { items, numbers, number, string } from '../../dataset.ts';
import { isUid } from '../../uid.ts';
import type { Dropped, FoundMark, FoundMeasure, FoundPicture, FoundShape } from './found.ts';
import { Tally, clipped, codeOf, limits } from './found.ts';
import { imageNamed, shapeOf } from './report-shape.ts';

export interface FoundReport {
	readonly marks: readonly FoundMark[];
	readonly dropped: Dropped;
}

const measurementGroup = '125007';
const shortLabel = '125309';

export function readReport(set: Dataset): FoundReport {
	return new ReportWalk(set).run();
}

/** Everything that one mark is put together from. */
interface Gathered {
	/** by their own text: several numbers of one figure repeat its outline */
	shapes: Map<string, FoundShape>;
	measures: FoundMeasure[];
	words: string[];
	trackingId: string | null;
	trackingUid: string | null;
	picture: FoundPicture | null;
}

class ReportWalk {
	readonly #root: Dataset;
	readonly #tally = new Tally();
	readonly #marks: FoundMark[] = [];
	#nodes: number = limits.nodes;
	#shapes: number = limits.shapes;
	#points: number = limits.allPoints;

	constructor(root: Dataset) {
		this.#root = root;
	}

	run(): FoundReport {
		this.#walk(this.#root, 0);
		if (this.#nodes < 0 || this.#shapes < 0 || this.#points < 0) this.#tally.add('too-many');
		return { marks: this.#marks, dropped: this.#tally.all };
	}

	#walk(node: Dataset, depth: number): void {
		for (const child of items(node, '0040A730')) {
			if (--this.#nodes < 0 || depth > limits.depth) return;
			const type = string(child, '0040A040');
			const concept = codeOf(child, '0040A043');
			if (type === 'CONTAINER' && concept?.value === measurementGroup) this.#group(child, depth + 1);
			else if (type === 'NUM' || type === 'SCOORD' || type === 'SCOORD3D') {
				const gathered = blank();
				this.#gather(child, gathered, depth + 1);
				if (concept !== null && type !== 'NUM') gathered.words.push(concept.meaning);
				this.#keep(gathered, type === 'NUM' ? 'ignore' : 'count');
			} else this.#walk(child, depth + 1);
		}
	}

	#group(group: Dataset, depth: number): void {
		const gathered = blank();
		for (const child of items(group, '0040A730')) {
			if (--this.#nodes < 0) return;
			this.#gather(child, gathered, depth);
		}
		this.#keep(gathered, 'count');
	}

	/** One content item of a group, with what it was inferred from. */
	#gather(node: Dataset, into: Gathered, depth: number): void {
		if (depth > limits.depth) return;
		const concept = codeOf(node, '0040A043');
		switch (string(node, '0040A040')) {
			case 'SCOORD':
			case 'SCOORD3D':
				this.#addShape(node, into);
				return;
			case 'NUM': {
				const measure = measureOf(node);
				if (measure !== null) into.measures.push(measure);
				break;
			}
			case 'IMAGE':
				into.picture ??= imageNamed(node);
				return;
			case 'TEXT':
				if (concept?.value === '112039') into.trackingId = clipped(string(node, '0040A160') ?? '', 128);
				// Comments, and the short label: what else modifies a concept in words (a colour, a style) is no label.
				else if (string(node, '0040A010') === 'CONTAINS' || concept?.value === shortLabel) {
					into.words.push(string(node, '0040A160') ?? '');
				}
				return;
			case 'CODE':
				if (concept?.value === '121071') into.words.push(codeOf(node, '0040A168')?.meaning ?? '');
				return;
			case 'UIDREF': {
				const uid = string(node, '0040A124');
				if (concept?.value === '112040' && uid !== null && isUid(uid)) into.trackingUid = uid;
				return;
			}
			default:
				break;
		}
		for (const child of items(node, '0040A730')) {
			if (--this.#nodes < 0) return;
			const reference = numbers(child, '0040DB73');
			const target = reference.length > 0 ? this.#referenced(reference) : child;
			if (target === null) continue;
			const type = string(target, '0040A040');
			if (type === 'SCOORD' || type === 'SCOORD3D') this.#addShape(target, into);
			else if (type === 'IMAGE') into.picture ??= imageNamed(target);
			else if (type === 'CONTAINER' || type === 'NUM') this.#gather(target, into, depth + 1);
		}
	}

	/** Several numbers of one figure repeat its outline, or point to it. */
	#addShape(node: Dataset, into: Gathered): void {
		if (--this.#shapes < 0 || this.#points < 0) return;
		const found = shapeOf(node);
		if (typeof found === 'string') {
			this.#tally.add(found);
			return;
		}
		this.#points -= found.at.length;
		into.shapes.set(JSON.stringify(found), found);
	}

	/** A content item by its place in the tree, counted from 1 at the root (PS3.3 C.17.3.2.5). */
	#referenced(path: readonly number[]): Dataset | null {
		let node: Dataset | undefined = path[0] === 1 ? this.#root : undefined;
		for (const step of path.slice(1, limits.depth)) {
			node = node === undefined ? undefined : items(node, '0040A730')[step - 1];
		}
		return node ?? null;
	}

	#keep(gathered: Gathered, without: 'count' | 'ignore'): void {
		const { trackingId, trackingUid, picture, measures } = gathered;
		if (gathered.shapes.size === 0) {
			if (without === 'count' && measures.length > 0) this.#tally.add('only-in-report', measures.length);
			return;
		}
		if (this.#marks.length >= limits.marks) {
			this.#tally.add('too-many');
			return;
		}
		const shapes = [...gathered.shapes.values()].map((shape) =>
			shape.space === 'patient' && shape.picture === null ? { ...shape, picture } : shape,
		);
		const words = clipped([...new Set(gathered.words.map((one) => clipped(one)))].filter(Boolean).join('\n'));
		this.#marks.push({ trackingId, trackingUid, shapes, words, measures: measures.slice(0, 50) });
	}
}

function blank(): Gathered {
	return { shapes: new Map(), measures: [], words: [], trackingId: null, trackingUid: null, picture: null };
}

function measureOf(node: Dataset): FoundMeasure | null {
	const concept = codeOf(node, '0040A043');
	const [measured] = items(node, '0040A300');
	if (concept === null || measured === undefined) return null;
	const value = number(measured, '0040A161') ?? number(measured, '0040A30A');
	if (value === null || !Number.isFinite(value)) return null;
	const unit = codeOf(measured, '004008EA') ?? { value: '1', scheme: 'UCUM', meaning: '' };
	const modifier = (of: string): FoundMeasure['method'] => {
		for (const child of items(node, '0040A730').slice(0, 50)) {
			if (string(child, '0040A040') !== 'CODE' || codeOf(child, '0040A043')?.value !== of) continue;
			return codeOf(child, '0040A168');
		}
		return null;
	};
	const method = modifier('370129005') ?? modifier('G-C036');
	return { concept, value, unit, method, derivation: modifier('121401') };
}
