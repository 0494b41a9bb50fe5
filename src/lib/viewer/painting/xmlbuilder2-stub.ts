/** Stands in for `xmlbuilder2` in the browser build: vtk.js imports it for an XML mesh reader that this viewer never calls. */
export function create(): never {
	throw new Error('xmlbuilder2 is not part of this build');
}
export default { create };
