/** Whether an Accept-Encoding field takes this coding (RFC 9110 12.5.3); `q=0` refuses it. */
export function takesCoding(field: string | null, coding: 'br' | 'gzip'): boolean {
	const named = new RegExp(`^\\s*${coding}\\s*(;\\s*q=(?!0(\\.0*)?\\s*$).*)?$`);
	return (field ?? '')
		.toLowerCase()
		.split(',')
		.some((one) => named.test(one));
}
